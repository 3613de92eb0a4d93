using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>A checked <c>PT_LOAD</c> segment: its range lies in user space and its bytes in the file.</summary>
/// <param name="Address">First byte, before the image is moved to its base.</param>
/// <param name="MemorySize">Bytes in memory, never 0.</param>
/// <param name="Offset">First byte in the file.</param>
/// <param name="FileSize">Bytes in the file; the rest is zero.</param>
/// <param name="Protection">As for <c>mmap</c>.</param>
internal readonly record struct ElfSegment(
    ulong Address, ulong MemorySize, ulong Offset, ulong FileSize, PageProtection Protection)
{
    /// <summary>First address behind it.</summary>
    public ulong End => Address + MemorySize;

    /// <summary>First address behind what is in the file.</summary>
    public ulong FileEnd => Address + FileSize;
}
