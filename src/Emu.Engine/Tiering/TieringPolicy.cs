namespace Emu.Engine.Tiering;

/// <summary>When code is translated, and with how much effort. The figures behind it:
/// docs/decisions/0007-tiering.md.</summary>
public sealed record TieringPolicy
{
    /// <summary>Executions of a block after which it is translated.</summary>
    public int HotThreshold { get; init; } = AccelOptions.DefaultHotThreshold;

    /// <summary>
    /// A block that is still waiting for its translation after this many times the executions goes before colder ones.
    /// </summary>
    public int UrgencyFactor { get; init; } = 4;

    /// <summary>Threads that translate; 0 translates nothing, and only code from the cache runs.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// A hart waits for each translation that it asks for, so that what runs as translated code does not depend on time. For tests and
    /// comparisons: it costs what background threads are for.
    /// </summary>
    public bool Waits { get; init; }

    /// <summary>Each region is run by the interpreter too, and the first difference ends the machine.</summary>
    public bool Check { get; init; }

    /// <summary>What ran is told to the profile.</summary>
    public bool RecordsProfile { get; init; }

    /// <summary>Pages that are forgotten while the guest runs are told to the profile too: for a training run.</summary>
    public bool RecordsForgotten { get; init; }
}
