using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

public sealed class PciMsixTests
{
    private const ulong Table = 0x4000_1000, PendingBits = Table + 0x800;
    private const int Control = 0x42;

    private readonly Messages messages = new();

    [Fact]
    public void A_message_goes_where_its_table_entry_says_once_it_is_enabled_and_unmasked()
    {
        using PciBusFixture bus = new(messages);
        PciMsix msix = Prepare(bus);
        msix.Notify(2);
        Assert.Empty(messages.Sent);
        bus.StoreConfig(1, Control, 0x8000, 2);
        msix.Notify(2);
        Assert.Equal(4u, bus.Load(PendingBits));
        bus.Store(Table + 32 + 12, 0);
        Assert.Equal([(0x1_2800_0000ul, 77u)], messages.Sent);
        Assert.Equal(0u, bus.Load(PendingBits));
        msix.Notify(2);
        msix.Notify(99);
        Assert.Equal(2, messages.Sent.Count);
    }

    [Fact]
    public void The_function_mask_holds_back_all_messages_until_it_goes()
    {
        using PciBusFixture bus = new(messages);
        PciMsix msix = Prepare(bus);
        bus.Store(Table + 32 + 12, 0);
        bus.StoreConfig(1, Control, 0xc000, 2);
        msix.Notify(2);
        msix.Notify(2);
        Assert.Empty(messages.Sent);
        bus.StoreConfig(1, Control, 0x8000, 2);
        Assert.Single(messages.Sent);
    }

    [Fact]
    public void A_reset_masks_every_entry_and_forgets_what_is_pending()
    {
        using PciBusFixture bus = new(messages);
        PciMsix msix = Prepare(bus);
        bus.StoreConfig(1, Control, 0x8000, 2);
        msix.Notify(1);
        bus.Host.Reset();
        Assert.False(msix.IsEnabled);
        Assert.Equal(0u, msix.Read(0x800, 4));
        Assert.Equal(1u, msix.Read(12, 4));
        Assert.Equal(0u, msix.Read(0, 4));
    }

    private static PciMsix Prepare(PciBusFixture bus)
    {
        TestFunction function = new();
        bus.Host.Root.Plug(function);
        Assert.Equal(0x0002_0011u, bus.LoadConfig(1, 0x40));
        bus.StoreConfig(1, 0x14, (uint)Table);
        bus.StoreConfig(1, 4, 2, 2);
        bus.Store(Table + 32, 0x2800_0000);
        bus.Store(Table + 36, 1);
        bus.Store(Table + 40, 77, 1);
        return function.Msix!;
    }

    private sealed class Messages : IMsiController
    {
        public List<(ulong Address, uint Data)> Sent { get; } = [];

        public bool Send(ulong address, uint data)
        {
            Sent.Add((address, data));
            return true;
        }
    }
}
