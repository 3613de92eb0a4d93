using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtioMmioSlotTests
{
    [Theory]
    [InlineData(0x000, 4, 0x7472_6976)]
    [InlineData(0x000, 1, 0x76)]
    [InlineData(0x000, 2, 0x6976)]
    [InlineData(0x000, 8, 0x1_7472_6976)]
    [InlineData(0x004, 4, 1)]
    [InlineData(0x008, 4, 0)]
    [InlineData(0x008, 8, 0x554d_4551_0000_0000)]
    [InlineData(0x00c, 4, 0x554d_4551)]
    [InlineData(0x010, 4, 0)]
    [InlineData(0x070, 4, 0)]
    [InlineData(0x1f8, 8, 0)]
    public void An_empty_slot_shows_its_magic_number_and_no_device(ulong offset, int size, ulong expected) =>
        Assert.Equal(expected, new VirtioMmioSlot().Read(offset, size));

    [Fact]
    public void Writes_change_nothing()
    {
        VirtioMmioSlot slot = new();
        slot.Write(0x070, 4, 1);
        Assert.Equal(0UL, slot.Read(0x070, 4));
    }
}
