using Emu.Core.Memory;

namespace Emu.Linux.Memory;

/// <summary>
/// A guest process's address space: guest address A is host address <see cref="Base"/> + A. Which pages are mapped,
/// with what protection and from what, is known here as the kernel knows it. Any thread may call.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: a host address is formed only for guest ranges below <see cref="Limit"/>; whether
/// something is mapped there is the kernel's to say: copies go through the native shim, which turns a fault into a
/// result.
/// </remarks>
public sealed unsafe partial class GuestMemory : IDisposable
{
    /// <summary>Bytes of a page.</summary>
    public const ulong PageSize = AddressMap.PageSize;

    /// <summary>Where user space ends unless an ABI says otherwise: 256 GiB.</summary>
    public const ulong DefaultLimit = 1ul << 38;

    private const ulong UsualLowest = 16 * PageSize;

    internal const ulong PageMask = PageSize - 1;

    private const ulong UsualStackGap = 128 << 20;

    // Orders all changes of the table and of the host's mappings, so that the two agree. Observers are told after it
    // was released. BeginFork holds it, which is why nothing that may wait for the guest is done under it.
    private readonly Lock changing = new();
    private readonly MappingTable table = new();

    // The host's mapping of PROT_NONE that covers all of the guest's space and is put back where the guest unmaps.
    private readonly bool isReserved;

    // Where that mapping begins.
    private readonly ulong reservedFrom;

    /// <summary>An address space without a reservation: the host's own mappings may be among the guest's, and are
    /// avoided.</summary>
    public GuestMemory(ulong hostBase = 0, ulong limit = DefaultLimit)
        : this(hostBase, limit, reservedFrom: null)
    {
    }

    private GuestMemory(ulong hostBase, ulong limit, ulong? reservedFrom)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hostBase & PageMask, 0ul);
        ArgumentOutOfRangeException.ThrowIfNotEqual(limit & PageMask, 0ul);
        Base = hostBase;
        Limit = limit;
        isReserved = reservedFrom is not null;
        this.reservedFrom = reservedFrom ?? 0;
        Heap = new ProgramBreak(this);
        Segments = new SharedSegments(this);
        Locks = new PageLocks(this);
        Advice = new PageAdvice(this);
        Listing = new MapListing(this);
        MapTop = (limit - Math.Min(UsualStackGap, limit / 4)) & ~PageMask;
    }

    /// <summary>
    /// Told after pages were unmapped, replaced or moved, lost a permission, were or became executable under another
    /// protection, or lost their contents; before the call that did it returns to the guest. The arguments are the
    /// first address and the length.
    /// </summary>
    public event Action<ulong, ulong>? Changed;

    /// <summary>Host address of guest address 0.</summary>
    public ulong Base { get; }

    /// <summary>First address beyond user space.</summary>
    public ulong Limit { get; }

    /// <summary>Mappings without an address are placed below this one, from the top down; the stack belongs above.
    /// Set before the program runs.</summary>
    public ulong MapTop { get; set; }

    /// <summary>RLIMIT_AS: bytes that may be mapped in all.</summary>
    public ulong AddressSpaceLimit { get; set; } = ulong.MaxValue;

    /// <summary>RLIMIT_DATA: bytes that may be private and writable.</summary>
    public ulong DataLimit { get; set; } = ulong.MaxValue;

    /// <summary>Bytes that are mapped.</summary>
    public ulong MappedBytes
    {
        get
        {
            lock (changing) return table.TotalBytes;
        }
    }

    /// <summary>brk(2).</summary>
    internal ProgramBreak Heap { get; }

    /// <summary>shmat(2) and shmdt(2).</summary>
    internal SharedSegments Segments { get; }

    /// <summary>mlock(2) and its relatives.</summary>
    internal PageLocks Locks { get; }

    /// <summary>madvise(2), msync(2), mincore(2).</summary>
    internal PageAdvice Advice { get; }

    /// <summary>The files maps and smaps in /proc.</summary>
    internal MapListing Listing { get; }

    /// <summary>For operations on the table: held while it or the host's mappings change. <see cref="BeginFork"/> holds it,
    /// which is why nothing that may wait for the guest is done under it.</summary>
    internal Lock Changing => changing;

    /// <summary>For operations on the table. Looked into and changed under <see cref="Changing"/>.</summary>
    internal MappingTable Table => table;

    /// <summary>True when the range lies in user space, mapped or not (the kernel's <c>access_ok</c>).</summary>
    public bool IsUser(ulong address, ulong length) =>
        (address & AddressBits) <= Limit && length <= Limit - (address & AddressBits);

    /// <summary>The host's address for a guest address in user space, mapped or not.</summary>
    public ulong ToHost(ulong address) => Base + (address & AddressBits);

    /// <summary>The bits of a pointer that system calls look at: all of them, unless the program has asked that some be
    /// ignored.</summary>
    public ulong AddressBits { get; set; } = ulong.MaxValue;

    /// <summary>
    /// Waits until no other thread changes the address space, and keeps all from doing so: in the child of a fork
    /// there is nobody left to finish a change. The calling thread must also call one of the two ends.
    /// </summary>
    public void BeginFork() => changing.Enter();

    /// <summary>Ends <see cref="BeginFork"/> in the parent, or when there was no fork.</summary>
    public void EndForkInParent() => changing.Exit();

    /// <summary>Ends <see cref="BeginFork"/> in the child, which has not inherited what MADV_DONTFORK
    /// excepts.</summary>
    public void EndForkInChild()
    {
        foreach (Mapping piece in table.Pieces(0, Limit))
        {
            if (!piece.StaysInParent) continue;
            if (isReserved) _ = Reserve(piece.Start, piece.Length, Fixed);
            table.Remove(piece.Start, piece.End);
        }

        changing.Exit();
    }

    /// <summary>Unmaps everything.</summary>
    public void Dispose()
    {
        lock (changing)
        {
            foreach (Mapping piece in table.Pieces(0, Limit)) _ = ReleaseHost(piece.Start, piece.End);
            table.Remove(0, Limit);
            if (isReserved) ReleaseReservation();
        }
    }

    /// <summary>What is mapped in a range now.</summary>
    internal List<Mapping> PiecesOf(ulong start, ulong end)
    {
        lock (changing) return table.Pieces(start, end);
    }

    /// <summary>Tells of <see cref="Changed"/>, after the lock was released.</summary>
    internal void Notify(ulong start, ulong end)
    {
        if (end > start) Changed?.Invoke(start, end - start);
    }

    internal static ulong RoundUp(ulong length) => (length + PageMask) & ~PageMask;

    internal static bool IsAligned(ulong address) => (address & PageMask) == 0;
}
