using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Engine.Code;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Engine.Tests;

/// <summary>What other threads ask of a CPU.</summary>
public sealed class CpuMailboxTests : IDisposable
{
    private const int Threads = 4, Pages = 2000;
    private static readonly TranslationFence Some = TranslationFence.Everything;

    private readonly AddressMap memory = new();
    private readonly EventLoop events = new(new MachineClock());
    private readonly Hart cpu;

    public CpuMailboxTests() => cpu = new Hart(0, new IsaOptions(), memory, events);

    public void Dispose()
    {
        cpu.Dispose();
        events.Dispose();
        memory.Dispose();
    }

    [Fact]
    public void A_fence_never_comes_without_the_stores_that_were_told_before_it()
    {
        CpuMailbox box = new(cpu);
        Thread[] posters = [.. Enumerable.Range(0, Threads).Select(thread => new Thread(() =>
        {
            for (ulong i = 0; i < Pages; i++)
            {
                box.NotifyModified(((ulong)thread << 32) | i);
                box.PostFence(null, instructions: true);
            }
        }))];
        foreach (Thread poster in posters) poster.Start();
        HashSet<ulong> seen = [];
        ulong fences = 0;
        while (seen.Count < Threads * Pages || box.HasMail)
        {
            if (!box.HasMail) continue;
            CpuMail mail = box.Take();
            int before = seen.Count;
            seen.UnionWith(mail.Modified);
            Assert.Equal(mail.Modified.Count, seen.Count - before);
            if (mail.FencesInstructions) fences++;
            box.MarkServed(mail.Ticket);
            // Each fence is behind one page of its thread: when all tickets but those of single pages are served, no
            // more fences than pages can have been.
            Assert.True(mail.Ticket <= 2 * (ulong)seen.Count, $"{mail.Ticket} tickets, {seen.Count} pages");
            mail.Clear();
        }

        foreach (Thread poster in posters) poster.Join();
        Assert.InRange(fences, 1ul, (ulong)Threads * Pages);
    }

    [Fact]
    public void A_ticket_counts_as_served_only_when_the_mail_has_been_done()
    {
        CpuMailbox box = new(cpu);
        ulong ticket = box.PostFence(Some, instructions: false);
        Assert.False(box.IsServed(ticket));
        CpuMail mail = box.Take();
        Assert.False(box.IsServed(ticket));
        ulong later = box.PostFence(Some, instructions: false);
        box.MarkServed(mail.Ticket);
        Assert.True(box.IsServed(ticket));
        Assert.False(box.IsServed(later));
    }

    [Fact]
    public void Mail_that_comes_while_other_mail_is_done_is_kept()
    {
        CpuMailbox box = new(cpu);
        box.NotifyModified(0x1000);
        CpuMail first = box.Take();
        box.NotifyModified(0x2000);
        Assert.Equal([0x1000ul], first.Modified);
        first.Clear();
        Assert.True(box.HasMail);
        Assert.Equal([0x2000ul], box.Take().Modified);
        Assert.False(box.HasMail);
    }

    [Fact]
    public void Many_fences_become_one_of_everything()
    {
        CpuMailbox box = new(cpu);
        for (ulong i = 0; i < 65; i++)
            box.PostFence(new TranslationFence(new VirtualAddress(i << 12), AddressMap.PageSize, null), instructions: false);
        Assert.Equal([TranslationFence.Everything], box.Take().Fences);
    }

    [Fact]
    public void A_CPU_that_has_gone_takes_no_mail()
    {
        CpuMailbox box = new(cpu);
        box.Close();
        box.PostTranslated(0x1000);
        Assert.False(box.HasMail);
    }
}
