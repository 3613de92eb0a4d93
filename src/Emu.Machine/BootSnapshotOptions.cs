namespace Emu.Machine;

/// <summary><c>-boot-snapshot</c>: whether a boot is kept, and kept ones are used.</summary>
public sealed record BootSnapshotOptions
{
    /// <summary>What is done with snapshots.</summary>
    public required BootSnapshotMode Mode { get; init; }

    /// <summary>When one is taken, in the user's words: a part of its key.</summary>
    public required string Moment { get; init; }

    /// <summary>The text on the first serial port at which it is taken; null for another moment.</summary>
    public string? ConsoleText { get; init; }

    /// <summary>The time after which it is taken; null for another moment.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>The cache directory; null for the user's own.</summary>
    public string? Directory { get; init; }

    /// <summary>All that the user has set and that the guest can see of it, as text, beside what <see cref="MachineOptions"/> itself
    /// tells.</summary>
    public required string Settings { get; init; }
}

/// <summary>What is done with boot snapshots.</summary>
public enum BootSnapshotMode
{
    /// <summary>One that is there is used; else one is taken.</summary>
    Auto,

    /// <summary>The machine boots, and one is taken.</summary>
    Save,

    /// <summary>One is used, or the emulator ends.</summary>
    Require,
}
