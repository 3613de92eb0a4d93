using Emu.Core.Memory;
using Emu.Guest.RiscV.Firmware.Htif;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Machine;
using Emu.Machine.Boot;
using Emu.Machine.Configuration;
using Emu.Machine.Firmware;

namespace Emu.Guest.RiscV.Boot;

/// <summary>
/// The boot protocol of RISC-V machines: images as Linux's <c>Documentation/arch/riscv/boot.rst</c> says, each where QEMU's
/// <c>virt</c> machine puts it. A kernel above the built-in SBI starts in supervisor mode, everything else in machine mode
/// through the code in the mask ROM.
/// </summary>
/// <param name="resetVector">Bus address of the mask ROM.</param>
/// <remarks>Invariant of the unsafe code: the state that is written belongs to the CPU that the caller holds and that
/// does not run yet.</remarks>
public sealed unsafe class RiscVBoot(PhysicalAddress resetVector) : IBootProtocol
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>A kernel without addresses of its own starts on the next multiple of this above the firmware.</summary>
    private const ulong KernelAlignment = 2 * Megabyte;

    /// <summary>A ramdisk lies half of the RAM behind the kernel, but not farther than this.</summary>
    private const ulong FarthestRamdisk = 512 * Megabyte;

    /// <summary>The device tree ends below 3 GiB, so that 32-bit firmware reaches it, and begins on a multiple of 16
    /// MiB.</summary>
    private const ulong DeviceTreeLimit = 3072 * Megabyte, DeviceTreeAlignment = 16 * Megabyte;

    /// <summary>HTIF's words, by their symbols.</summary>
    private const string ToHost = "tohost", FromHost = "fromhost";

    /// <inheritdoc/>
    public ElfTarget Elf { get; } = new(RiscVArchitecture.Instance.ElfMachine, "64-bit little-endian RISC-V");

    /// <inheritdoc/>
    public string KernelName => "RISC-V kernel Image";

    /// <inheritdoc/>
    public bool IsKernel(ReadOnlySpan<byte> start) => LinuxImageHeader.TryParse(start, out _);

    /// <inheritdoc/>
    public ulong MeasureKernel(string name, ReadOnlySpan<byte> start, long? length)
    {
        if (!LinuxImageHeader.TryParse(start, out LinuxImageHeader header)) return 0;
        if (header.IsBigEndian) throw new BootException(BootError.ImageBigEndian, name);
        if (length is { } bytes && (ulong)bytes < header.FileSize)
            throw new BootException(
                BootError.Truncated, name, $"its header says {header.FileSize} bytes but there are {bytes}");
        return Math.Max(header.ImageSize, header.FileSize);
    }

    /// <inheritdoc/>
    public PhysicalAddress PlaceFirmware(BootLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.RamStart;
    }

    /// <inheritdoc/>
    public PhysicalAddress PlaceKernel(BootLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Options.Firmware switch
        {
            FirmwareKind.None => layout.RamStart,
            FirmwareKind.BuiltIn => layout.RamStart + KernelAlignment,
            _ => new PhysicalAddress((layout.Firmware!.End.Value + KernelAlignment - 1) & ~(KernelAlignment - 1)),
        };
    }

    /// <summary>
    /// Where QEMU puts a ramdisk. When the kernel is told to use less RAM than there is, within what it uses, where QEMU would
    /// put it on such a machine or else behind the kernel: beyond that, the kernel would not find it.
    /// </summary>
    public PhysicalAddress PlaceRamdisk(BootLayout layout, ulong length, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(layout);
        PhysicalAddress kernelStart = layout.Kernel?.Entry ?? layout.RamStart, kernelEnd = layout.Kernel?.End ?? layout.RamStart;
        ulong used = Math.Min(layout.RamSize, KernelCommandLine.MemoryLimit(commandLine) ?? ulong.MaxValue);
        PhysicalAddress usual = kernelStart + Math.Min(layout.RamSize / 2, FarthestRamdisk);
        if (used == layout.RamSize || length > used) return usual;
        PhysicalAddress wanted = kernelStart + Math.Min(used / 2, FarthestRamdisk);
        PhysicalAddress first = new((kernelEnd.Value + AddressMap.PageSize - 1) & ~(AddressMap.PageSize - 1));
        PhysicalAddress last = new((layout.RamStart.Value + used - length) & ~(AddressMap.PageSize - 1));
        if (last < first) return usual;
        return wanted < first ? first : wanted > last ? last : wanted;
    }

    /// <inheritdoc/>
    public PhysicalAddress PlaceDeviceTree(BootLayout layout, ulong length)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ulong end = layout.RamStart.Value + layout.RamSize;
        if (layout.RamStart.Value < DeviceTreeLimit) end = Math.Min(end, DeviceTreeLimit);
        return new PhysicalAddress((end - Math.Min(end, length)) & ~(DeviceTreeAlignment - 1));
    }

    /// <summary>
    /// True when the kernel runs above the built-in SBI. A kernel that ends by HTIF is a bare-metal program: it starts in
    /// machine mode, as with <c>-bios none</c>.
    /// </summary>
    public bool UsesBuiltInFirmware(BootLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.Options.Firmware == FirmwareKind.BuiltIn && layout.Kernel?.FindWord(ToHost) is null;
    }

    /// <inheritdoc/>
    public void Check(BootLayout layout, CpuModel model, int? started)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(model);
        if (!UsesBuiltInFirmware(layout)) return;
        if (started is not null)
            throw new ConfigurationException($"-device loader,cpu-num={started}: the SBI inside the emulator starts the harts; "
                + "use -bios none or -bios FILE");
        if (!((IsaOptions)model).Has(Extensions.S))
            throw new MachineException(
                MachineError.UnfitCpu, layout.Options.KernelPath ?? "the firmware in flash",
                "a kernel above the built-in SBI needs supervisor mode; leave out s=off or use -bios none");
    }

    /// <inheritdoc/>
    public BootState Start(BootLayout layout, AddressMap memory)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(memory);
        PhysicalAddress deviceTree = layout.DeviceTree;
        PhysicalAddress next = layout.Options.FlashStart ?? layout.Kernel?.Entry
            ?? (layout.Firmware is null ? PlaceKernel(layout) : default);
        if (UsesBuiltInFirmware(layout))
        {
            return new BootState(next, deviceTree, UsesBuiltInFirmware: true)
            {
                Start = cpu => ((Hart)cpu).StartInSupervisorMode(next.Value, (ulong)cpu.Id, deviceTree.Value),
                OpenHostPort = HostPort(layout),
            };
        }

        byte[] rom = ResetVector.Build(layout.Firmware?.Entry ?? next, deviceTree, next);
        rom.CopyTo(memory.Memory(resetVector, rom.Length));
        return new BootState(resetVector, deviceTree, UsesBuiltInFirmware: false) { OpenHostPort = HostPort(layout) };
    }

    /// <inheritdoc/>
    public void StartAt(Cpu cpu, PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        cpu.State->Pc = address.Value & ~1UL;
    }

    /// <inheritdoc/>
    public void Reset(Cpu cpu) => ((Hart)cpu).Reset();

    /// <summary>HTIF, when the kernel or else the firmware has the words for it.</summary>
    private static Func<MachineServices, IDisposable>? HostPort(BootLayout layout)
    {
        IBootImage? program = layout.Kernel?.FindWord(ToHost) is null ? layout.Firmware : layout.Kernel;
        return program?.FindWord(ToHost) is { } toHost
            ? machine => new HtifPort(machine, toHost, program.FindWord(FromHost))
            : null;
    }
}
