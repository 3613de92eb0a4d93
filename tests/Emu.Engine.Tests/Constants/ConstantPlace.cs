namespace Emu.Engine.Tests.Constants;

/// <summary>Where a <see cref="ConstantProgram"/> will run.</summary>
internal sealed record ConstantPlace
{
    /// <summary>Virtual address of the first instruction.</summary>
    public required ulong Start { get; init; }

    /// <summary>Bytes of code at most.</summary>
    public required int Capacity { get; init; }

    /// <summary>Virtual addresses at which the page that holds the code is mapped.</summary>
    public required ulong[] CodePages { get; init; }

    /// <summary>Ranges that may be accessed.</summary>
    public required (ulong Start, int Length)[] Data { get; init; }

    /// <summary>Accesses may go anywhere: they fault as others do.</summary>
    public required bool MayFault { get; init; }

    /// <summary>Interprets code from the start, with these registers before it: the registers behind it; null when it ends
    /// in another way than behind its last instruction.</summary>
    public required Func<IReadOnlyList<uint>, ulong[], ulong[]?> Interpret { get; init; }
}
