using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// <c>satp</c> and the page-table walk for Sv39, Sv48 and Sv57, with A and D bits set by hardware (privileged
/// specification, 4.3.2, 4.4 to 4.6). Used by the hart's own thread only.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: [<see cref="ramHost"/>, + <see cref="ramSize"/>) is the host memory of one region of
/// the address map, which outlives the hart; an entry's offset is checked against it before a pointer is formed, and
/// entries are 8-byte aligned.
/// </remarks>
internal sealed unsafe class AddressTranslation
{
    /// <summary>Where the fields <c>satp.MODE</c> and <c>satp.ASID</c> stand (privileged specification, 4.1.11).</summary>
    internal const int PagingModeShift = 60, AsidShift = 44;

    private const ulong Valid = 1, Readable = 2, Writable = 4, Executable = 8;
    private const ulong User = 16, Global = 32, Accessed = 64, Dirty = 128;

    /// <summary>Bits of extensions that the hart lacks (Svnapot, Svpbmt) and reserved ones: all must be zero.</summary>
    private const ulong Reserved = ~0UL << 54;

    private const int PageShift = 12, IndexBits = 9, EntrySize = 8, EntryPpnShift = 10;
    private const ulong PpnMask = (1UL << 44) - 1;

    private readonly AddressMap memory;
    private readonly PhysicalMemoryProtection protection;
    private readonly PagingMode highest;
    private readonly Action<PhysicalAddress> entryStored;

    private ulong root;
    private int levels;

    // The region in which the last page table was found: nearly always the one and only RAM.
    private ulong ramStart;
    private ulong ramSize;
    private byte* ramHost;
    private bool ramReadOnly;

    /// <param name="memory">Where the page tables are.</param>
    /// <param name="protection">Rules the walk's accesses too.</param>
    /// <param name="highest">The largest mode that <c>satp</c> takes.</param>
    /// <param name="entryStored">Told of each entry in which the walk has set bits.</param>
    public AddressTranslation(
        AddressMap memory, PhysicalMemoryProtection protection, PagingMode highest, Action<PhysicalAddress> entryStored)
    {
        this.entryStored = entryStored;
        this.memory = memory;
        this.protection = protection;
        this.highest = highest;
    }

    /// <summary>The <c>satp</c> register.</summary>
    public ulong Satp { get; private set; }

    /// <summary>
    /// Writes <c>satp</c>; a mode that the hart lacks leaves all of it as it is. True when it changed.
    /// </summary>
    public bool WriteSatp(ulong value)
    {
        PagingMode mode = (PagingMode)(value >> PagingModeShift);
        bool supported = mode == PagingMode.Bare || (mode >= PagingMode.Sv39 && mode <= highest);
        if (!supported || value == Satp) return false;
        Satp = value;
        root = (value & PpnMask) << PageShift;
        levels = mode == PagingMode.Bare ? 0 : mode - PagingMode.Sv39 + 3;
        return true;
    }

    /// <summary>
    /// Translates one address for an access in <paramref name="mode"/>; <paramref name="status"/> is <c>mstatus</c>,
    /// for SUM and MXR.
    /// </summary>
    public WalkResult Translate(
        VirtualAddress address, AccessKind kind, PrivilegeMode mode, ulong status, out Translation translation)
    {
        if (levels == 0 || mode == PrivilegeMode.Machine)
            return Protect(address.Value, AddressMap.PageSize, Readable | Writable, kind, mode, out translation);
        translation = default;
        int unused = 64 - (PageShift + (IndexBits * levels));
        if ((ulong)((long)(address.Value << unused) >> unused) != address.Value) return WalkResult.PageFault;
        WalkResult result = Walk(address.Value, kind, mode, status, out ulong leaf, out int level);
        if (result != WalkResult.Mapped) return result;
        ulong size = 1UL << (PageShift + (IndexBits * level));
        ulong start = (leaf >> EntryPpnShift & PpnMask) << PageShift;
        ulong permitted = leaf & Global;
        if (Permits(leaf, AccessKind.Load, mode, status)) permitted |= Readable;
        if ((leaf & Dirty) != 0 && Permits(leaf, AccessKind.Store, mode, status)) permitted |= Writable;
        return Protect(start | (address.Value & (size - 1)), size, permitted, kind, mode, out translation);
    }

    /// <summary>Where an address leads to, whatever may be done there; false when nothing is mapped. Changes
    /// nothing.</summary>
    public bool TryInspect(VirtualAddress address, PrivilegeMode mode, out PhysicalAddress physical)
    {
        physical = new PhysicalAddress(address.Value);
        if (levels == 0 || mode == PrivilegeMode.Machine) return true;
        ulong table = root;
        for (int level = levels - 1; level >= 0; level--)
        {
            int shift = PageShift + (IndexBits * level);
            ulong index = address.Value >> shift & ((1 << IndexBits) - 1);
            ulong* entry = FindEntry(new PhysicalAddress(table + (index * EntrySize)));
            if (entry == null) return false;
            ulong value = Volatile.Read(ref *entry);
            if ((value & Valid) == 0) return false;
            table = (value >> EntryPpnShift & PpnMask) << PageShift;
            if ((value & (Readable | Writable | Executable)) == 0) continue;
            ulong offset = (1UL << shift) - 1;
            physical = new PhysicalAddress((table & ~offset) | (address.Value & offset));
            return true;
        }

        return false;
    }

    /// <summary>All that the tables of <c>satp</c> map, by address; pages that follow each other in both address spaces and allow the
    /// same are one. None without paging. Changes nothing, and the hart does not run.</summary>
    /// <param name="isByPage">Each page stands by itself.</param>
    public IReadOnlyList<AddressMapping> ListMappings(bool isByPage)
    {
        List<AddressMapping> all = [];
        if (levels != 0) List(root, levels - 1, 0, isByPage, all);
        return all;
    }

    private void List(ulong table, int level, ulong start, bool isByPage, List<AddressMapping> all)
    {
        int shift = PageShift + (IndexBits * level), unused = 64 - (PageShift + (IndexBits * levels));
        for (ulong index = 0; index < 1UL << IndexBits; index++)
        {
            ulong* entry = FindEntry(new PhysicalAddress(table + (index * EntrySize)));
            if (entry == null) return;
            ulong value = Volatile.Read(ref *entry);
            if ((value & Valid) == 0) continue;
            ulong address = start | (index << shift), next = (value >> EntryPpnShift & PpnMask) << PageShift;
            if ((value & (Readable | Writable | Executable)) == 0)
            {
                if (level > 0) List(next, level - 1, address, isByPage, all);
                continue;
            }

            AddressMapping found = new((ulong)((long)(address << unused) >> unused), next, 1UL << shift, (byte)value);
            if (!isByPage && all is [.., var last] && last.IsFollowedBy(found)) all[^1] = last with { Size = last.Size + found.Size };
            else all.Add(found);
        }
    }

    private WalkResult Walk(
        ulong address, AccessKind kind, PrivilegeMode mode, ulong status, out ulong leaf, out int level)
    {
        ulong table = root, global = 0;
        leaf = 0;
        for (level = levels - 1; level >= 0; level--)
        {
            ulong index = address >> (PageShift + (IndexBits * level)) & ((1 << IndexBits) - 1);
            PhysicalAddress at = new(table + (index * EntrySize));
            if (!protection.Allows(at, EntrySize, AccessKind.Load, PrivilegeMode.Supervisor))
                return WalkResult.AccessFault;
            ulong* entry = FindEntry(at);
            if (entry == null) return WalkResult.AccessFault;
            ulong value = Volatile.Read(ref *entry);
            if ((value & Valid) == 0 || (value & Reserved) != 0) return WalkResult.PageFault;
            global |= value & Global;
            if ((value & (Readable | Writable | Executable)) == 0)
            {
                if ((value & (User | Accessed | Dirty)) != 0) return WalkResult.PageFault;
                table = (value >> EntryPpnShift) << PageShift;
                continue;
            }

            if (!Permits(value, kind, mode, status) || !IsAligned(value, level)) return WalkResult.PageFault;
            ulong wanted = value | Accessed | (kind == AccessKind.Store ? Dirty : 0);
            if (wanted != value)
            {
                if (ramReadOnly || !protection.Allows(at, EntrySize, AccessKind.Store, PrivilegeMode.Supervisor))
                    return WalkResult.AccessFault;
                if (Interlocked.CompareExchange(ref *entry, wanted, value) != value)
                {
                    // Another hart changed the entry meanwhile: look at it again.
                    level++;
                    continue;
                }

                entryStored(at);
            }

            leaf = wanted | global;
            return WalkResult.Mapped;
        }

        return WalkResult.PageFault;
    }

    /// <summary>Step 7 of the walk: a superpage's low page-number bits are zero.</summary>
    private static bool IsAligned(ulong entry, int level) =>
        (entry >> EntryPpnShift & ((1UL << (IndexBits * level)) - 1)) == 0;

    /// <summary>Steps 4 and 6 of the walk: the entry is a valid leaf and allows the access.</summary>
    private static bool Permits(ulong entry, AccessKind kind, PrivilegeMode mode, ulong status)
    {
        if ((entry & (Readable | Writable)) == Writable) return false;
        bool userPage = (entry & User) != 0;
        if (userPage != (mode == PrivilegeMode.User))
        {
            bool allowed = userPage && kind != AccessKind.Fetch && (status & MachineStatus.Sum) != 0;
            if (!allowed) return false;
        }

        ulong readable = (status & MachineStatus.Mxr) != 0 ? Readable | Executable : Readable;
        return kind switch
        {
            AccessKind.Fetch => (entry & Executable) != 0,
            AccessKind.Load => (entry & readable) != 0,
            _ => (entry & Writable) != 0,
        };
    }

    private WalkResult Protect(
        ulong physical, ulong size, ulong permitted, AccessKind kind, PrivilegeMode mode, out Translation translation)
    {
        ulong page = physical & ~(AddressMap.PageSize - 1);
        bool uniform = protection.TryGetPagePermissions(page, mode, out PmpPermissions allowed);
        bool accessible = uniform
            ? (allowed & PhysicalMemoryProtection.Needed(kind)) != 0
            : protection.Allows(new PhysicalAddress(physical), 1, kind, mode);
        translation = new Translation
        {
            Address = new PhysicalAddress(physical),
            PageSize = size,
            Readable = uniform && (permitted & Readable) != 0 && (allowed & PmpPermissions.Read) != 0,
            Writable = uniform && (permitted & Writable) != 0 && (allowed & PmpPermissions.Write) != 0,
            Global = (permitted & Global) != 0,
            Cacheable = uniform,
        };
        return accessible ? WalkResult.Mapped : WalkResult.AccessFault;
    }

    /// <summary>
    /// Host address of a page-table entry; null when there is no memory. Leaves <see cref="ramReadOnly"/> for that
    /// memory.
    /// </summary>
    private ulong* FindEntry(PhysicalAddress address)
    {
        ulong offset = address.Value - ramStart;
        if (ramSize >= EntrySize && offset <= ramSize - EntrySize) return (ulong*)(ramHost + offset);
        MemoryRegion? region = memory.Find(address);
        // Read once: another hart may switch a flash region to its command mode at any time.
        byte* host = region is null ? null : region.Host;
        if (host == null || !region!.Contains(address, EntrySize)) return null;
        ramStart = region.Start.Value;
        ramSize = region.Size;
        ramHost = host;
        ramReadOnly = region.IsReadOnly;
        return (ulong*)(ramHost + (address.Value - ramStart));
    }
}
