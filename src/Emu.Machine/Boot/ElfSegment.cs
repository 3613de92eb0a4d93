using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>A <c>PT_LOAD</c> program header whose offsets and sizes have been checked (ELF, "Program
/// Header").</summary>
/// <param name="FileOffset">Where its bytes begin in the file.</param>
/// <param name="FileSize">Bytes in the file.</param>
/// <param name="Virtual">Address it is linked to.</param>
/// <param name="Address">Address it is loaded to.</param>
/// <param name="MemorySize">Bytes in memory, zeros behind the file's included.</param>
internal readonly record struct ElfSegment(
    ulong FileOffset, ulong FileSize, VirtualAddress Virtual, PhysicalAddress Address, ulong MemorySize)
{
    /// <summary>Where a linked address is loaded, or null when it is not in this segment.</summary>
    public PhysicalAddress? Locate(ulong linked) =>
        linked - Virtual.Value < MemorySize ? Address + (linked - Virtual.Value) : null;
}
