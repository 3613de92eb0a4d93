using System.Buffers.Binary;
using Emu.Core.Memory;
using Emu.Isa;
using Emu.Machine.Boot;

namespace Emu.Guest.Arm64.Boot;

/// <summary>
/// The boot protocol of arm64 machines: images as Linux's <c>Documentation/arch/arm64/booting.rst</c> says, each where QEMU's
/// <c>virt</c> machine puts it.
/// </summary>
/// <remarks>Invariant of the unsafe code: the state that is written belongs to the CPU that the caller holds and that
/// does not run yet.</remarks>
public sealed unsafe class Arm64Boot : IBootProtocol
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>A kernel lies on a multiple of this, and so does the device tree.</summary>
    private const ulong Alignment = 2 * Megabyte;

    /// <summary>A ramdisk lies in the middle of the RAM, but not farther than this.</summary>
    private const ulong FarthestRamdisk = 128 * Megabyte;

    private const int StubWords = 10, DeviceTreeWord = 6, KernelWord = 8;

    /// <summary>The code at the start of the RAM: the device tree in x0, 0 in x1 to x3, and off to the kernel.</summary>
    private static ReadOnlySpan<uint> Stub =>
    [
        0x5800_00c0, // ldr x0, .+24
        0xaa1f_03e1, // mov x1, xzr
        0xaa1f_03e2, // mov x2, xzr
        0xaa1f_03e3, // mov x3, xzr
        0x5800_0084, // ldr x4, .+16
        0xd61f_0080, // br x4
    ];

    /// <inheritdoc/>
    public ElfTarget Elf { get; } = new(Arm64Architecture.Instance.ElfMachine, "64-bit little-endian Arm");

    /// <inheritdoc/>
    public string KernelName => "arm64 kernel Image";

    /// <inheritdoc/>
    public bool PutsFirmwareIntoFlash => true;

    /// <inheritdoc/>
    public bool IsKernel(ReadOnlySpan<byte> start) => Arm64ImageHeader.TryParse(start, out _);

    /// <inheritdoc/>
    public ulong MeasureKernel(string name, ReadOnlySpan<byte> start, long? length)
    {
        if (!Arm64ImageHeader.TryParse(start, out Arm64ImageHeader header)) return 0;
        if (header.IsBigEndian) throw new BootException(BootError.ImageBigEndian, name);
        if (length is { } bytes && (ulong)bytes < header.FileSize)
            throw new BootException(
                BootError.Truncated, name, $"its header says {header.FileSize} bytes but there are {bytes}");
        return Math.Max(header.ImageSize, header.FileSize);
    }

    /// <inheritdoc/>
    public PhysicalAddress PlaceFirmware(BootLayout layout) => new(0);

    /// <inheritdoc/>
    public PhysicalAddress PlaceKernel(BootLayout layout)
    {
        ArgumentNullException.ThrowIfNull(layout);
        return layout.RamStart + Alignment;
    }

    /// <summary>In the middle of what the kernel uses of the RAM, but not farther than 128 MiB from its start.</summary>
    public PhysicalAddress PlaceRamdisk(BootLayout layout, ulong length, string commandLine)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ulong used = Math.Min(layout.RamSize, KernelCommandLine.MemoryLimit(commandLine) ?? ulong.MaxValue);
        PhysicalAddress usual = layout.RamStart + Math.Min(used / 2, FarthestRamdisk);
        PhysicalAddress kernelEnd = layout.Kernel?.End ?? layout.RamStart;
        return kernelEnd > usual ? Align(kernelEnd) : usual;
    }

    /// <summary>Behind the ramdisk, or where that would be.</summary>
    public PhysicalAddress PlaceDeviceTree(BootLayout layout, ulong length)
    {
        ArgumentNullException.ThrowIfNull(layout);
        if (layout.Kernel is null or ElfImage) return layout.RamStart;
        return Align(layout.RamdiskEnd ?? PlaceRamdisk(layout, 0, layout.Options.CommandLine ?? ""));
    }

    /// <summary>Always: PSCI is inside of the emulator.</summary>
    public bool UsesBuiltInFirmware(BootLayout layout) => true;

    /// <inheritdoc/>
    public void Check(BootLayout layout, CpuModel model, int? started)
    {
    }

    /// <inheritdoc/>
    public BootState Start(BootLayout layout, AddressMap memory)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(memory);
        PhysicalAddress deviceTree = layout.DeviceTree, entry = layout.Kernel?.Entry ?? layout.Firmware?.Entry ?? default;
        if (layout.Kernel is not null and not ElfImage)
        {
            WriteStub(memory.Memory(layout.RamStart, StubWords * sizeof(uint)), deviceTree, entry);
            entry = layout.RamStart;
        }

        return new BootState(entry, deviceTree, UsesBuiltInFirmware: true)
        {
            Start = cpu => ((Arm64Cpu)cpu).StartInKernel(entry.Value, 0),
        };
    }

    /// <inheritdoc/>
    public void StartAt(Cpu cpu, PhysicalAddress address)
    {
        ArgumentNullException.ThrowIfNull(cpu);
        cpu.State->Pc = address.Value;
    }

    /// <inheritdoc/>
    public void Reset(Cpu cpu) => ((Arm64Cpu)cpu).Reset();

    private static PhysicalAddress Align(PhysicalAddress address) => new((address.Value + Alignment - 1) & ~(Alignment - 1));

    private static void WriteStub(Span<byte> memory, PhysicalAddress deviceTree, PhysicalAddress kernel)
    {
        for (int i = 0; i < Stub.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(memory[(i * sizeof(uint))..], Stub[i]);
        BinaryPrimitives.WriteUInt64LittleEndian(memory[(DeviceTreeWord * sizeof(uint))..], deviceTree.Value);
        BinaryPrimitives.WriteUInt64LittleEndian(memory[(KernelWord * sizeof(uint))..], kernel.Value);
    }
}
