using System.Runtime.CompilerServices;
using Emu.Core.Memory;
using Emu.Engine.Code;
using Emu.Engine.Debugging;
using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Access;

/// <summary>
/// Loads, stores and atomics with full semantics: what the inline TLB check does not serve. Fills the TLB on the way.
/// Used on the CPU's own thread, with <c>State->Pc</c> at the current instruction; a method that returns false has
/// raised the exception.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: a host pointer is formed only from a region that contains the whole access, or from a
/// TLB entry whose page contains it.
/// </remarks>
internal sealed unsafe partial class DataAccess(
    Cpu cpu, DataTlb tlb, CodeTracker code, DebugPoints points, AccessLog? log, TlbCounters counters)
{
    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    /// <summary>Size and alignment of what <see cref="ZeroBlock"/> clears, in bytes.</summary>
    private const int CacheBlockSize = 64;

    // The memory region that the last walk led to: nearly always the one and only RAM.
    private MemoryRegion? lastRegion;

    /// <summary>
    /// The table of <see cref="DataTlb"/> for the current mode while <c>State->DataTlb</c> is another one, in which
    /// code finds nothing, so that each access comes here; else null.
    /// </summary>
    public void* DivertedTable { get; set; }

    /// <summary>The table in which code finds nothing. When the CPU's mode changes meanwhile, the new mode's own table
    /// is used again.</summary>
    public void* EmptyTable { get; set; }

    /// <summary>The watchpoint that the last access would have met; it has not been made, and no exception was raised. Null when
    /// none was met.</summary>
    public Watchpoint? MetWatchpoint { get; set; }

    /// <summary>Accesses are made whatever is watched.</summary>
    public bool IgnoresWatchpoints { get; set; }

    private void* Table =>
        DivertedTable != null && cpu.State->DataTlb == EmptyTable ? DivertedTable : cpu.State->DataTlb;

    /// <summary>Loads 1, 2, 4 or 8 bytes, zero-extended, at any alignment.</summary>
    public bool Load(ulong address, int size, out ulong value)
    {
        if (!TryLoad(address, size, out value)) return false;
        log?.Add(address, size, isRead: true, isWrite: false, value, value);
        return true;
    }

    /// <summary>Stores the low 1, 2, 4 or 8 bytes, at any alignment; nothing is stored when it faults.</summary>
    public bool Store(ulong address, int size, ulong value)
    {
        if (!TryStore(address, size, value)) return false;
        log?.Add(address, size, isRead: false, isWrite: true, 0, value);
        return true;
    }

    private bool TryLoad(ulong address, int size, out ulong value)
    {
        value = 0;
        if (MeetsWatchpoint(address, size, AccessKind.Load)) return false;
        if (CrossesPage(address, size)) return LoadAcrossPages(address, size, out value);
        TlbEntry* entry = DataTlb.Entry(Table, address);
        if (entry->ReadTag == (address & DataTlb.PageMask))
        {
            value = HostValue.Read((byte*)entry->Addend + address, size);
            return true;
        }

        if (!Resolve(address, size, AccessKind.Load, out Target target)) return false;
        if (target.Host != null) value = HostValue.Read(target.Host, size);
        else if (!target.Region!.Read(target.Address, size, out value))
            return Fault(AccessKind.Load, address);
        return true;
    }

    private bool TryStore(ulong address, int size, ulong value)
    {
        if (MeetsWatchpoint(address, size, AccessKind.Store)) return false;
        if (CrossesPage(address, size)) return StoreAcrossPages(address, size, value);
        TlbEntry* entry = DataTlb.Entry(Table, address);
        if (entry->WriteTag == (address & DataTlb.PageMask))
        {
            HostValue.Write((byte*)entry->Addend + address, size, value);
            return true;
        }

        return Resolve(address, size, AccessKind.Store, out Target target) && Write(target, address, size, value);
    }

    /// <summary>
    /// The host address of an access for translated code, at any alignment inside one page. Memory has the page in the TLB
    /// afterwards; an access to a device has been made, and the address is that of <paramref name="register"/>. Null when
    /// more is needed: an exception, a page with decoded code, a second page. Then nothing has happened that executing the
    /// instruction would not do again, and no exception has been raised.
    /// </summary>
    /// <param name="address">Virtual address.</param>
    /// <param name="size">Bytes: 1, 2, 4 or 8.</param>
    /// <param name="kind">A load or a store; an atomic is a store.</param>
    /// <param name="register">Takes what a device's register holds; null when the answer is null for devices too.</param>
    /// <param name="value">What is stored, for devices.</param>
    public byte* Fill(ulong address, int size, AccessKind kind, ulong* register = null, ulong value = 0)
    {
        if (CrossesPage(address, size)) return null;
        if (points.HasWatchpoints && points.FindAny(address, (ulong)size, kind) is not null) return null;
        bool load = kind == AccessKind.Load;
        TlbEntry* entry = DataTlb.Entry(Table, address);
        if ((load ? entry->ReadTag : entry->WriteTag) == (address & DataTlb.PageMask))
            return (byte*)entry->Addend + address;
        counters.DataWalks++;
        if (!cpu.TryTranslate(new VirtualAddress(address), kind, out Translation translation)) return null;
        // Where protection changes inside a page, each access is checked on its own.
        if (!translation.Cacheable || !Locate(address, size, kind, translation, out Target target)) return null;
        bool isMemory = target.Host != null && (load || !target.Region!.IsReadOnly);
        if (isMemory) return load || !target.Watched ? target.Host : null;
        if (register == null) return null;
        bool isServed = load ? target.Region!.Read(target.Address, size, out *register) : WriteDevice(target, size, value);
        return isServed ? (byte*)register : null;
    }

    /// <summary>As <see cref="ZeroBlock"/>, but false, with nothing done, when more than memory is needed.</summary>
    public bool TryZeroBlock(ulong address)
    {
        // Memory is mapped and protected by whole pages where this does not answer null.
        ulong block = address & ~(ulong)(CacheBlockSize - 1);
        if (points.HasWatchpoints && points.FindAny(block, CacheBlockSize, AccessKind.Store) is not null) return false;
        byte* host = Fill(block, sizeof(ulong), AccessKind.Store);
        if (host == null) return false;
        new Span<byte>(host, CacheBlockSize).Clear();
        return true;
    }

    /// <summary>One atomic read-modify-write; misaligned ones trap.</summary>
    public bool AtomicReadModifyWrite(
        AtomicOperation operation, ulong address, Width width, ulong operand, out ulong old)
    {
        old = 0;
        if (!ResolveAtomic(address, (int)width, AccessKind.Store, out Target target)) return false;
        old = AtomicAccess.Apply(target.Host, operation, width, operand);
        log?.AddAtomic(address, width, operation, old, operand);
        Stored(target, (int)width);
        return true;
    }

    /// <summary>Loads and reserves. The reservation is the host address, which stands for the physical
    /// one.</summary>
    public bool LoadReserved(ulong address, Width width, out ulong value)
    {
        value = 0;
        if (!ResolveAtomic(address, (int)width, AccessKind.Load, out Target target)) return false;
        value = width switch
        {
            Width.Byte => Volatile.Read(ref *target.Host),
            Width.Half => Volatile.Read(ref *(ushort*)target.Host),
            Width.Word => Volatile.Read(ref *(uint*)target.Host),
            _ => Volatile.Read(ref *(ulong*)target.Host),
        };
        log?.Add(address, (int)width, isRead: true, isWrite: false, value, value);
        cpu.State->ReservationAddress = address;
        cpu.State->ReservationHost = (ulong)target.Host;
        cpu.State->ReservationValue = value;
        cpu.State->ReservationWidth = (byte)width;
        return true;
    }

    /// <summary>
    /// Stores when the reservation is for this address and width and memory still has the value that was loaded with it. Without
    /// such a reservation it fails without an access, as QEMU's does, so that it cannot fault (unprivileged specification,
    /// 8.2, leaves that open); a misaligned address traps in any case.
    /// </summary>
    public bool StoreConditional(ulong address, Width width, ulong value, out ulong failed)
    {
        failed = 1;
        byte reserved = cpu.State->ReservationWidth;
        bool mayStore = reserved == (byte)width && cpu.State->ReservationAddress == address;
        if (mayStore && MeetsWatchpoint(address, (int)width, AccessKind.Store)) return false;
        cpu.State->ReservationWidth = 0;
        if (!RequireAlignment(address, (int)width, AccessKind.Store)) return false;
        if (!mayStore) return true;
        if (!ResolveAtomic(address, (int)width, AccessKind.Store, out Target target)) return false;
        if (cpu.State->ReservationHost != (ulong)target.Host)
        {
            ulong there = HostValue.Read(target.Host, (int)width);
            log?.Add(address, (int)width, isRead: true, isWrite: true, there, there);
            return true;
        }

        ulong expected = cpu.State->ReservationValue;
        ulong found = AtomicAccess.CompareExchange(target.Host, width, expected, value);
        bool stored = found == (expected & (ulong.MaxValue >> (64 - (8 * (int)width))));
        log?.Add(address, (int)width, isRead: true, isWrite: true, found, stored ? value : found);
        if (!stored) return true;
        failed = 0;
        Stored(target, (int)width);
        return true;
    }

    /// <summary>Zeroes the aligned block around an address; a fault reports the address itself.</summary>
    public bool ZeroBlock(ulong address)
    {
        if (MeetsWatchpoint(address & ~(ulong)(CacheBlockSize - 1), CacheBlockSize, AccessKind.Store)) return false;
        TlbEntry* entry = DataTlb.Entry(Table, address);
        if (entry->WriteTag == (address & DataTlb.PageMask))
        {
            byte* block = (byte*)entry->Addend + (address & ~(ulong)(CacheBlockSize - 1));
            new Span<byte>(block, CacheBlockSize).Clear();
            return true;
        }

        if (!Resolve(address, 1, AccessKind.Store, out Target target)) return false;
        ulong distance = address & (CacheBlockSize - 1);
        target.Address = new PhysicalAddress(target.Address.Value - distance);
        bool permitted = cpu.CheckPhysicalAccess(target.Address, CacheBlockSize, AccessKind.Store);
        if (!permitted || target.Host == null || target.Region!.IsReadOnly)
            return Fault(AccessKind.Store, address);
        target.Host -= distance;
        new Span<byte>(target.Host, CacheBlockSize).Clear();
        Stored(target, CacheBlockSize);
        return true;
    }

    private static bool CrossesPage(ulong address, int size) =>
        (address & PageOffsetMask) + (ulong)size > AddressMap.PageSize;

    // True when an access is not to be made because it is watched.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MeetsWatchpoint(ulong address, int size, AccessKind kind) =>
        points.HasWatchpoints && FindsWatchpoint(address, size, kind);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FindsWatchpoint(ulong address, int size, AccessKind kind)
    {
        if (IgnoresWatchpoints) return false;
        MetWatchpoint = points.FindAny(address, (ulong)size, kind);
        if (MetWatchpoint is null) return false;
        cpu.Request(CpuRequests.Stop);
        return true;
    }

    private bool Fault(AccessKind kind, ulong address)
    {
        cpu.RaiseAccessFault(kind, address);
        return false;
    }

    // Bytes on either side of a page boundary, low side first; both sides are translated before anything is stored.
    private bool LoadAcrossPages(ulong address, int size, out ulong value)
    {
        value = 0;
        int low = (int)(AddressMap.PageSize - (address & PageOffsetMask));
        if (!Resolve(address, low, AccessKind.Load, out Target first)) return false;
        if (!Resolve(address + (ulong)low, size - low, AccessKind.Load, out Target second)) return false;
        for (int i = 0; i < size; i++)
        {
            Target part = i < low ? first : second;
            ulong distance = (ulong)(i < low ? i : i - low);
            ulong piece;
            if (part.Host != null) piece = part.Host[distance];
            else if (!part.Region!.Read(part.Address + distance, 1, out piece))
                return Fault(AccessKind.Load, address + (ulong)i);
            value |= piece << (8 * i);
        }

        return true;
    }

    private bool StoreAcrossPages(ulong address, int size, ulong value)
    {
        int low = (int)(AddressMap.PageSize - (address & PageOffsetMask));
        if (!Resolve(address, low, AccessKind.Store, out Target first)) return false;
        if (!Resolve(address + (ulong)low, size - low, AccessKind.Store, out Target second)) return false;
        for (int i = 0; i < size; i++)
        {
            Target part = i < low ? first : second;
            ulong distance = (ulong)(i < low ? i : i - low);
            byte* host = part.Host == null ? null : part.Host + distance;
            Target single = part with { Address = part.Address + distance, Host = host };
            if (!Write(single, address + (ulong)i, 1, value >> (8 * i))) return false;
        }

        return true;
    }

    private bool Write(in Target target, ulong address, int size, ulong value)
    {
        if (target.Host != null && !target.Region!.IsReadOnly)
        {
            HostValue.Write(target.Host, size, value);
            Stored(target, size);
            return true;
        }

        return WriteDevice(target, size, value) || Fault(AccessKind.Store, address);
    }

    // Makes a store to a device. False, with nothing done, when the device does not take it.
    private bool WriteDevice(in Target target, int size, ulong value)
    {
        if (!target.Region!.Write(target.Address, size, value)) return false;
        // The store may have switched flash between array and command mode, which this CPU must see at once.
        if (target.Region is { Backing: not null, Device: not null }) tlb.Flush();
        return true;
    }

    private void Stored(in Target target, int size)
    {
        if (!target.Watched) return;
        ulong address = target.Address.Value, page = address & DataTlb.PageMask;
        uint offset = (uint)(address & PageOffsetMask);
        code.Stored(target.Region!, page, offset, (uint)size);
        code.NotifyObserver(page, offset, (uint)size);
    }

    private bool RequireAlignment(ulong address, int size, AccessKind kind)
    {
        if ((address & (ulong)(size - 1)) == 0) return true;
        cpu.RaiseMisaligned(kind, address);
        return false;
    }

    private bool ResolveAtomic(ulong address, int size, AccessKind kind, out Target target)
    {
        bool load = kind == AccessKind.Load;
        target = default;
        if (MeetsWatchpoint(address, size, kind)) return false;
        if (!RequireAlignment(address, size, kind)) return false;
        TlbEntry* entry = DataTlb.Entry(Table, address);
        if ((load ? entry->ReadTag : entry->WriteTag) == (address & DataTlb.PageMask))
        {
            target = new Target { Host = (byte*)entry->Addend + address };
            return true;
        }

        if (!Resolve(address, size, kind, out target)) return false;
        if (target.Host != null && (load || !target.Region!.IsReadOnly)) return true;
        return Fault(kind, address);
    }

    // Translates an access that lies within one page, and enters the page in the TLB when later accesses may go unseen.
    // False when the exception has been raised.
    private bool Resolve(ulong address, int size, AccessKind kind, out Target target)
    {
        target = default;
        counters.DataWalks++;
        if (!cpu.Translate(new VirtualAddress(address), kind, out Translation translation)) return false;
        if (Locate(address, size, kind, translation, out target)) return true;
        return Fault(kind, address);
    }

    // False when nothing answers there, or physical memory protection forbids it.
    private bool Locate(ulong address, int size, AccessKind kind, in Translation translation, out Target target)
    {
        target = default;
        if (!translation.Cacheable && !cpu.CheckPhysicalAccess(translation.Address, (ulong)size, kind)) return false;
        MemoryRegion? region = lastRegion;
        if (region is null || !region.Contains(translation.Address, (ulong)size))
        {
            region = cpu.Memory.Find(translation.Address);
            if (region is null || !region.Contains(translation.Address, (ulong)size)) return false;
            // Devices' regions may move (PCI), so that only memory is remembered.
            if (region.Backing != null) lastRegion = region;
        }

        target = new Target { Region = region, Address = translation.Address };
        // Read once: another CPU may switch a flash region to its command mode at any time.
        byte* host = region.Host;
        if (host == null) return true;

        target.Host = host + (translation.Address - region.Start);
        bool mayStore = !region.IsReadOnly && (kind == AccessKind.Store || translation.Writable);
        ulong page = translation.Address.Value & DataTlb.PageMask;
        target.Watched = mayStore && !code.TryAddWriter(region, page, cpu.Id);
        // Each access to a page with a watchpoint comes here.
        if (!translation.Cacheable || points.WatchesPage(address)) return true;
        counters.Fills++;
        tlb.Fill(
            Table, address, target.Host - (address & PageOffsetMask), translation.PageSize,
            translation.Global, readable: kind == AccessKind.Load || translation.Readable,
            writable: mayStore && !target.Watched);
        return true;
    }

    /// <summary>What serves an access.</summary>
    private struct Target
    {
        /// <summary>What answers; null when the TLB already knew.</summary>
        public MemoryRegion? Region;

        public PhysicalAddress Address;

        /// <summary>Host address when memory answers, else null.</summary>
        public byte* Host;

        /// <summary>Some CPU holds decoded code of the page, or an observer is told of each store to it
        /// (<see cref="CodeTracker.Observe"/>).</summary>
        public bool Watched;
    }
}
