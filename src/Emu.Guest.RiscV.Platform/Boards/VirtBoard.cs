using Emu.Core.Memory;
using Emu.Devices.Firmware;
using Emu.Devices.Flash;
using Emu.Devices.Pci;
using Emu.Devices.Timers;
using Emu.Devices.Uart;
using Emu.Devices.Virtio;
using Emu.Guest.RiscV.Boot;
using Emu.Guest.RiscV.Devices;
using Emu.Guest.RiscV.Firmware.Sbi;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Machine.Boards;
using Emu.Machine.Cpus;

namespace Emu.Guest.RiscV.Boards;

/// <summary>The <c>virt</c> machine: the addresses and interrupt numbers of QEMU's machine of that name, so that what
/// is built for it runs.</summary>
public static class VirtBoard
{
    private const int MachineSoftware = 3, MachineTimer = 7, SupervisorExternal = 9, MachineExternal = 11;
    private const int SupervisorInputs = 1 << 1 | 1 << 5 | 1 << 9;
    private const string NoAia = "there is no AIA, the interrupt controller is a PLIC; write aia=none";
    private const int PlicSources = 96;
    private const ulong FlashAddress = 0x2000_0000, FlashBankSize = 32 << 20;
    private const int VirtioSlots = 8;
    private const ulong PciHighMemorySize = 16UL << 30;
    private const int RtcInterrupt = 11, SerialInterrupt = 10, FurtherSerialInterrupt = 12, FurtherSerialPorts = 3;

    /// <summary>Bus address of the ROM in which harts start.</summary>
    private static readonly PhysicalAddress ResetVector = new(Hart.DefaultResetVector);

    /// <summary>The board.</summary>
    public static Board Board { get; } = new()
    {
        Name = "virt",
        Description = "RISC-V VirtIO board",
        Compatible = "riscv-virtio",
        Model = "riscv-virtio,qemu",
        MemoryName = "riscv_virt_board.ram",
        FixedProperties = [new FixedProperty("aia", "none", NoAia), new FixedProperty("aia-guests", "0", NoAia)],
        AbsentUnits = ["aclint"],
        DefaultCpuModel = new IsaOptions(),
        // Privileged specification 1.12, 4.4.1.
        PhysicalAddressBits = 56,
        RamStart = new PhysicalAddress(0x8000_0000),
        Roms = [new BoardRom("mrom", ResetVector, 0xf000)],
        FlashStart = new PhysicalAddress(FlashAddress),
        MaximumCpus = CpuThread.MaximumCpus,
        HasCpuInput = HasInput,
        Tree = new CpuTree(),
        Boot = new RiscVBoot(ResetVector),
        CreateFirmware = machine => new SupervisorFirmware(machine),
        DeviceTypes = Platform.ModelTable.Types,
        Devices = Devices,
        FurtherSerialPorts =
        [
            .. Enumerable.Range(0, FurtherSerialPorts).Select(port =>
                new BoardDevice(
                    0x1000_9000 + (ulong)port * 0x1000, wiring => new Ns16550(wiring.Serial, wiring.Lines[0], wiring.Events))
                {
                    Interrupts = [FurtherSerialInterrupt + port],
                }),
        ],
    };

    private static IReadOnlyList<BoardDevice> Devices =>
    [
        new(0xc00_0000, wiring => new Plic(PlicSources, [.. wiring.CpuLines.SelectMany(lines => lines)]))
        {
            CpuInputs = [MachineExternal, SupervisorExternal], IsInterruptController = true,
        },
        new(0x200_0000, wiring => new Clint(wiring.Events, [.. wiring.CpuLines.Select(lines => (lines[0], lines[1]))]))
        {
            CpuInputs = [MachineSoftware, MachineTimer],
        },
        new(0x10_0000, wiring => new TestFinisher(wiring.Control)),
        new(0x10_1000, wiring => new GoldfishRtc(wiring.Lines[0], wiring.Events, wiring.Time)) { Interrupts = [RtcInterrupt] },
        new(0x1000_0000, wiring => new Ns16550(wiring.Serial, wiring.Lines[0], wiring.Events))
        {
            Interrupts = [SerialInterrupt], IsConsole = true,
        },
        // The tree lists the slots from the top down, and drivers name the devices in that order.
        .. Enumerable.Range(1, VirtioSlots).Reverse().Select(slot =>
            new BoardDevice(0x1000_0000 + (ulong)slot * 0x1000, wiring => new VirtioMmioTransport(wiring.Lines[0]))
            {
                Interrupts = [slot],
            }),
        new(0x3000_0000, wiring => new PciHost(PciLayout(wiring.RamEnd), wiring.Lines))
        {
            Interrupts = [0x20, 0x21, 0x22, 0x23],
        },
        new(FlashAddress, wiring => new CfiFlash(FlashBankSize, wiring.OpenFlash(0))) { IsReadAsMemory = true, Bus = "/" },
        new(FlashAddress + FlashBankSize, wiring => new CfiFlash(FlashBankSize, wiring.OpenFlash(1)))
        {
            IsReadAsMemory = true, Bus = "/",
        },
        new(0x1010_0000, wiring => new FwCfg(wiring.Memory, wiring.CpuLines.Count)) { Bus = "/" },
    ];

    /// <summary>Without supervisor mode there are no inputs for it; they are numbered as the bits of <c>mip</c>.</summary>
    private static bool HasInput(CpuModel model, int input) =>
        ((IsaOptions)model).Has(Extensions.S) || (SupervisorInputs >> input & 1) == 0;

    /// <summary>The high window begins behind the RAM, at a multiple of its size.</summary>
    private static PciHostLayout PciLayout(PhysicalAddress ramEnd) => new()
    {
        IoStart = new(0x300_0000),
        IoSize = 0x1_0000,
        MemoryStart = new(0x4000_0000),
        MemorySize = 0x4000_0000,
        HighMemoryStart = new((ramEnd.Value + PciHighMemorySize - 1) & ~(PciHighMemorySize - 1)),
        HighMemorySize = PciHighMemorySize,
    };
}
