using Emu.Translate.Abi;

namespace Emu.Engine.Tiering;

/// <summary>What one CPU counts of its translated code. Written by the CPU's own thread; others may read
/// roughly.</summary>
public sealed class TierCounters
{
    /// <summary>Instructions retired by translated code.</summary>
    public ulong TranslatedInstructions { get; internal set; }

    /// <summary>Times that the interpreter handed over to translated code.</summary>
    public ulong Entries { get; internal set; }

    /// <summary>Side exits, by <see cref="SideExitCause"/>.</summary>
    public ulong[] SideExits { get; } = new ulong[Enum.GetValues<SideExitCause>().Length];

    /// <summary>Times that code was attached to pages of the CPU: region by region.</summary>
    public ulong Attached { get; internal set; }

    /// <summary>Regions detached because their page was modified or forgotten.</summary>
    public ulong Detached { get; internal set; }

    /// <summary>Regions of baseline code that the CPU has made.</summary>
    public ulong BaselineRegions { get; internal set; }

    /// <summary>Blocks in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineBlocks { get; internal set; }

    /// <summary>Guest instructions in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineInstructions { get; internal set; }

    /// <summary>Bytes of code in <see cref="BaselineRegions"/>.</summary>
    public ulong BaselineBytes { get; internal set; }

    /// <summary>Time that making <see cref="BaselineRegions"/> took, in ticks of <c>Stopwatch</c>.</summary>
    public long BaselineTicks { get; internal set; }

    /// <summary>Times that a sample has found the CPU in baseline code.</summary>
    public ulong Samples { get; internal set; }

    /// <summary>Regions that were run by the interpreter too.</summary>
    public ulong Checks { get; internal set; }

    /// <summary>Those of <see cref="Checks"/> during which something else changed what the region loaded.</summary>
    public ulong ChecksWithoutVerdict { get; internal set; }

    /// <summary>Pages that changed between finding code for them and attaching it.</summary>
    public ulong RefusedChanged { get; internal set; }
}
