using Emu.Core.Memory;
using Emu.Isa;
using Emu.Testing;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Engine.Tests.Tlb;

/// <summary>
/// What loads and stores see after <c>sfence.vma</c> and changes of <c>satp</c>: a fence reaches what it names, and
/// nothing else has to be looked up again.
/// </summary>
public sealed class TranslationFenceTests : IDisposable
{
    private const ulong Address = 0x4000_2000, Neighbour = 0x4000_3000;
    private const int Superpage = 1;

    private readonly PagedMachine machine = new();

    public static TheoryData<int> Views => [.. Enum.GetValues<MemoryView>().Cast<int>()];

    [Theory]
    [MemberData(nameof(Views))]
    public void A_fence_of_everything_reaches_a_remapped_page(int view) =>
        CheckRemapped((MemoryView)view, global: false, () => machine.Fence(null, null));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_fence_of_everything_reaches_a_remapped_global_page(int view) =>
        CheckRemapped((MemoryView)view, global: true, () => machine.Fence(null, null));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_fence_of_an_address_reaches_a_remapped_global_page(int view) =>
        CheckRemapped((MemoryView)view, global: true, () => machine.Fence(Address + 8, null));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_fence_of_an_address_space_reaches_a_remapped_page_of_it(int view) =>
        CheckRemapped((MemoryView)view, global: false, () => machine.Fence(null, 7));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_fence_of_an_address_in_an_address_space_reaches_a_remapped_page_of_it(int view) =>
        CheckRemapped((MemoryView)view, global: false, () => machine.Fence(Address + 8, 7));

    [Theory]
    [MemberData(nameof(Views))]
    public void A_global_mapping_survives_fences_of_an_address_space_and_a_change_of_it(int view)
    {
        var seen = (MemoryView)view;
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Address, PagedMachine.FirstPage, seen.Flags() | G);
        machine.Space.Map(Neighbour, PagedMachine.SecondPage, seen.Flags());
        machine.Find(Address, seen);
        // What goes is beside what stays.
        machine.Find(Neighbour, seen);
        ulong walks = machine.Counters.DataWalks;

        machine.Fence(null, 7);
        machine.Fence(Address, 7);
        machine.Fence(Address, 8);
        machine.Select(machine.NewSpace(), asid: 8);
        machine.Select(machine.Space, asid: 7);

        Assert.Equal(PagedMachine.FirstPage, machine.Find(Address, seen));
        Assert.Equal(walks, machine.Counters.DataWalks);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Each_address_space_sees_its_own_page(int view)
    {
        var seen = (MemoryView)view;
        PageTableBuilder other = machine.NewSpace();
        machine.Space.Map(Address, PagedMachine.FirstPage, seen.Flags());
        other.Map(Address, PagedMachine.SecondPage, seen.Flags());
        for (int i = 0; i < 2; i++)
        {
            machine.Select(machine.Space, asid: 1);
            Assert.Equal(PagedMachine.FirstPage, machine.Find(Address, seen));
            machine.Select(other, asid: 2);
            Assert.Equal(PagedMachine.SecondPage, machine.Find(Address, seen));
        }
    }

    [Theory]
    [InlineData((int)MemoryView.User)]
    [InlineData((int)MemoryView.SupervisorWithSum)]
    public void What_is_not_named_stays(int view)
    {
        var seen = (MemoryView)view;
        PageTableBuilder other = machine.NewSpace();
        machine.Space.Map(Address, PagedMachine.FirstPage, seen.Flags());
        machine.Space.Map(Neighbour, PagedMachine.SecondPage, seen.Flags());
        other.Map(Address, PagedMachine.SecondPage, seen.Flags());
        machine.Select(other, asid: 2);
        machine.Find(Address, seen);
        machine.Select(machine.Space, asid: 1);
        machine.Find(Address, seen);
        machine.Find(Neighbour, seen);
        ulong walks = machine.Counters.DataWalks;

        // The other space loses nothing, this one a page.
        machine.Fence(Address, 1);
        machine.Find(Neighbour, seen);
        machine.Select(other, asid: 2);
        machine.Find(Address, seen);
        Assert.Equal(walks, machine.Counters.DataWalks);

        // This one loses all, the other nothing.
        machine.Fence(null, 1);
        machine.Find(Address, seen);
        Assert.Equal(walks, machine.Counters.DataWalks);
        machine.Select(machine.Space, asid: 1);
        machine.Find(Neighbour, seen);
        Assert.Equal(walks + 1, machine.Counters.DataWalks);
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void More_address_spaces_than_partitions_see_their_own_pages(int view)
    {
        const int Count = 12;
        var seen = (MemoryView)view;
        PageTableBuilder[] spaces = [.. Enumerable.Range(0, Count).Select(_ => machine.NewSpace())];
        ulong PageOf(int i) => PagedMachine.FirstSuperpage + ((ulong)i << 12);
        for (int i = 0; i < Count; i++) spaces[i].Map(Address, PageOf(i), seen.Flags());
        for (int i = 0; i < 3 * Count; i++)
        {
            // Neighbours in time are distant in number, and some come back soon.
            int space = i * 5 % Count;
            machine.Select(spaces[space], asid: 100 + space);
            Assert.Equal(PageOf(space), machine.Find(Address, seen));
            machine.Select(spaces[0], asid: 100);
            Assert.Equal(PageOf(0), machine.Find(Address, seen));
        }
    }

    [Theory]
    [MemberData(nameof(Views))]
    public void Another_root_table_under_the_same_ASID_is_seen_at_once(int view)
    {
        var seen = (MemoryView)view;
        PageTableBuilder other = machine.NewSpace();
        machine.Space.Map(Address, PagedMachine.FirstPage, seen.Flags());
        other.Map(Address, PagedMachine.SecondPage, seen.Flags());

        machine.Select(machine.Space);
        machine.Find(Address, seen);
        machine.Select(other);

        Assert.Equal(PagedMachine.SecondPage, machine.Find(Address, seen));
    }

    [Fact]
    public void Turning_paging_off_and_on_forgets_global_mappings_too()
    {
        const ulong Identity = PagedMachine.FirstPage;
        machine.Space.Map(Identity, PagedMachine.SecondPage, MemoryView.Supervisor.Flags() | G);
        ulong satp = machine.Space.Satp;

        Assert.Equal(PagedMachine.SecondPage, machine.Find(Identity));
        machine.SelectRegister(0);
        Assert.Equal(Identity, machine.Find(Identity));
        machine.SelectRegister(satp);
        Assert.Equal(PagedMachine.SecondPage, machine.Find(Identity));
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData(7, false)]
    public void A_fence_of_one_address_in_a_superpage_reaches_all_of_it(int? asid, bool global)
    {
        ulong flags = MemoryView.Supervisor.Flags() | (global ? G : 0);
        const ulong Start = 0x4000_0000, Other = 0x1f_f000;
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Start, PagedMachine.FirstSuperpage, flags, Superpage);
        machine.Find(Start);
        machine.Find(Start + Other);

        machine.Space.Map(Start, PagedMachine.SecondSuperpage, flags, Superpage);
        machine.Fence(Start + 0x3000, asid);

        Assert.Equal(PagedMachine.SecondSuperpage, machine.Find(Start));
        Assert.Equal(PagedMachine.SecondSuperpage + Other, machine.Find(Start + Other));
    }

    [Fact]
    public void A_fence_between_superpages_leaves_their_pieces()
    {
        ulong flags = MemoryView.Supervisor.Flags();
        const ulong Low = 0x4000_0000, High = 0x4040_0000, Between = 0x4020_0000;
        machine.Space.Map(Low, PagedMachine.FirstSuperpage, flags, Superpage);
        machine.Space.Map(High, PagedMachine.SecondSuperpage, flags, Superpage);
        machine.Find(Low);
        machine.Find(High);
        ulong walks = machine.Counters.DataWalks;

        machine.Fence(Between, null);
        machine.Find(Low);
        machine.Find(High);

        Assert.Equal(walks, machine.Counters.DataWalks);
        Assert.Equal(0ul, machine.Counters.SuperpageFlushes);
    }

    [Theory]
    [InlineData(4096ul)]
    [InlineData(0x2000ul)]
    [InlineData(0x20_0000ul)]
    [InlineData(TranslationFence.AllAddresses)]
    public void A_fence_that_another_hart_asks_for_reaches_its_range(ulong size)
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, MemoryView.Supervisor.Flags());
        machine.Find(Address);
        machine.Space.Map(Address, PagedMachine.SecondPage, MemoryView.Supervisor.Flags());
        TranslationFence fence = new(new VirtualAddress(Address + 4096 - Math.Min(size, 0x1800)), size, null);

        ulong ticket = machine.Machine.Runner().RequestFence(fence, instructions: false);
        machine.Machine.Runner().ServeFences();

        Assert.True(machine.Machine.Runner().IsFenceServed(ticket));
        Assert.Equal(PagedMachine.SecondPage, machine.Find(Address));
    }

    [Fact]
    public void None_of_many_fences_that_others_ask_for_is_lost()
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, MemoryView.Supervisor.Flags());
        machine.Find(Address);
        machine.Space.Map(Address, PagedMachine.SecondPage, MemoryView.Supervisor.Flags());

        for (ulong i = 0; i < 1000; i++)
            machine.Machine.Runner().RequestFence(
                new TranslationFence(new VirtualAddress(Address + (i << 12)), 4096, null), instructions: false);
        machine.Machine.Runner().ServeFences();

        Assert.Equal(PagedMachine.SecondPage, machine.Find(Address));
    }

    public void Dispose() => machine.Dispose();

    private void CheckRemapped(MemoryView view, bool global, Action fence)
    {
        ulong flags = view.Flags() | (global ? G : 0);
        PageTableBuilder other = machine.NewSpace();
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Address, PagedMachine.FirstPage, flags);
        Assert.Equal(PagedMachine.FirstPage, machine.Find(Address, view));

        // Fenced from within the address space, and from another one.
        machine.Space.Map(Address, PagedMachine.SecondPage, flags);
        fence();
        Assert.Equal(PagedMachine.SecondPage, machine.Find(Address, view));
        machine.Select(other, asid: 9);
        machine.Space.Map(Address, PagedMachine.FirstPage, flags);
        fence();
        machine.Select(machine.Space, asid: 7);
        Assert.Equal(PagedMachine.FirstPage, machine.Find(Address, view));
    }
}
