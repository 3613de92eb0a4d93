using Emu.Engine.Tiering;
using Emu.Isa;

namespace Emu.Engine.Lockstep;

/// <summary>What the checker needs of the CPU whose regions it runs twice. Used on the CPU's own thread.</summary>
internal interface ICheckedCpu
{
    /// <summary>The CPU.</summary>
    Cpu Cpu { get; }

    /// <summary>Takes the numbers of checks.</summary>
    TierCounters Counters { get; }

    /// <summary>Code that this CPU has decoded may have been stored over, and not been forgotten yet.</summary>
    bool CodeMayHaveChanged { get; }

    /// <summary>Makes sure that the checker's <see cref="LockstepChecker.Interrupt"/> is called from now on.</summary>
    void StartSampling();

    /// <summary>The bytes of the page that a block is about to run from; empty when it is not remembered.</summary>
    ReadOnlySpan<byte> CodePage(ulong pc);

    /// <summary>Interprets some instructions one by one, whatever code there is for them. False when one trapped.</summary>
    bool Step(ulong count);
}
