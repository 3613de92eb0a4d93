using Emu.Core.Memory;
using Emu.Engine.Tlb;
using Emu.Isa;

namespace Emu.Engine.Code;

/// <summary>
/// The virtual pages from which one CPU fetches code: translates a fetch, and remembers which physical page it led to.
/// Used on the CPU's own thread.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host address of a region with memory is that of its first byte, and a page
/// is used only where all of it lies in the region.</remarks>
internal sealed unsafe class FetchTable(
    Cpu cpu, DataTlb tlb, JumpCache jumps, CodePages pages, TlbCounters counters)
{
    private const int EntryCount = 1024;

    /// <summary>Virtual pages that <see cref="fetched"/> tells apart.</summary>
    private const int FetchedBits = 1 << 15;

    private const ulong PageOffsetMask = AddressMap.PageSize - 1;

    private readonly Entry[] entries = new Entry[EntryCount];

    // A bit for each virtual page (several share one): code may have come from there, in some context.
    private readonly ulong[] fetched = new ulong[FetchedBits / 64];

    // The memory region of the last fetch, so that most fetches need no search.
    private MemoryRegion? lastRegion;

    /// <summary>The page that code at a virtual address comes from in the present context, if that is remembered; else
    /// null.</summary>
    public CodePage? Known(ulong pc)
    {
        ref Entry entry = ref EntryOf(pc);
        return entry.Page == (pc & ~PageOffsetMask) && entry.Context == jumps.Context ? entry.Code : null;
    }

    /// <summary>Remembers the page that code at a virtual address comes from in the present context.</summary>
    public void Remember(ulong pc, CodePage page) =>
        EntryOf(pc) = new Entry { Page = pc & ~PageOffsetMask, Context = jumps.Context, Code = page };

    /// <summary>Fetches from a virtual address. Null when that faults: the exception has been raised then.</summary>
    /// <param name="pc">The address.</param>
    /// <param name="isWhole">Whether the translation holds for the whole page: false where only parts of it are
    /// protected.</param>
    public CodePage? Fetch(ulong pc, out bool isWhole)
    {
        counters.FetchWalks++;
        isWhole = false;
        if (!cpu.Translate(new VirtualAddress(pc), AccessKind.Fetch, out Translation translation)) return null;
        tlb.NoteSuperpage(pc, translation.PageSize);
        if (!translation.Global) jumps.NoteLocalCode();
        isWhole = translation.Cacheable;
        if (TryFindHost(pc, translation, out byte* host)) return pages.At(host, translation);
        cpu.RaiseAccessFault(AccessKind.Fetch, pc);
        return null;
    }

    /// <summary>User mode: the page at an address, held, if code may come from there; else null. Raises nothing.</summary>
    public CodePage? Hold(ulong address)
    {
        if (pages.IsFull
            || !cpu.TryTranslate(new VirtualAddress(address), AccessKind.Fetch, out Translation translation)
            || !translation.Cacheable || !TryFindHost(address, translation, out byte* host))
            return null;
        CodePage page = pages.At(host, translation);
        pages.Hold(page, ulong.MaxValue);
        return page;
    }

    /// <summary>Forgets which page code at a virtual address comes from.</summary>
    public void Forget(ulong address)
    {
        ref Entry entry = ref EntryOf(address);
        if (entry.Page == (address & ~PageOffsetMask)) entry.Context = 0;
    }

    /// <summary>Forgets where the code of a range of virtual addresses comes from.</summary>
    public void ForgetRange(ulong start, ulong length)
    {
        foreach (ref Entry entry in entries.AsSpan())
            if (entry.Page - start < length) entry.Context = 0;
    }

    /// <summary>Forgets all pages.</summary>
    public void Clear() => Array.Clear(entries);

    /// <summary>False when no code has come from a virtual page since <see cref="ForgetFetches"/>.</summary>
    public bool MayHaveFetched(ulong address) => (FetchedWord(address) & FetchedBit(address)) != 0;

    /// <summary>Forgets which virtual pages code has come from. What is remembered of them does not match the jump
    /// cache's new context.</summary>
    public void ForgetFetches() => Array.Clear(fetched);

    private static ulong FetchedBit(ulong address) => 1ul << (int)((address >> AddressMap.PageShift) % 64);

    private ref ulong FetchedWord(ulong address) =>
        ref fetched[(address >> AddressMap.PageShift) % FetchedBits / 64];

    private ref Entry EntryOf(ulong address) => ref entries[(address >> AddressMap.PageShift) % EntryCount];

    // The host address of the first byte of the page. False when its bytes cannot be fetched.
    private bool TryFindHost(ulong pc, in Translation translation, out byte* host)
    {
        host = null;
        FetchedWord(pc) |= FetchedBit(pc);
        PhysicalAddress address = translation.Address;
        MemoryRegion? region = lastRegion;
        if (region is null || !region.Contains(address, 2)) region = cpu.Memory.Find(address);
        var page = new PhysicalAddress(address.Value & ~PageOffsetMask);
        bool permitted = translation.Cacheable || cpu.CheckPhysicalAccess(address, 2, AccessKind.Fetch);
        // Read once: another CPU may switch a flash region to its command mode at any time.
        byte* start = region is null ? null : region.Host;
        if (!permitted || start == null || !region!.Contains(page, AddressMap.PageSize)) return false;
        lastRegion = region;
        host = start + (page - region.Start);
        return true;
    }

    /// <summary>A virtual page from which code was fetched.</summary>
    private struct Entry
    {
        public ulong Page;
        public ulong Context;
        public CodePage? Code;
    }
}
