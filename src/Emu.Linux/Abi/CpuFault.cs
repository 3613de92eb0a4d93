using Emu.Isa;

namespace Emu.Linux.Abi;

/// <summary>Why an instruction of the program could not be executed. The default value stands for a thread that has not
/// faulted yet.</summary>
/// <param name="Kind">The reason in the terms that all architectures share.</param>
/// <param name="Cause">The same as the architecture numbers it.</param>
/// <param name="Value">The faulting address, or the bits of an illegal instruction.</param>
public readonly record struct CpuFault(TrapKind Kind, uint Cause, ulong Value)
{
    /// <summary>True when the page was there, and did not allow the access.</summary>
    public bool IsProtection { get; init; }
}
