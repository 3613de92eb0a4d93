using Emu.Core.Memory;
using Emu.Engine.Code;
using Emu.Engine.Tlb;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>Fences and changes of the address space: what the TLB and the jump cache forget.</content>
public sealed unsafe partial class CpuRunner
{
    /// <summary>The most pages that a fence flushes one by one; a larger one flushes all.</summary>
    private const ulong MostSinglePages = 64;

    /// <summary>The most fences of other CPUs that wait one by one; when there are more, one of everything replaces
    /// them.</summary>
    private const int MostPendingFences = 64;

    private readonly AddressSpaces spaces = new();

    private readonly Lock fenceLock = new();

    // Guarded by fenceLock.
    private readonly List<TranslationFence> pendingFences = [];
    private bool instructionFencePending;
    private ulong fencesRequested;

    private ulong fencesServed;

    /// <summary>What address translation did on this CPU.</summary>
    public TlbCounters TlbCounters { get; } = new();

    /// <inheritdoc/>
    public void FlushTlb()
    {
        TlbCounters.FullFlushes++;
        tlb.Flush();
        JumpCache.Flush();
        blocks.ForgetFetches();
    }

    /// <inheritdoc/>
    public void FenceTranslations(in TranslationFence fence)
    {
        ulong first = fence.Start.Value & DataTlb.PageMask;
        ulong last = fence.Start.Value + (fence.Size - 1);
        ulong pages = ((last - first) / AddressMap.PageSize) + 1;
        bool all = fence.Size == TranslationFence.AllAddresses || last < first || pages > MostSinglePages;
        if (fence.AddressSpace is not { } asid)
        {
            if (all) FlushTlb();
            else FlushPages(first, pages, DataTlb.AllSpaces);
            return;
        }

        int space = spaces.Find(asid);
        if (space < 0) return;
        if (all) FlushSpace(space);
        else FlushPages(first, pages, space);
    }

    /// <inheritdoc/>
    public void AddressSpaceChanged(ushort id, ulong root, bool isSwitch)
    {
        TlbCounters.AddressSpaceChanges++;
        if (isSwitch) FlushTlb();
        int left = spaces.Current;
        bool stale = spaces.Select(id, root);
        if (stale)
        {
            TlbCounters.AddressSpacesReplaced++;
            tlb.FlushSpace(spaces.Current);
        }

        if (stale || spaces.Current != left) tlb.FlushSharedLocal();
        JumpCache.SelectSpace(spaces.Current, stale);
        ContextChanged();
    }

    /// <inheritdoc/>
    public void PageTableStored(PhysicalAddress entry) => blocks.Stored(entry, sizeof(ulong));

    /// <inheritdoc/>
    public ulong RequestFence(TranslationFence? translations, bool instructions)
    {
        ulong ticket;
        lock (fenceLock)
        {
            if (translations is { } fence)
            {
                if (pendingFences.Count == MostPendingFences)
                {
                    pendingFences.Clear();
                    fence = TranslationFence.Everything;
                }

                pendingFences.Add(fence);
            }

            instructionFencePending |= instructions;
            ticket = ++fencesRequested;
        }

        Cpu.Request(CpuRequests.Fence);
        return ticket;
    }

    /// <inheritdoc/>
    public bool IsFenceServed(ulong ticket) =>
        Volatile.Read(ref fencesServed) >= ticket || !Volatile.Read(ref isRunning) || Cpu.IsWaiting;

    /// <inheritdoc/>
    public void ServeFences()
    {
        if (Volatile.Read(ref fencesRequested) == fencesServed) return;
        TranslationFence[] fences;
        bool instructions;
        ulong requested;
        lock (fenceLock)
        {
            fences = [.. pendingFences];
            instructions = instructionFencePending;
            requested = fencesRequested;
            pendingFences.Clear();
            instructionFencePending = false;
        }

        TlbCounters.RemoteFences += (ulong)fences.Length;
        foreach (TranslationFence fence in fences) FenceTranslations(fence);
        if (instructions) FenceInstructions();
        Volatile.Write(ref fencesServed, requested);
    }

    private void FlushSpace(int space)
    {
        TlbCounters.AddressSpaceFlushes++;
        tlb.FlushSpace(space);
        if (space == spaces.Current) tlb.FlushSharedLocal();
        JumpCache.FlushSpace(space);
    }

    private void FlushPages(ulong first, ulong count, int space)
    {
        bool isCurrent = space == spaces.Current;
        for (ulong i = 0; i < count; i++)
        {
            ulong page = first + (i * AddressMap.PageSize);
            TlbCounters.PageFlushes++;
            if (tlb.MayBeInSuperpage(page))
            {
                TlbCounters.SuperpageFlushes++;
                tlb.FlushSuperpages(page, space, isCurrent);
                JumpCache.Flush();
                continue;
            }

            tlb.FlushPage(page, space, isCurrent);
            if (!blocks.MayHaveFetched(page)) continue;
            JumpCache.FlushPage(page);
            // A block that straddles the page's start is remembered under the page before.
            JumpCache.FlushPage(page - AddressMap.PageSize);
            blocks.FlushFetchPage(page);
        }
    }
}
