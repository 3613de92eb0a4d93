using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Virtio;

public sealed class VirtioMmioTransportTests
{
    private const ulong Buffer = MmioDriver.Ram + 0x10_0000;

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
    public void An_empty_slot_shows_its_magic_number_and_no_device(ulong offset, int size, ulong expected)
    {
        VirtioMmioTransport slot = new(new(new RecordingLines(), 0));
        slot.Write(offset, size, ulong.MaxValue);
        Assert.Equal(expected, slot.Read(offset, size));
    }

    [Theory]
    [InlineData(true, 1)]
    [InlineData(false, 2)]
    public void A_driver_finds_the_device_and_gets_its_buffers_back_with_an_interrupt(bool isLegacy, uint version)
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy);
        Assert.Equal(version, driver.Read(4));
        Assert.Equal(63u, driver.Read(8));
        driver.Begin();
        GuestRing ring = driver.EnableQueue(0, MmioDriver.Ram, 16);
        driver.Start();
        driver.Memory.TryWrite(Buffer, [1, 2, 3, 4]);
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Next, 1);
        ring.SetDescriptor(1, Buffer + 16, 4, GuestRing.Write);
        ring.Offer(0);
        driver.Kick();
        Assert.Equal((0u, 4u), ring.Take());
        driver.WaitForInterrupt();
        Assert.Equal(1u, driver.Read(0x60));
        driver.Write(0x64, 1);
        Assert.Equal(0u, driver.Read(0x60));
        Assert.False(driver.Lines[0]);
        byte[] echo = new byte[4];
        driver.Memory.TryRead(Buffer + 16, echo);
        Assert.Equal([1, 2, 3, 4], echo);
    }

    [Fact]
    public void The_legacy_interface_shows_32_features_and_takes_only_those_that_are_offered()
    {
        EchoDevice device = new();
        using MmioDriver driver = new(device, isLegacy: true);
        driver.Write(0x14, 1);
        Assert.Equal(0u, driver.Read(0x10));
        driver.Write(0x14, 0);
        Assert.Equal(3u | (1u << 24) | (1u << 27) | (1u << 28) | (1u << 29), driver.Read(0x10));
        driver.Write(0x70, 3);
        driver.Write(0x20, uint.MaxValue);
        Assert.True(device.HasFeature(VirtioFeatures.EventIndex));
        Assert.False(device.HasFeature(1ul << 10));
        Assert.False(device.HasFeature(VirtioFeatures.Version1));
    }

    [Fact]
    public void A_queue_that_is_disabled_is_left_alone_and_may_be_set_up_elsewhere()
    {
        EchoDevice device = new();
        using MmioDriver driver = new(device, isLegacy: false);
        driver.Begin();
        GuestRing ring = driver.EnableQueue(0, MmioDriver.Ram, 16);
        driver.Start();
        driver.Write(0x44, 0);
        Assert.Equal(0u, driver.Read(0x44));
        ring.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        ring.Offer(0);
        driver.Kick();
        driver.Loop.Run(() => default);
        Assert.Equal(0, ring.UsedIndex);
        GuestRing other = driver.EnableQueue(0, MmioDriver.Ram + 0x8000, 8);
        other.SetDescriptor(0, Buffer, 4, GuestRing.Write);
        other.Offer(0);
        driver.Kick();
        Assert.Equal((0u, 0u), other.Take());
    }

    [Fact]
    public void A_ready_queue_keeps_its_place_and_size()
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy: false);
        driver.Begin();
        driver.EnableQueue(0, MmioDriver.Ram, 16);
        driver.Write(0x38, 4);
        driver.Write(0x80, 0x1234_0000);
        Assert.Equal(MmioDriver.Ram, driver.Transport.Device!.Queues[0].DescriptorArea);
        Assert.Equal(16, driver.Transport.Device.Queues[0].Size);
    }

    [Fact]
    public void A_queue_beyond_the_devices_has_no_size_and_cannot_be_enabled()
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy: false);
        driver.Begin();
        driver.Write(0x30, 2);
        Assert.Equal(0u, driver.Read(0x34));
        driver.Write(0x44, 1);
        Assert.Equal(0u, driver.Read(0x44));
        driver.Write(0x30, 1);
        Assert.Equal(8u, driver.Read(0x34));
        driver.Kick(2);
        driver.Kick(uint.MaxValue);
    }

    [Fact]
    public void A_queue_is_not_enabled_before_the_features_are_agreed()
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy: false);
        driver.Write(0x70, 3);
        driver.Write(0x44, 1);
        Assert.Equal(0u, driver.Read(0x44));
    }

    [Fact]
    public void Configuration_is_read_in_all_widths_and_zero_beyond_its_end()
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy: false);
        Assert.Equal(0x12u, driver.Read(0x100, 1));
        Assert.Equal(0x7800u, driver.Read(0x106, 2));
        Assert.Equal(0x7800_0000_0000_0012ul, driver.ReadWide(0x100));
        Assert.Equal(0u, driver.Read(0x108));
        Assert.Equal(0u, driver.Read(0x1fc));
        driver.Write(0x100, 0xff, 1);
        driver.Write(0x1f8, ulong.MaxValue, 8);
        Assert.Equal(0x12u, driver.Read(0x100, 1));
    }

    [Fact]
    public void There_is_no_shared_memory()
    {
        using MmioDriver driver = new(new EchoDevice(), isLegacy: false);
        Assert.Equal(uint.MaxValue, driver.Read(0xb0));
        Assert.Equal(uint.MaxValue, driver.Read(0xb4));
    }
}
