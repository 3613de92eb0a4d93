using Emu.Isa;
using Emu.Linux.Memory;
using static Emu.Linux.Tests.Memory.TestMemory;

namespace Emu.Linux.Tests.Memory;

[Collection(nameof(HostAddressSpace))]
public class MappingTests
{
    private const long NotPermitted = -1, BadDescriptor = -9, NoMemory = -12, AccessDenied = -13, BadAddress = -14;
    private const long Exists = -17, Invalid = -22, NotSupported = -95;
    private const ulong Here = 0x20_0000;

    [Theory]
    [InlineData(Here, 0, (int)Private, Invalid)]
    [InlineData(Here, ulong.MaxValue, (int)Private, NoMemory)]
    [InlineData(Here, 1ul << 40, (int)Private, NoMemory)]
    [InlineData(Here + 1, 1, (int)(Private | MapFlags.Fixed), Invalid)]
    [InlineData(0, 4096, (int)(Private | MapFlags.Fixed), NotPermitted)]
    [InlineData((64ul << 20) - 4096, 8192, (int)(Private | MapFlags.Fixed), NoMemory)]
    [InlineData(ulong.MaxValue - 4095, 4096, (int)(Private | MapFlags.Fixed), NoMemory)]
    [InlineData(Here, 4096, (int)MapFlags.Anonymous, Invalid)]
    [InlineData(Here, 4096, (int)(MapFlags.Anonymous | MapFlags.SharedValidate), Invalid)]
    [InlineData(Here, 4096, (int)(Shared | MapFlags.GrowsDown), Invalid)]
    [InlineData(Here, 4096, (int)MapFlags.Private, BadDescriptor)]
    public void Mappings_that_Linux_refuses_are_refused_alike(ulong address, ulong length, int flags, long error)
    {
        using GuestMemory memory = Reserved();
        Assert.Equal(error, memory.Map(address, length, ReadWrite, (MapFlags)flags));
        Assert.Empty(Maps(memory));
    }

    [Fact]
    public void An_offset_within_a_page_is_refused_even_without_a_file()
    {
        using GuestMemory memory = Reserved();
        Assert.Equal(Invalid, memory.Map(0, Page, ReadWrite, Private, offset: 12));
    }

    [Fact]
    public void A_file_is_mapped_only_as_it_was_opened()
    {
        using TemporaryFile file = new(100);
        using GuestMemory memory = Reserved();
        const MapFlags OpenFlag = (MapFlags)(1 << 25);
        Assert.Equal(AccessDenied, memory.Map(0, Page, ReadWrite, MapFlags.Shared, file.Descriptor));
        Assert.Equal(Invalid, memory.Map(0, Page, ReadWrite, MapFlags.TypeMask, file.Descriptor));
        Assert.Equal(
            NotSupported,
            memory.Map(0, Page, PageProtection.Read, MapFlags.SharedValidate | OpenFlag, file.Descriptor));
        long mapped = memory.Map(0, Page, PageProtection.Read, MapFlags.Shared, file.Descriptor);
        Assert.True(mapped > 0);
        Assert.Equal(AccessDenied, memory.Protect((ulong)mapped, Page, ReadWrite));
    }

    [Fact]
    public void A_mapping_that_fails_leaves_what_was_there()
    {
        using TemporaryFile file = new(100);
        using GuestMemory memory = AtZero();
        Assert.Equal((long)Here, memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed));
        Assert.True(memory.TryWrite(Here, 0x1234));
        Assert.Equal(
            AccessDenied, memory.Map(Here, 2 * Page, ReadWrite, MapFlags.Shared | MapFlags.Fixed, file.Descriptor));
        Assert.True(memory.TryRead(Here, out int value));
        Assert.Equal(0x1234, value);
        Assert.False(HostPages(memory, Here, Here + 2 * Page).ContainsKey(Here + Page));
    }

    [Fact]
    public void Places_are_chosen_from_the_top_down_and_hints_taken_when_they_are_free()
    {
        using GuestMemory memory = Reserved();
        ulong first = (ulong)memory.Map(0, 2 * Page, ReadWrite, Private);
        Assert.Equal(memory.MapTop - 2 * Page, first);
        Assert.Equal((long)(first - Page), memory.Map(first, Page, ReadWrite, Private));
        Assert.Equal((long)Here, memory.Map(Here + 5, Page, ReadWrite, Private));
        Assert.Equal((long)GuestMemory.Lowest, memory.Map(Page, Page, ReadWrite, Private));
        Assert.Equal(Exists, memory.Map(Here, Page, ReadWrite, Private | MapFlags.FixedNoReplace));
    }

    [Fact]
    public void All_of_a_small_address_space_can_be_had()
    {
        using GuestMemory memory = Reserved(1 << 20);
        int pages = 0;
        while (memory.Map(0, Page, ReadWrite, Private) > 0) pages++;
        Assert.Equal((int)(((1 << 20) - GuestMemory.Lowest) / Page), pages);
        Assert.Equal(NoMemory, memory.Map(0, Page, ReadWrite, Private));
        Assert.Single(Maps(memory).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public void Gaps_between_many_mappings_are_taken_from_the_top_down()
    {
        const int Many = 300;
        using GuestMemory memory = Reserved();
        ulong top = memory.MapTop;
        // Neighbours that are not alike stay apart.
        for (ulong i = 1; i <= Many; i++)
        {
            PageProtection protection = i % 2 == 0 ? ReadWrite : PageProtection.Read;
            Assert.Equal((long)(top - i * Page), memory.Map(0, Page, protection, Private));
        }

        foreach (ulong hole in (ulong[])[250, 20, 100]) Assert.Equal(0, memory.Unmap(top - hole * Page, Page));
        Assert.Equal(0, memory.Unmap(top - 201 * Page, 2 * Page));
        Assert.Equal((long)(top - 201 * Page), memory.Map(0, 2 * Page, ReadWrite, Private));
        foreach (ulong hole in (ulong[])[20, 100, 250, Many + 1])
            Assert.Equal((long)(top - hole * Page), memory.Map(0, Page, ReadWrite, Private));
    }

    [Fact]
    public void What_the_host_uses_is_neither_replaced_nor_handed_out()
    {
        using GuestMemory host = new(0), memory = new(0);
        ulong taken = (ulong)host.Map(0x3000_0000, 64 * Page, ReadWrite, Private | MapFlags.FixedNoReplace);
        Assert.True(host.TryWrite(taken, 0x77));
        memory.MapTop = taken + 32 * Page;
        Assert.Equal(NoMemory, memory.Map(taken - Page, 4 * Page, ReadWrite, Private | MapFlags.Fixed));
        long elsewhere = memory.Map(0, Page, ReadWrite, Private);
        Assert.InRange(elsewhere, (long)GuestMemory.Lowest, (long)taken - 1);
        Assert.True(host.TryRead(taken, out int value));
        Assert.Equal(0x77, value);
    }

    [Fact]
    public void Unmapping_wants_pages_of_user_space_and_takes_holes()
    {
        using GuestMemory memory = Reserved();
        Assert.Equal(Invalid, memory.Unmap(Here + 1, Page));
        Assert.Equal(Invalid, memory.Unmap(Here, 0));
        Assert.Equal(Invalid, memory.Unmap(Here, 1ul << 40));
        Assert.Equal(Invalid, memory.Unmap(1ul << 40, Page));
        Assert.Equal(0, memory.Unmap(Here, Page));
    }

    [Fact]
    public void Protection_changes_up_to_the_first_hole()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, 2 * Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.Equal(NoMemory, memory.Protect(Here + Page, 2 * Page, PageProtection.Read));
        Assert.Contains($"{Here + Page:x8}-{Here + 2 * Page:x8} r--p", Maps(memory), StringComparison.Ordinal);
        Assert.Equal(Invalid, memory.Protect(Here + 8, Page, PageProtection.Read));
        Assert.Equal(NoMemory, memory.Protect(Here, ulong.MaxValue - Here, PageProtection.Read));
        Assert.Equal(0, memory.Protect(Here, 0, PageProtection.Read));
    }

    [Theory]
    [InlineData(Here, 1, 2, 8, 0, Invalid)]
    [InlineData(Here, 1, 2, (int)RemapFlags.Fixed, 0, Invalid)]
    [InlineData(Here, 1, 2, (int)(RemapFlags.DoNotUnmap | RemapFlags.MayMove), 0, Invalid)]
    [InlineData(Here + 8, 1, 2, 0, 0, Invalid)]
    [InlineData(Here, 1, 0, 0, 0, Invalid)]
    [InlineData(Here, 0, 1, 0, 0, Invalid)]
    [InlineData(Here + 0x8000, 1, 2, 0, 0, BadAddress)]
    [InlineData(Here, 3, 4, 0, 0, BadAddress)]
    [InlineData(Here, 1, 2, 0, 0, NoMemory)]
    [InlineData(Here, 1, 2, 3, Here + 4, Invalid)]
    [InlineData(Here, 1, 2, 3, Here, Invalid)]
    [InlineData(Here, 1, 2, 3, 1ul << 40, Invalid)]
    public void Remappings_that_Linux_refuses_are_refused_alike(
        ulong address, ulong oldPages, ulong newPages, int flags, ulong target, long error)
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, 2 * Page, ReadWrite, Private | MapFlags.Fixed);
        string before = Maps(memory);
        Assert.Equal(error, memory.Remap(address, oldPages * Page, newPages * Page, (RemapFlags)flags, target));
        Assert.Equal(before, Maps(memory));
    }

    [Fact]
    public void A_mapping_moves_with_its_contents_when_it_cannot_grow()
    {
        foreach (GuestMemory memory in new[] { Reserved(), AtZero() })
        {
            using (memory)
            {
                memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed);
                memory.Map(Here + Page, Page, PageProtection.None, Private | MapFlags.Fixed);
                Assert.True(memory.TryWrite(Here + 8, 0xabcdul));
                ulong moved = (ulong)memory.Remap(Here, Page, 4 * Page, RemapFlags.MayMove, 0);
                Assert.Equal(memory.MapTop - 4 * Page, moved);
                Assert.True(memory.TryRead(moved + 8, out ulong value));
                Assert.Equal(0xabcdul, value);
                Assert.Equal(FaultKind.NotMapped, memory.Classify(Here, AccessKind.Load));
            }
        }
    }

    [Fact]
    public void Shared_pages_can_be_mapped_twice()
    {
        using GuestMemory memory = Reserved();
        ulong first = (ulong)memory.Map(0, Page, ReadWrite, Shared);
        ulong second = (ulong)memory.Remap(first, 0, Page, RemapFlags.MayMove, 0);
        Assert.True(memory.TryWrite(first, 42));
        Assert.True(memory.TryRead(second, out int value));
        Assert.Equal(42, value);
    }

    [Fact]
    public void Pages_that_stay_after_a_move_are_empty()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.True(memory.TryWrite(Here, 42));
        ulong moved = (ulong)memory.Remap(Here, Page, Page, RemapFlags.MayMove | RemapFlags.DoNotUnmap, 0);
        Assert.True(memory.TryRead(moved, out int value));
        Assert.Equal(42, value);
        Assert.True(memory.TryRead(Here, out value));
        Assert.Equal(0, value);
    }

    [Fact]
    public void The_heap_grows_and_shrinks_and_stays_where_it_is_when_it_cannot()
    {
        using GuestMemory memory = Reserved();
        memory.Heap.Begin(Here + 0x10);
        Assert.Equal(Here + 0x10, memory.Heap.Move(0));
        Assert.Equal(Here + 3 * Page, memory.Heap.Move(Here + 3 * Page));
        Assert.Contains("[heap]", Maps(memory), StringComparison.Ordinal);
        memory.Map(Here + 5 * Page, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.Equal(Here + 3 * Page, memory.Heap.Move(Here + 5 * Page));
        Assert.Equal(Here + 4 * Page, memory.Heap.Move(Here + 4 * Page));
        Assert.Equal(Here + 0x20, memory.Heap.Move(Here + 0x20));
        memory.DataLimit = Page;
        Assert.Equal(Here + 0x20, memory.Heap.Move(Here + 2 * Page));
    }

    [Fact]
    public void Observers_learn_of_what_is_taken_away_only()
    {
        using GuestMemory memory = Reserved();
        List<(ulong Start, ulong Length)> seen = [];
        memory.Changed += (start, length) => seen.Add((start, length));
        memory.Map(Here, 4 * Page, PageProtection.None, Private | MapFlags.Fixed);
        memory.Protect(Here, 4 * Page, ReadWrite);
        Assert.Empty(seen);
        memory.Protect(Here, Page, PageProtection.Read);
        memory.Map(Here + Page, Page, ReadWrite, Private | MapFlags.Fixed);
        memory.Unmap(Here + 2 * Page, Page);
        memory.Remap(Here + 3 * Page, Page, Page, RemapFlags.MayMove | RemapFlags.Fixed, Here + 8 * Page);
        memory.Protect(Here + Page, Page, ReadWrite | PageProtection.Execute);
        memory.Advice.Advise(Here + Page, Page, 4);
        Assert.Equal(
            [
                (Here, Page), (Here + Page, Page), (Here + 2 * Page, Page), (Here + 8 * Page, Page),
                (Here + 3 * Page, Page), (Here + Page, Page), (Here + Page, Page),
            ],
            seen);
    }

    [Fact]
    public void Advice_about_holes_is_an_error_after_it_was_followed()
    {
        using GuestMemory memory = Reserved();
        memory.Map(Here, Page, ReadWrite, Private | MapFlags.Fixed);
        memory.Map(Here + 2 * Page, Page, ReadWrite, Private | MapFlags.Fixed);
        Assert.True(memory.TryWrite(Here + 2 * Page, 42));
        Assert.Equal(NoMemory, memory.Advice.Advise(Here, 3 * Page, 4));
        Assert.True(memory.TryRead(Here + 2 * Page, out int value));
        Assert.Equal(0, value);
        Assert.Equal(Invalid, memory.Advice.Advise(Here, Page, 77));
        Assert.Equal(Invalid, memory.Advice.Advise(Here + 1, Page, 4));
        Assert.Equal(0, memory.Advice.Advise(Here + Page, 0, 4));
        Assert.Equal(NotPermitted, memory.Advice.Advise(Here, Page, 100));
        Assert.Equal(NoMemory, memory.Advice.Synchronize(Here, 3 * Page, 4));
        Assert.Equal(Invalid, memory.Advice.Synchronize(Here, Page, 5));
        Assert.Equal(NoMemory, memory.Locks.Lock(Here, 3 * Page, 0));
        Assert.Equal(0, memory.Locks.Lock(Here + 5, 1, 0));
        Assert.Equal(0, memory.Locks.Unlock(Here + 5, 1));
        Assert.Equal(NoMemory, memory.Advice.FindResident(Here, 3 * Page, Here));
        Assert.Equal(BadAddress, memory.Advice.FindResident(Here, Page, ulong.MaxValue));
        Assert.Equal(0, memory.Advice.FindResident(Here, Page, Here));
    }

    [Fact]
    public void Bases_that_cannot_be_are_refused_with_a_reason()
    {
        Assert.Throws<GuestMemoryException>(() => GuestMemory.Create(5, 0));
        Assert.Throws<GuestMemoryException>(() => GuestMemory.Create(1ul << 47, 0));
        Assert.Throws<GuestMemoryException>(() => GuestMemory.Create(null, Page));
        using GuestMemory given = GuestMemory.Create(0x40_0000_0000, 1 << 24);
        Assert.Equal(0x40_0000_0000ul, given.Base);
        Assert.Equal(1ul << 24, given.Limit);
        Assert.Throws<GuestMemoryException>(() => GuestMemory.Create(0x40_0000_0000, 1 << 24));
    }
}
