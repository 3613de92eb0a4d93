using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// A block of zeroed host memory outside the managed heap, page aligned and committed on first touch.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: <see cref="Pointer"/> is valid for <see cref="Size"/> bytes from construction until
/// <see cref="Dispose"/>; the owner disposes only when no thread can still use the pointer.
/// </remarks>
public sealed unsafe partial class HostMemory : IDisposable
{
    private const int ProtectionRead = 1, ProtectionWrite = 2;
    private const int MapPrivate = 2, MapAnonymous = 0x20, MapNoReserve = 0x4000;
    private const int AdviseDiscard = 4, AdviseHugePage = 14;
    private const ulong HugePageSize = 2 << 20;
    private static readonly nint MapFailed = -1;

    private byte* mapping;
    private readonly nuint mappingSize;

    /// <summary>Reserves <paramref name="size"/> bytes; nothing is committed before it is touched.</summary>
    /// <param name="size">Bytes; any size above zero.</param>
    /// <param name="hugePages">Asks the host for huge pages, and aligns the block to 2 MiB so that it can give
    /// them.</param>
    /// <exception cref="InsufficientMemoryException">The host has no address space of that size, or promises no more memory
    /// than it has.</exception>
    public HostMemory(ulong size, bool hugePages = false)
    {
        ArgumentOutOfRangeException.ThrowIfZero(size);
        ulong slack = hugePages ? HugePageSize : 0;
        mappingSize = checked((nuint)(size + slack));
        // More than the host has is its user's choice; a host that never promises too much refuses nevertheless.
        nint address = Map(
            0, mappingSize, ProtectionRead | ProtectionWrite, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        if (address == MapFailed)
            throw new InsufficientMemoryException($"the host cannot reserve {size} bytes of memory");
        mapping = (byte*)address;
        Size = size;
        Pointer = mapping;
        if (!hugePages) return;
        Pointer = (byte*)(((ulong)address + HugePageSize - 1) & ~(HugePageSize - 1));
        // Refusal costs speed only, so the result does not matter.
        _ = Advise((nint)Pointer, (nuint)size, AdviseHugePage);
    }

    /// <summary>First byte.</summary>
    public byte* Pointer { get; private set; }

    /// <summary>Length in bytes.</summary>
    public ulong Size { get; }

    /// <summary>Gives the whole pages of a range back to the host; they read as zeros from here on, and are there again when
    /// they are touched.</summary>
    /// <param name="address">Host address in a block that still exists.</param>
    /// <param name="length">Bytes, which end in the block.</param>
    public static void Discard(nint address, nint length)
    {
        nint page = Environment.SystemPageSize, first = (address + page - 1) & -page, end = (address + length) & -page;
        // A host that refuses keeps the memory: nothing is lost but room.
        if (end > first) _ = Advise(first, (nuint)(end - first), AdviseDiscard);
    }

    /// <summary>Returns the memory to the host; the pointer is dead from here on.</summary>
    public void Dispose()
    {
        if (mapping == null) return;
        _ = Unmap((nint)mapping, mappingSize);
        mapping = null;
        Pointer = null;
    }

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);

    [LibraryImport("libc", EntryPoint = "madvise", SetLastError = true)]
    private static partial int Advise(nint address, nuint length, int advice);
}
