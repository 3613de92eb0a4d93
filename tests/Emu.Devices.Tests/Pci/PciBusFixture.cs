using Emu.Core.Memory;
using Emu.Devices.Pci;

namespace Emu.Devices.Tests.Pci;

/// <summary>A host bridge on a bus with RAM, and what software does to it.</summary>
internal sealed class PciBusFixture : IDisposable
{
    public const ulong Ecam = 0x3000_0000, IoWindow = 0x300_0000, MemoryWindow = 0x4000_0000, HighWindow = 0x4_0000_0000;
    public const ulong Ram = 0x8000_0000;
    public const int RamSize = 0x10_0000;

    public PciBusFixture(IMsiController? messages = null)
    {
        Host = new PciHost(
            new PciHostLayout
            {
                IoStart = new(IoWindow),
                IoSize = 0x1_0000,
                MemoryStart = new(MemoryWindow),
                MemorySize = 0x4000_0000,
                HighMemoryStart = new(HighWindow),
                HighMemorySize = 0x4_0000_0000,
            },
            [Lines.Line(0), Lines.Line(1), Lines.Line(2), Lines.Line(3)])
        { MessageController = messages };
        Map.AddRam("ram", new(Ram), RamSize);
        Map.AddDevice(new(Ecam), Host);
        foreach ((PhysicalAddress address, IMmioDevice window) in Host.Windows) Map.AddDevice(address, window);
    }

    public PciHost Host { get; }

    public AddressMap Map { get; } = new();

    public RecordingLines Lines { get; } = new();

    public uint Load(ulong address, int size = 4)
    {
        Assert.True(Map.Read(new(address), size, out ulong value));
        return (uint)value;
    }

    public void Store(ulong address, uint value, int size = 4) => Assert.True(Map.Write(new(address), size, value));

    public static ulong Config(int bus, int device, int register) =>
        Ecam + ((ulong)bus << 20) + ((ulong)device << 15) + (ulong)register;

    public uint LoadConfig(int device, int register, int size = 4, int bus = 0) =>
        Load(Config(bus, device, register), size);

    public void StoreConfig(int device, int register, uint value, int size = 4, int bus = 0) =>
        Store(Config(bus, device, register), value, size);

    /// <summary>A port with a function behind it, bus 1, and the windows that are given.</summary>
    public (PciRootPort Port, TestFunction Function) AddPort(
        uint memory = 0x4010_4000, uint prefetch = 0x0001_fff1, uint io = 0x00f0)
    {
        PciRootPort port = new() { Chassis = 1 };
        port.Initialize("rp");
        Host.Root.Plug(port);
        TestFunction function = new();
        port.Secondary.Plug(function);
        int slot = port.Slot >> 3;
        StoreConfig(slot, 0x18, 0x0001_0100);
        StoreConfig(slot, 0x1c, io, 2);
        StoreConfig(slot, 0x20, memory);
        StoreConfig(slot, 0x24, prefetch);
        StoreConfig(slot, 0x04, 7, 2);
        return (port, function);
    }

    public void Dispose() => Map.Dispose();
}
