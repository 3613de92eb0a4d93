using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

public sealed class PciSlotTests
{
    [Theory]
    [InlineData("6", 0x30)]
    [InlineData("06.0", 0x30)]
    [InlineData("0x1f.7", 0xff)]
    [InlineData("10", 0x80)]
    public void A_place_is_hexadecimal(string text, int slot)
    {
        Assert.True(PciSlot.TryParse(text, out int parsed));
        Assert.Equal(slot, parsed);
    }

    [Theory]
    [InlineData("20")]
    [InlineData("1.8")]
    [InlineData("zz")]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.")]
    [InlineData("1.2.3")]
    public void What_is_no_place_is_refused(string text) => Assert.False(PciSlot.TryParse(text, out _));

    [Fact]
    public void A_bus_is_found_by_the_name_of_its_port()
    {
        using PciBusFixture bus = new();
        (PciRootPort port, _) = bus.AddPort();
        Assert.Same(port.Secondary, bus.Host.FindBus("rp"));
        Assert.Same(bus.Host.Root, bus.Host.FindBus("pcie.0"));
        Assert.Null(bus.Host.FindBus("pcie.1"));
    }
}
