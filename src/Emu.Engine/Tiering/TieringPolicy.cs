namespace Emu.Engine.Tiering;

/// <summary>When code is translated, and with how much effort. The figures behind it:
/// docs/decisions/0007-tiering.md.</summary>
public sealed record TieringPolicy
{
    /// <summary>How guest code may be run besides being interpreted.</summary>
    public Tiers Tiers { get; init; } = Tiers.All;

    /// <summary>Executions of a block after which its page's warm blocks get baseline code.</summary>
    public int WarmThreshold { get; init; } = AccelOptions.DefaultWarmThreshold;

    /// <summary>Times that a CPU is found at one place of baseline code before LLVM translates what is
    /// there.</summary>
    public int SampleThreshold { get; init; } = AccelOptions.DefaultSampleThreshold;

    /// <summary>Executions of a block, counted by the interpreter, after which LLVM translates it.</summary>
    public int HotThreshold { get; init; } = AccelOptions.DefaultHotThreshold;

    /// <summary>
    /// A block that still waits for its translation when it has run this many times as often asks again, and overtakes
    /// colder ones.
    /// </summary>
    public int UrgencyFactor { get; init; } = 4;

    /// <summary>Threads that translate; 0 translates nothing, and only code from the cache runs.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>
    /// A CPU waits for each translation that it asks for, so that what runs as translated code does not depend on time. For tests and
    /// comparisons: it costs what background threads are for.
    /// </summary>
    public bool Waits { get; init; }

    /// <summary>Whether each region is run by the interpreter too, and the first difference ends the machine.</summary>
    public bool Check { get; init; }

    /// <summary>Whether the profile is told how often blocks have run.</summary>
    public bool RecordsProfile { get; init; }

    /// <summary>Whether the profile is told of pages too that are forgotten while the guest runs: for a training
    /// run.</summary>
    public bool RecordsForgotten { get; init; }
}
