namespace Emu.Debugger;

/// <summary>What a packet leads to.</summary>
/// <param name="Text">The answer, a letter of Latin-1 for each byte; empty when the packet is not known; null for
/// none.</param>
internal readonly record struct GdbReply(string? Text)
{
    /// <summary>The debugger waits until the target stands still.</summary>
    public bool Waits { get; init; }

    /// <summary>Which threads run from here on; null leaves the target standing still.</summary>
    public Func<int, bool>? Resumes { get; init; }

    /// <summary>The signal that the target goes on with, by GDB's numbers; 0 for none.</summary>
    public int Signal { get; init; }

    /// <summary>The debugger leaves the target.</summary>
    public bool Detaches { get; init; }

    /// <summary>Packets are not acknowledged any more.</summary>
    public bool EndsAcknowledging { get; init; }

    /// <summary>The target ends.</summary>
    public bool Kills { get; init; }

    public static implicit operator GdbReply(string text) => new(text);
}
