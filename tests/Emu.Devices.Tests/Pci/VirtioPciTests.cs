using CsCheck;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices.Pci;
using Emu.Devices.Tests.Virtio;
using Emu.Devices.Virtio;

namespace Emu.Devices.Tests.Pci;

public sealed class VirtioPciTests : IDisposable
{
    private const ulong Modern = 0x4000_4000, Notify = Modern + 0x3000, DeviceArea = Modern + 0x2000;
    private const ulong Legacy = PciBusFixture.IoWindow + 0x1000;
    private const ulong RingAt = PciBusFixture.Ram + 0x1_0000, BufferAt = PciBusFixture.Ram + 0x2_0000;
    private const uint EntropyKind = 4;

    private readonly PciBusFixture bus = new();
    private readonly EventLoop loop = new(new MachineClock());
    private readonly BusMemory memory;

    public VirtioPciTests() => memory = new BusMemory(bus.Map);

    public void Dispose()
    {
        loop.Dispose();
        bus.Dispose();
    }

    /// <summary>What QEMU 7.2's entropy device shows in its registers.</summary>
    [Fact]
    public void On_the_root_bus_a_device_shows_both_interfaces()
    {
        Plug(bus.Host.Root);
        Assert.Equal(0x1005_1af4u, bus.LoadConfig(1, 0x00));
        Assert.Equal(0x00ff_0000u, bus.LoadConfig(1, 0x08));
        Assert.Equal(0x0004_1af4u, bus.LoadConfig(1, 0x2c));
        Assert.Equal(1u, bus.LoadConfig(1, 0x10));
        Assert.Equal(0xcu, bus.LoadConfig(1, 0x20));
        uint[] expected =
        [
            0x0110_0009, 4, 0, 0x1000, 0x0310_4009, 4, 0x1000, 0x1000, 0x0410_5009, 4, 0x2000, 0x1000,
            0x0214_6009, 4, 0x3000, 0x1000, 4, 0x0514_7009, 0, 0, 0, 0, 0x0002_8411, 1, 0x801,
        ];
        Assert.Equal(0x98u, bus.LoadConfig(1, 0x34));
        Assert.Equal(expected, Enumerable.Range(0, expected.Length).Select(i => bus.LoadConfig(1, 0x40 + (i * 4))));
    }

    [Fact]
    public void Behind_a_port_a_device_shows_the_specifications_interface_only()
    {
        PciRootPort port = new();
        port.Initialize("rp");
        bus.Host.Root.Plug(port);
        Plug(port.Secondary);
        bus.StoreConfig(1, 0x18, 0x0001_0100);
        Assert.Equal(0x1044_1af4u, bus.LoadConfig(0, 0, bus: 1));
        Assert.Equal(0x1100_1af4u, bus.LoadConfig(0, 0x2c, bus: 1));
        Assert.Equal(0u, bus.LoadConfig(0, 0x10, bus: 1));
        Assert.Equal(0x0002_0010u, bus.LoadConfig(0, 0x40, bus: 1));
        Assert.Equal(0x1000_8000u, bus.LoadConfig(0, 0x44, bus: 1));
        Assert.Equal(0x0003_4001u, bus.LoadConfig(0, 0x7c, bus: 1));
        Assert.Equal(0xdcu, bus.LoadConfig(0, 0x34, bus: 1));
        Assert.Equal(0u, bus.LoadConfig(0, 0x100, bus: 1));
        // The port sees that its slot is full and its link is up.
        Assert.Equal(0x40u, bus.LoadConfig(1, 0x6e, 2));
        Assert.Equal(0x2011u, bus.LoadConfig(1, 0x66, 2));
    }

    [Fact]
    public void A_kind_of_device_without_a_legacy_number_is_refused_as_transitional()
    {
        EchoDevice device = new();
        VirtioPciOptions options = new() { ClassCode = 0xff00, Kind = VirtioPciKind.Transitional };
        Assert.Throws<PciPlugException>(() => new VirtioPciFunction(device, bus.Host.Root, options, memory, loop));
    }

    [Fact]
    public void A_driver_of_the_specification_gets_its_buffer_back_and_an_interrupt()
    {
        Plug(bus.Host.Root);
        EnableModern();
        bus.Store(Modern + 0x00, 1);
        Assert.Equal(0x101u, bus.Load(Modern + 0x04));
        NegotiateModern();
        GuestRing ring = SetUpModern();
        Offer(ring);
        bus.Store(Notify, 0, 2);
        Assert.Equal((0u, 8u), ring.Take());
        bus.Lines.WaitUntilHigh(1);
        Assert.Equal(1u, bus.Load(Modern + 0x1000, 1));
        Assert.False(bus.Lines[1]);
        Assert.Equal(0u, bus.Load(Modern + 0x1000, 1));
        Assert.Equal(0x12u, bus.Load(DeviceArea, 1));
        Assert.Equal(0x7800_0000u, bus.Load(DeviceArea + 4));
        Assert.Equal(0u, bus.Load(DeviceArea + 0x800));
        // The reset clears the queue and what was negotiated.
        bus.Store(Modern + 0x14, 0, 1);
        Assert.Equal(0u, bus.Load(Modern + 0x14, 1));
        Assert.Equal(0u, bus.Load(Modern + 0x1c, 2));
    }

    [Fact]
    public void A_legacy_driver_gets_its_buffer_back_and_an_interrupt()
    {
        Plug(bus.Host.Root);
        bus.StoreConfig(1, 0x10, 0x1000);
        bus.StoreConfig(1, 4, 5, 2);
        Assert.Equal(3u, bus.Load(Legacy) & 0xff);
        bus.Store(Legacy + 0x12, 3, 1);
        bus.Store(Legacy + 4, 3);
        Assert.Equal(16u, bus.Load(Legacy + 0xc, 2));
        bus.Store(Legacy + 8, (uint)(RingAt >> 12));
        Assert.Equal((uint)(RingAt >> 12), bus.Load(Legacy + 8));
        bus.Store(Legacy + 0x12, 7, 1);
        GuestRing ring = new(memory, RingAt, 16);
        Offer(ring);
        bus.Store(Legacy + 0x10, 0, 2);
        Assert.Equal((0u, 8u), ring.Take());
        bus.Lines.WaitUntilHigh(1);
        Assert.Equal(1u, bus.Load(Legacy + 0x13, 1));
        Assert.False(bus.Lines[1]);
        Assert.Equal(0x12u, bus.Load(Legacy + 0x14, 1));
        // With messages enabled the configuration begins behind their two registers.
        bus.StoreConfig(1, 0x9a, 0x8000, 2);
        Assert.Equal(0xffffu, bus.Load(Legacy + 0x14, 2));
        Assert.Equal(0x12u, bus.Load(Legacy + 0x18, 1));
        bus.Store(Legacy + 0x16, 2, 2);
        Assert.Equal(2u, bus.Load(Legacy + 0x16, 2));
        bus.Store(Legacy + 0x16, 3, 2);
        Assert.Equal(0xffffu, bus.Load(Legacy + 0x16, 2));
    }

    [Fact]
    public void A_single_queue_can_be_reset_and_set_up_again()
    {
        Plug(bus.Host.Root);
        EnableModern();
        NegotiateModern(1ul << 40);
        SetUpModern();
        bus.Store(Modern + 0x3a, 1, 2);
        Assert.Equal(0u, bus.Load(Modern + 0x1c, 2));
        Assert.Equal(0u, bus.Load(Modern + 0x3a, 2));
        GuestRing ring = SetUpModern();
        Offer(ring);
        bus.Store(Notify, 0, 2);
        Assert.Equal((0u, 8u), ring.Take());
    }

    [Fact]
    public void The_access_capability_reaches_registers_without_memory_space()
    {
        Plug(bus.Host.Root);
        bus.StoreConfig(1, 0x88, 4, 1);
        bus.StoreConfig(1, 0x8c, 0x2000);
        bus.StoreConfig(1, 0x90, 1);
        Assert.Equal(0x12u, bus.LoadConfig(1, 0x94, 1));
        bus.StoreConfig(1, 0x8c, 0x14);
        bus.StoreConfig(1, 0x94, 1, 1);
        Assert.Equal(1u, bus.LoadConfig(1, 0x94, 1));
        // No such region, beyond its end, not aligned, not a width: nothing happens.
        foreach ((uint bar, uint offset, uint length) in new (uint, uint, uint)[]
        {
            (9, 0, 4), (2, 0, 4), (4, 0x4000, 4), (4, 0xffff_fffc, 4), (4, 2, 4), (4, 0, 3), (4, 0, 0x8000_0000), (4, 0, 0),
        })
        {
            bus.StoreConfig(1, 0x88, bar, 1);
            bus.StoreConfig(1, 0x8c, offset);
            bus.StoreConfig(1, 0x90, length);
            bus.StoreConfig(1, 0x94, 0xabcd_ef01);
            Assert.Equal(0xabcd_ef01u, bus.LoadConfig(1, 0x94));
        }
    }

    [Fact]
    public void A_function_level_reset_resets_the_device_and_a_low_power_state_hides_its_regions()
    {
        PciRootPort port = new();
        port.Initialize("rp");
        bus.Host.Root.Plug(port);
        VirtioPciFunction function = Plug(port.Secondary);
        bus.StoreConfig(1, 0x18, 0x0001_0100);
        bus.StoreConfig(1, 0x20, 0x4000_4000);
        bus.StoreConfig(1, 0x4, 7, 2);
        Place();
        bus.Store(Modern + 0x14, 1, 1);
        bus.StoreConfig(0, 0x80, 3, 2, bus: 1);
        Assert.Equal(0xffu, bus.Load(Modern + 0x14, 1));
        bus.StoreConfig(0, 0x80, 0, 2, bus: 1);
        Assert.Equal(VirtioStatus.None, function.Device.Status);
        Place();
        bus.Store(Modern + 0x14, 1, 1);
        bus.StoreConfig(0, 0x48, 0x8000, 2, bus: 1);
        Assert.Equal(VirtioStatus.None, function.Device.Status);
        Assert.Equal(0u, bus.LoadConfig(0, 4, 2, bus: 1));

        void Place()
        {
            bus.StoreConfig(0, 0x20, (uint)Modern, bus: 1);
            bus.StoreConfig(0, 4, 6, 2, bus: 1);
        }
    }

    [Fact]
    public void No_access_to_any_register_is_more_than_ignored()
    {
        Plug(bus.Host.Root);
        Plug(bus.Host.Root);
        Gen.Select(
            Gen.OneOf(
                Gen.ULong[0, 0x3f].Select(at => Modern + at), Gen.ULong[0, 0x3fff].Select(at => Modern + at),
                Gen.ULong[0, 0x3f].Select(at => Legacy + at), Gen.ULong[0, 0xff].Select(at => PciBusFixture.Config(0, 1, (int)at))),
            Gen.OneOfConst(1, 2, 4),
            Gen.OneOf(Gen.UInt[0, 20], Gen.UInt, Gen.OneOfConst((uint)(RingAt >> 12), (uint)RingAt, 0xffffu)),
            Gen.Bool)
            .Array[1, 300].Sample(
                accesses =>
                {
                    bus.Host.Reset();
                    bus.StoreConfig(1, 0x10, 0x1000);
                    EnableModern();
                    foreach ((ulong address, int size, uint value, bool isWrite) in accesses)
                    {
                        PhysicalAddress at = new(address & ~(ulong)(size - 1));
                        Assert.True(isWrite ? bus.Map.Write(at, size, value) : bus.Map.Read(at, size, out _));
                    }
                },
                threads: 1,
                iter: 200);
    }

    private VirtioPciFunction Plug(PciBus target) =>
        new(new EchoDevice { Kind = EntropyKind }, target, new VirtioPciOptions { ClassCode = 0xff00 }, memory, loop);

    private void EnableModern()
    {
        bus.StoreConfig(1, 0x20, (uint)Modern);
        bus.StoreConfig(1, 4, 7, 2);
    }

    private void NegotiateModern(ulong features = 0)
    {
        bus.Store(Modern + 0x14, 3, 1);
        features |= 1ul << 32;
        bus.Store(Modern + 0x08, 0);
        bus.Store(Modern + 0x0c, (uint)features);
        bus.Store(Modern + 0x08, 1);
        bus.Store(Modern + 0x0c, (uint)(features >> 32));
        bus.Store(Modern + 0x14, 0xb, 1);
        Assert.Equal(0xbu, bus.Load(Modern + 0x14, 1));
    }

    private GuestRing SetUpModern()
    {
        memory.TryWrite(RingAt, new byte[0x3000]);
        GuestRing ring = new(memory, RingAt, 8);
        bus.Store(Modern + 0x16, 0, 2);
        bus.Store(Modern + 0x18, 8, 2);
        foreach ((uint register, ulong address) in new[] { (0x20u, ring.Descriptors), (0x28u, ring.Available), (0x30u, ring.Used) })
        {
            bus.Store(Modern + register, (uint)address);
            bus.Store(Modern + register + 4, (uint)(address >> 32));
        }

        bus.Store(Modern + 0x1c, 1, 2);
        bus.Store(Modern + 0x14, 0xf, 1);
        return ring;
    }

    private static void Offer(GuestRing ring)
    {
        ring.SetDescriptor(0, BufferAt, 8, GuestRing.Next, 1);
        ring.SetDescriptor(1, BufferAt + 0x100, 8, GuestRing.Write);
        ring.Offer(0);
    }
}
