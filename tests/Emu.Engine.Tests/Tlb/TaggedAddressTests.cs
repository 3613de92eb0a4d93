using Emu.Engine.Tlb;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Engine.Tests.Tlb;

/// <summary>Pages whose addresses differ in the highest byte have entries of their own, and are forgotten together.</summary>
/// <remarks>Invariant of the unsafe code: the host addresses that are entered are never used.</remarks>
public sealed unsafe class TaggedAddressTests : IDisposable
{
    private const ulong Plain = 0x4000_2000, Tagged = 0x5a00_0000_4000_2000, Superpage = 2 << 20;

    private readonly DataTlb tlb = new([ContextKind.PerSpace], ram: null);

    private void* Table => tlb.Table(0, 0);

    public void Dispose() => tlb.Dispose();

    [Fact]
    public void An_entry_is_found_with_its_tag_alone()
    {
        Fill(Tagged, 4096);
        Assert.Equal(Tagged, DataTlb.Entry(Table, Plain)->ReadTag);
    }

    [Fact]
    public void A_page_is_forgotten_whatever_its_tag()
    {
        Fill(Tagged, 4096);
        tlb.FlushPage(Plain, DataTlb.AllSpaces, isCurrent: true);
        Assert.Equal(TlbEntry.Invalid, DataTlb.Entry(Table, Plain)->ReadTag);
    }

    [Fact]
    public void A_page_of_the_other_half_of_the_addresses_is_another_one()
    {
        Fill(0xffff_0000_0000_0000 | Plain, 4096);
        tlb.FlushPage(Plain, DataTlb.AllSpaces, isCurrent: true);
        Assert.Equal(0xffff_0000_0000_0000 | Plain, DataTlb.Entry(Table, Plain)->ReadTag);
    }

    [Fact]
    public void A_superpage_is_known_and_forgotten_whatever_its_tag()
    {
        Fill(Tagged, Superpage);
        Assert.True(tlb.MayBeInSuperpage(Plain + 0x1000));
        tlb.FlushSuperpages(Plain + 0x1000, DataTlb.AllSpaces, isCurrent: true);
        Assert.Equal(TlbEntry.Invalid, DataTlb.Entry(Table, Plain)->ReadTag);
    }

    private void Fill(ulong address, ulong pageSize) =>
        tlb.Fill(Table, address, (byte*)0x1000, pageSize, isGlobal: false, readable: true, writable: false);
}
