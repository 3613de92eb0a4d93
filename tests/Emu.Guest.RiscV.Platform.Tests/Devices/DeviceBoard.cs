using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Devices;
using Emu.Devices.Firmware;
using Emu.Devices.Flash;
using Emu.Devices.Pci;
using Emu.Devices.Tests;
using Emu.Devices.Timers;
using Emu.Devices.Uart;
using Emu.Devices.Virtio;
using Emu.Guest.RiscV.Devices;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

/// <summary>All devices at the addresses of the virt board with two harts, for tests that treat them alike.</summary>
internal sealed class DeviceBoard : IDisposable
{
    private const ulong FlashSize = 32 << 20;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines harts = new();
    private readonly List<(IMmioDevice Device, PhysicalAddress Address, bool IsOnBus, int[] Inputs)> devices = [];

    public DeviceBoard()
    {
        Plic plic = new(96, [harts.Line(0), harts.Line(1), harts.Line(2), harts.Line(3)]);
        Add(new TestFinisher(new RecordingControl()), 0x10_0000);
        Add(new GoldfishRtc(new(plic, 11), loop), 0x10_1000, inputs: 11);
        Clint clint = new(loop, [(harts.Line(4), harts.Line(5)), (harts.Line(6), harts.Line(7))]);
        Add(clint, 0x200_0000, inputs: [3, 7, 3, 7]);
        Add(plic, 0xc00_0000, inputs: [11, 9, 11, 9]);
        Add(new Ns16550(new ScriptedBackend(), new(plic, 10), loop), 0x1000_0000, inputs: 10);
        for (int i = 1; i <= 8; i++) Add(new VirtioMmioTransport(new(plic, i)), 0x1000_0000 + ((ulong)i * 0x1000), inputs: i);
        Add(Pci = NewPciHost(plic), 0x3000_0000, inputs: [0x20, 0x21, 0x22, 0x23]);
        Add(new FwCfg(new BusMemory(Map), cpus: 2), 0x1010_0000, isOnBus: false);
        Add(new CfiFlash(FlashSize), 0x2000_0000, isOnBus: false);
        Add(new CfiFlash(FlashSize), 0x2000_0000 + FlashSize, isOnBus: false);
    }

    public PciHost Pci { get; }

    public AddressMap Map { get; } = new();

    public IEnumerable<(IMmioDevice Device, PhysicalAddress Address)> Devices =>
        devices.Select(entry => (entry.Device, entry.Address));

    public void Dispose()
    {
        loop.Dispose();
        Map.Dispose();
    }

    /// <summary>The device tree, with the nodes that the devices' refer to.</summary>
    public DeviceTreeDocument Describe()
    {
        DeviceTreeDocument tree = new();
        DeviceTreeNode bus = tree.FindOrAdd("/soc");
        DeviceTreeNode? plicNode = null;
        // The controller first: the others refer to it.
        foreach (var entry in devices.OrderBy(entry => entry.Device is Plic ? 0 : 1))
        {
            if (entry.Device is not IDeviceTreeSource source) continue;
            DeviceTreeNode node = source.Describe(new DeviceTreeSlot
            {
                Document = tree,
                Bus = entry.IsOnBus ? bus : tree.Root,
                Address = entry.Address,
                Interrupts = [.. entry.Inputs.Select(Wire)],
            });
            if (entry.Device is Plic) plicNode = node;

            DeviceTreeInterrupt Wire(int input, int index) =>
                new(entry.Device is Plic or Clint ? HartController(tree, index / 2) : plicNode!, input);
        }

        return tree;
    }

    private static PciHost NewPciHost(Plic plic) => new(
        new PciHostLayout
        {
            IoStart = new(0x300_0000),
            IoSize = 0x1_0000,
            MemoryStart = new(0x4000_0000),
            MemorySize = 0x4000_0000,
            HighMemoryStart = new(0x4_0000_0000),
            HighMemorySize = 0x4_0000_0000,
        },
        [new(plic, 0x20), new(plic, 0x21), new(plic, 0x22), new(plic, 0x23)]);

    private static DeviceTreeNode HartController(DeviceTreeDocument tree, int hart) =>
        tree.FindOrAdd($"/cpus/cpu@{hart}/interrupt-controller");

    private void Add(IMmioDevice device, ulong address, bool isOnBus = true, params int[] inputs)
    {
        devices.Add((device, new PhysicalAddress(address), isOnBus, inputs));
        if (device is CfiFlash) Map.AddRom(device.Name, new PhysicalAddress(address), device.WindowSize, device);
        else Map.AddDevice(new PhysicalAddress(address), device);
        foreach ((PhysicalAddress start, IMmioDevice window) in (device as IMultiWindowDevice)?.Windows ?? [])
        {
            devices.Add((window, start, isOnBus, []));
            Map.AddDevice(start, window);
        }
    }
}
