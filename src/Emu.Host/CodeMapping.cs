using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Memory mapped for reading and execution: what is written appears as code that can be called. No address is ever writable
/// and executable at once: writing goes through a second view of the memory.
/// </summary>
/// <remarks>Invariant of the unsafe code: <see cref="Pointer"/> is valid for <see cref="Capacity"/> bytes until
/// <see cref="Dispose"/>; both views lie in the reserved address space.</remarks>
public sealed unsafe partial class CodeMapping : IDisposable
{
    private const int ProtectionRead = 1, ProtectionWrite = 2, ProtectionExecute = 4;
    private const int ProtectionNone = 0;
    private const int MapShared = 1, MapPrivate = 2, MapFixed = 0x10, MapAnonymous = 0x20, MapNoReserve = 0x4000;
    private const int RemapMayMove = 1, RemapFixed = 2;
    private static readonly nint MapFailed = -1;

    // Bytes behind the last written one whose pages the host is asked for too: a page fault costs more than what it brings.
    private const ulong LeastAhead = 16 << 10, MostAhead = 256 << 10;

    private const ulong PageSize = 4096;

    private const ulong HugePageSize = 2 << 20;

    private const int AdvicePopulateWrite = 23, AdviceCollapse = 25;

    private readonly nint reserved;
    private readonly nuint reservedLength;
    private byte* pointer;
    private byte* writable;

    // Pages up to here have been asked for.
    private ulong populated;

    // Huge pages' worth of code that is written to the end.
    private ulong collapsed;

    private CodeMapping(nint reserved, nuint reservedLength, byte* pointer, byte* writable, ulong capacity)
    {
        this.reserved = reserved;
        this.reservedLength = reservedLength;
        this.pointer = pointer;
        this.writable = writable;
        Capacity = capacity;
    }

    /// <summary>First byte; page aligned.</summary>
    public byte* Pointer => pointer;

    /// <summary>Bytes of memory.</summary>
    public ulong Capacity { get; }

    /// <summary>Maps new memory, empty so far: twice, for execution and for <see cref="Write"/>, so that it needs no
    /// file and no limit on files concerns it. Processes that are forked share it.</summary>
    /// <exception cref="IOException">The host refuses: no address space.</exception>
    public static CodeMapping OfMemory(ulong capacity)
    {
        // Only whole huge pages can be made such, and only where both views are aligned to them.
        ulong alignment = capacity >= HugePageSize ? HugePageSize : PageSize;
        nuint length = checked((nuint)((capacity + alignment - 1) & ~(alignment - 1)));
        nuint total = checked((2 * length) + (nuint)alignment);
        nint reserved = MapMemory(0, total, ProtectionNone, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        if (reserved == MapFailed) throw Refused();
        nint writable = (nint)(((ulong)reserved + alignment - 1) & ~(alignment - 1)), executable = writable + (nint)length;
        int flags = MapFixed | MapShared | MapAnonymous | MapNoReserve;
        // A length of 0 asks for a second view of the same pages.
        if (MapMemory(writable, length, ProtectionRead | ProtectionWrite, flags, -1, 0) == MapFailed
            || Remap(writable, 0, length, RemapMayMove | RemapFixed, executable) == MapFailed
            || Protect(executable, length, ProtectionRead | ProtectionExecute) != 0)
        {
            IOException refused = Refused();
            _ = Unmap(reserved, total);
            throw refused;
        }

        return new CodeMapping(reserved, total, (byte*)executable, (byte*)writable, capacity);
    }

    /// <summary>Writes into the memory of <see cref="OfMemory"/>. Callers take turns; the bytes can be
    /// executed when it returns.</summary>
    public void Write(ulong offset, ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(offset + (ulong)bytes.Length, Capacity);
        Populate(offset + (ulong)bytes.Length);
        bytes.CopyTo(new Span<byte>(writable + offset, bytes.Length));
        Collapse(offset);
    }

    /// <summary>Gives the address space back; call when no thread can still be in the code.</summary>
    public void Dispose()
    {
        if (pointer == null) return;
        _ = Unmap(reserved, reservedLength);
        pointer = writable = null;
    }

    // A host that cannot do it (Linux before 5.14) has a fault for each page instead.
    private void Populate(ulong end)
    {
        if (end <= populated) return;
        ulong target = Math.Min((end + Math.Clamp(end, LeastAhead, MostAhead)) & ~(PageSize - 1), Capacity);
        _ = Advise((nint)(writable + populated), (nuint)(target - populated), AdvicePopulateWrite);
        populated = target;
    }

    // Makes huge pages of those that are full: much code runs from everywhere in it, and the host remembers few addresses of
    // pages. A host that cannot do it (Linux before 6.1) runs on with small ones.
    private void Collapse(ulong end)
    {
        for (; collapsed + HugePageSize <= end; collapsed += HugePageSize)
            _ = Advise((nint)(writable + collapsed), (nuint)HugePageSize, AdviceCollapse);
    }

    private static IOException Refused() => new($"memory for code cannot be had: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(nint address, nuint length, int advice);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    private static partial nint MapMemory(
        nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mremap", SetLastError = true)]
    private static partial nint Remap(nint address, nuint oldLength, nuint length, int flags, nint newAddress);

    [LibraryImport("libc", EntryPoint = "mprotect", SetLastError = true)]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    private static partial int Unmap(nint address, nuint length);
}
