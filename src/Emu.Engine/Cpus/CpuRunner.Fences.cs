using Emu.Core.Memory;
using Emu.Engine.Code;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>Fences and changes of the address space: what the TLB and the jump cache forget.</content>
public sealed unsafe partial class CpuRunner
{
    /// <summary>The most pages that a fence flushes one by one; a larger one flushes all.</summary>
    private const ulong MostSinglePages = 64;

    private readonly AddressSpaces spaces = new();

    /// <summary>What address translation did on this CPU.</summary>
    public TlbCounters TlbCounters { get; } = new();

    /// <inheritdoc/>
    public void FlushTlb()
    {
        TlbCounters.FullFlushes++;
        tlb.Flush();
        JumpCache.Flush();
        code.Fetches.ForgetFetches();
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
    public void PageTableStored(PhysicalAddress entry) => code.Stored(entry, sizeof(ulong));

    /// <inheritdoc/>
    public void FenceInstructions()
    {
        code.DeliverStores();
        if (Mailbox.HasMail) ServeMail();
        code.Fence();
    }

    /// <inheritdoc/>
    public ulong RequestFence(TranslationFence? translations, bool instructions) =>
        Mailbox.PostFence(translations, instructions);

    /// <inheritdoc/>
    public bool IsFenceServed(ulong ticket) =>
        Mailbox.IsServed(ticket) || !Volatile.Read(ref isRunning) || Cpu.IsWaiting;

    /// <inheritdoc/>
    public void ServeFences()
    {
        if (Mailbox.HasMail) ServeMail();
    }

    // Does what others have asked of the CPU.
    private void ServeMail()
    {
        bool fences = false;
        ulong ticket;
        do
        {
            // User mode's stores are delivered by mail too: those that were made before a fence was posted come with the
            // fence, or in the mail that is taken next.
            CpuMail mail = Mailbox.Take();
            ticket = mail.Ticket;
            fences |= mail.FencesInstructions;
            code.DeliverStores();
            TlbCounters.RemoteFences += (ulong)mail.Fences.Count;
            foreach (TranslationFence fence in mail.Fences) FenceTranslations(fence);
            foreach ((ulong start, ulong length) in mail.Remapped) ForgetMapping(start, length);
            code.Serve(mail);
            TranslationService? service = mail.Service;
            mail.Clear();
            if (service is not null) ChangeService(service);
        }
        while (Mailbox.HasMail);
        if (fences) code.Fence();
        Mailbox.MarkServed(ticket);
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
            if (!code.Fetches.MayHaveFetched(page)) continue;
            JumpCache.FlushPage(page);
            // A block that straddles the page's start is remembered under the page before.
            JumpCache.FlushPage(page - AddressMap.PageSize);
            code.Fetches.Forget(page);
        }
    }
}
