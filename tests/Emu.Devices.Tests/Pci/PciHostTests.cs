using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

public sealed class PciHostTests
{
    private const uint AllOnes = uint.MaxValue;

    [Fact]
    public void A_place_without_a_function_reads_as_ones()
    {
        using PciBusFixture bus = new();
        Assert.Equal(0x0008_1b36u, bus.LoadConfig(0, 0));
        Assert.Equal(AllOnes, bus.LoadConfig(1, 0));
        Assert.Equal(AllOnes, bus.LoadConfig(0, 0, bus: 255));
        Assert.Equal(0xffffu, bus.LoadConfig(7, 2, 2));
        // A conventional function has no extended space.
        Assert.Equal(AllOnes, bus.LoadConfig(0, 0x100));
    }

    [Fact]
    public void Devices_get_the_first_free_number_from_1_and_a_taken_place_is_refused()
    {
        using PciBusFixture bus = new();
        TestFunction first = new("a"), second = new("b");
        bus.Host.Root.Plug(first);
        bus.Host.Root.Plug(second);
        Assert.Equal((1, 2), (first.Slot >> 3, second.Slot >> 3));
        PciPlugException refusal = Assert.Throws<PciPlugException>(() => bus.Host.Root.Plug(new TestFunction("c"), 2 << 3));
        Assert.Equal("PCI: slot 2 function 0 not available for c, in use by b", refusal.Message);
    }

    [Fact]
    public void Writing_ones_to_a_base_address_register_tells_its_size()
    {
        using PciBusFixture bus = new();
        bus.Host.Root.Plug(new TestFunction());
        uint[] sizes = [.. Enumerable.Range(0, 6).Select(bar =>
        {
            bus.StoreConfig(1, 0x10 + (bar * 4), AllOnes);
            return bus.LoadConfig(1, 0x10 + (bar * 4));
        })];
        Assert.Equal([0xffff_ffe1, 0xffff_f000, 0, 0, 0xffff_c00c, 0xffff_ffff], sizes);
    }

    [Fact]
    public void A_region_answers_only_while_its_space_is_enabled()
    {
        using PciBusFixture bus = new();
        TestFunction function = new();
        bus.Host.Root.Plug(function);
        bus.StoreConfig(1, 0x10, 0x1000);
        bus.StoreConfig(1, 0x20, 0x4000_4000);
        Assert.Equal(AllOnes, bus.Load(PciBusFixture.IoWindow + 0x1004));
        bus.StoreConfig(1, 4, 1, 2);
        Assert.Equal(0xa500_0004, bus.Load(PciBusFixture.IoWindow + 0x1004));
        Assert.Equal(AllOnes, bus.Load(0x4000_4010));
        bus.StoreConfig(1, 4, 3, 1);
        Assert.Equal(0xa500_0010, bus.Load(0x4000_4010));
        bus.Store(0x4000_7ffe, 0xabcd, 2);
        Assert.Equal((0x3ffeu, 2, 0xabcdu), function.Memory.LastWrite);
        bus.StoreConfig(1, 0x24, 5);
        Assert.Equal(AllOnes, bus.Load(0x4000_4010));
        Assert.Equal(AllOnes, bus.Load(PciBusFixture.HighWindow + 0x4000_4010));
        bus.StoreConfig(1, 0x24, 4);
        Assert.Equal(0xa500_0010, bus.Load(PciBusFixture.HighWindow + 0x4000_4010));
    }

    [Fact]
    public void An_access_of_8_bytes_is_two_of_4()
    {
        using PciBusFixture bus = new();
        TestFunction function = new();
        bus.Host.Root.Plug(function);
        bus.StoreConfig(1, 0x20, 0x4000_0000);
        bus.StoreConfig(1, 4, 2, 2);
        Assert.True(bus.Map.Read(new(0x4000_0008), 8, out ulong value));
        Assert.Equal(0xa500_000c_a500_0008, value);
        Assert.True(bus.Map.Write(new(0x4000_0008), 8, 0x1122_3344_5566_7788));
        Assert.Equal((0xcu, 4, 0x1122_3344u), function.Memory.LastWrite);
        Assert.True(bus.Map.Read(new(PciBusFixture.Config(0, 1, 0)), 8, out ulong header));
        Assert.Equal(0x0010_0002_5678_1234u, header);
    }

    [Fact]
    public void Of_regions_over_each_other_the_lower_one_answers()
    {
        using PciBusFixture bus = new();
        TestFunction first = new("a"), second = new("b");
        bus.Host.Root.Plug(first);
        bus.Host.Root.Plug(second);
        foreach (int device in new[] { 1, 2 }) bus.StoreConfig(device, 4, 2, 2);
        bus.StoreConfig(1, 0x20, 0x4000_4000);
        bus.StoreConfig(2, 0x20, 0x4000_4000);
        bus.Load(0x4000_4000);
        Assert.Equal((1, 0), (first.Memory.Reads, second.Memory.Reads));
        // The table of messages, 4 KiB, begins where the other device's region does, and the lower device has it.
        bus.StoreConfig(1, 0x20, 0x4010_0000);
        bus.StoreConfig(1, 0x14, 0x4000_4000);
        Assert.Equal(0u, bus.Load(0x4000_4000));
        Assert.Equal(0xa500_1000, bus.Load(0x4000_5000));
    }

    [Fact]
    public void A_port_forwards_only_what_lies_in_its_windows()
    {
        using PciBusFixture bus = new();
        bus.AddPort(memory: 0x4010_4010);
        bus.StoreConfig(0, 0x20, 0x4010_0000, bus: 1);
        bus.StoreConfig(0, 0x10, 0x1000, bus: 1);
        bus.StoreConfig(0, 4, 3, 2, bus: 1);
        Assert.Equal(0xa500_0020, bus.Load(0x4010_0020));
        // The I/O window is closed: its first address lies behind its last.
        Assert.Equal(AllOnes, bus.Load(PciBusFixture.IoWindow + 0x1000));
        bus.StoreConfig(1, 0x1c, 0x1010, 2);
        Assert.Equal(0xa500_0000, bus.Load(PciBusFixture.IoWindow + 0x1000));
        bus.StoreConfig(0, 0x20, 0x4020_0000, bus: 1);
        Assert.Equal(AllOnes, bus.Load(0x4020_0020));
        bus.StoreConfig(0, 0x20, 0x4010_0000, bus: 1);
        bus.StoreConfig(1, 4, 0, 2);
        Assert.Equal(AllOnes, bus.Load(0x4010_0020));
        Assert.Equal(0x5678_1234u, bus.LoadConfig(0, 0, bus: 1));
        Assert.Equal(AllOnes, bus.LoadConfig(1, 0, bus: 1));
        bus.StoreConfig(1, 0x18, 0);
        Assert.Equal(AllOnes, bus.LoadConfig(0, 0, bus: 1));
    }

    [Fact]
    public void The_reset_bit_of_a_port_resets_what_lies_behind_it()
    {
        using PciBusFixture bus = new();
        (_, TestFunction function) = bus.AddPort();
        bus.StoreConfig(0, 0x20, 0x4010_0000, bus: 1);
        function.SetInterrupt(true);
        Assert.True(bus.Lines[1]);
        bus.StoreConfig(1, 0x3e, 0x40, 2);
        Assert.Equal(0xcu, bus.LoadConfig(0, 0x20, bus: 1));
        Assert.False(bus.Lines[1]);
    }

    [Fact]
    public void Pins_rotate_by_the_device_number_and_share_wires()
    {
        using PciBusFixture bus = new();
        TestFunction first = new(), fifth = new();
        bus.Host.Root.Plug(first);
        bus.Host.Root.Plug(fifth, 5 << 3);
        (_, TestFunction behind) = bus.AddPort();
        first.SetInterrupt(true);
        fifth.SetInterrupt(true);
        Assert.True(bus.Lines[1]);
        first.SetInterrupt(false);
        Assert.True(bus.Lines[1]);
        // Bit 3 of the status shows the level, also while the command register keeps it off the wire.
        Assert.Equal(0x18u, bus.LoadConfig(5, 6, 2));
        bus.StoreConfig(5, 4, 0x400, 2);
        Assert.False(bus.Lines[1]);
        Assert.Equal(0x18u, bus.LoadConfig(5, 6, 2));
        Assert.Equal(0x10u, bus.LoadConfig(1, 6, 2));
        // Device 0 behind the port at device 2.
        behind.SetInterrupt(true);
        Assert.True(bus.Lines[2]);
        bus.Host.Reset();
        Assert.False(bus.Lines[2]);
    }
}
