using Emu.Core.Memory;
using Emu.Devices.Firmware;
using Emu.Devices.Flash;
using Emu.Devices.Gpio;
using Emu.Devices.Pci;
using Emu.Devices.Timers;
using Emu.Devices.Uart;
using Emu.Devices.Virtio;
using Emu.Guest.Arm64.Boot;
using Emu.Guest.Arm64.Devices;
using Emu.Guest.Arm64.Firmware;
using Emu.Isa;
using Emu.Machine.Boards;

namespace Emu.Guest.Arm64.Boards;

/// <summary>The <c>virt</c> machine: the addresses and interrupt numbers of QEMU's machine of that name, so that what
/// is built for it runs.</summary>
public static class VirtBoard
{
    private const int Irq = 0, Fiq = 1;
    private const int VirtualTimer = 27, PhysicalTimer = 30;
    private const int InterruptInputs = 256;
    private const int VirtioSlots = 32, FirstVirtioInterrupt = 16;
    private const ulong FlashAddress = 0, FlashBankSize = 64 << 20;
    private const ulong MessageAddress = 0x0802_0000;
    private const int FirstMessage = 48, Messages = 64;
    private const ulong VirtioAddress = 0x0a00_0000, VirtioSize = 0x200;

    private static readonly PciHostLayout PciLayout = new()
    {
        NodeName = "pcie",
        NodeAddress = new(0x1000_0000),
        IoStart = new(0x3eff_0000),
        IoSize = 0x1_0000,
        MemoryStart = new(0x1000_0000),
        MemorySize = 0x2eff_0000,
        HighMemoryStart = new(0x80_0000_0000),
        HighMemorySize = 0x80_0000_0000,
    };

    /// <summary>The board.</summary>
    public static Board Board { get; } = new()
    {
        Name = "virt-7.2",
        Alias = "virt",
        Description = "QEMU's ARM virtual machine",
        Compatible = "linux,dummy-virt",
        Model = "linux,dummy-virt",
        MemoryName = "mach-virt.ram",
        DefaultCpuModel = Arm64Model.Max,
        PhysicalAddressBits = 40,
        RamStart = new PhysicalAddress(0x4000_0000),
        FlashStart = new PhysicalAddress(FlashAddress),
        MaximumCpus = GicV2.MaximumCpus,
        BusRoot = "/",
        Tree = new CpuTree(),
        Boot = new Arm64Boot(),
        CreateFirmware = machine => new PsciFirmware(machine),
        DeviceTypes = Platform.ModelTable.Types,
        FixedProperties =
        [
            new FixedProperty("gic-version", "2", "the interrupt controller is a GICv2; write gic-version=2"),
            new FixedProperty("iommu", "none", "there is no IOMMU; write iommu=none"),
            new FixedProperty("highmem", "on", "PCI has a window above 4 GiB; write highmem=on"),
        ],
        AbsentUnits = ["virtualization", "secure", "mte", "ras", "its"],
        Devices = Devices,
    };

    private static IReadOnlyList<BoardDevice> Devices =>
    [
        new(0x0800_0000, CreateController) { CpuInputs = [Irq, Fiq], IsInterruptController = true },
        new(MessageAddress, wiring => new GicV2mFrame(new PhysicalAddress(MessageAddress), wiring.Lines))
        {
            Interrupts = [.. Enumerable.Range(FirstMessage, Messages)], IsEdgeTriggered = true, Bus = "/intc@8000000",
        },
        new(0x0900_0000, wiring => new Pl011(wiring.Serial, wiring.Lines[0])) { Interrupts = [1], IsConsole = true },
        new(0x0901_0000, wiring => new Pl031(wiring.Lines[0], wiring.Events, wiring.Time)) { Interrupts = [2] },
        new(0x0903_0000, wiring => new Pl061(wiring.Lines[0], wiring.Events)) { Interrupts = [7] },
        new(0x0902_0000, wiring => new FwCfg(wiring.Memory, wiring.CpuLines.Count)),
        // The tree lists the slots from the top down, and drivers name the devices in that order.
        .. Enumerable.Range(0, VirtioSlots).Reverse().Select(slot =>
            new BoardDevice(VirtioAddress + ((ulong)slot * VirtioSize), CreateSlot)
            {
                Interrupts = [FirstVirtioInterrupt + slot], IsEdgeTriggered = true,
            }),
        new(0x40_1000_0000, wiring => new PciHost(PciLayout, wiring.Lines) { MessageController = wiring.MessageController })
        {
            Interrupts = [3, 4, 5, 6],
        },
        new(FlashAddress, wiring => new CfiFlash(FlashBankSize, wiring.OpenFlash(0))) { IsReadAsMemory = true },
        new(FlashAddress + FlashBankSize, wiring => new CfiFlash(FlashBankSize, wiring.OpenFlash(1))) { IsReadAsMemory = true },
    ];

    private static VirtioMmioTransport CreateSlot(DeviceWiring wiring) =>
        new(wiring.Lines[0]) { TreeSize = VirtioSize, IsCoherent = true };

    private static GicV2 CreateController(DeviceWiring wiring)
    {
        GicV2 gic = new(InterruptInputs, wiring.CpuLines, new PhysicalAddress(0x0801_0000), () => Cpu.Current?.Id ?? 0);
        foreach (Arm64Cpu cpu in wiring.Cpus.Cast<Arm64Cpu>())
            cpu.ConnectTimers(gic.PrivateInput(cpu.Id, PhysicalTimer), gic.PrivateInput(cpu.Id, VirtualTimer));
        return gic;
    }
}
