using System.Buffers.Binary;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Guest.RiscV;

namespace Emu.Machine.Boot;

/// <summary>
/// Brings firmware, kernel, ramdisk and device tree into guest memory, each where QEMU's <c>virt</c> machine puts it.
/// Opening
/// looks at all the files, so that what is wrong with them is told before anything runs.
/// </summary>
public sealed class BootLoader : IDisposable
{
    private const ulong Megabyte = 1 << 20;

    /// <summary>A kernel without addresses of its own starts on the next multiple of this above the firmware.</summary>
    private const ulong KernelAlignment = 2 * Megabyte;

    /// <summary>A ramdisk lies half of the RAM behind the kernel, but not farther than this.</summary>
    private const ulong FarthestRamdisk = 512 * Megabyte;

    /// <summary>The device tree ends below 3 GiB, so that 32-bit firmware reaches it, and begins on a multiple of 16
    /// MiB.</summary>
    private const ulong DeviceTreeLimit = 3072 * Megabyte, DeviceTreeAlignment = 16 * Megabyte;

    /// <summary>Symbols and debug information that a kernel's file may have besides what it loads.</summary>
    private const ulong LargestExtra = 4096 * Megabyte;

    /// <summary>Room behind the tree of a kernel above the built-in SBI, bytes: other SBIs leave some too, and U-Boot adds
    /// what the kernel is to know without looking whether there is any.</summary>
    private const int DeviceTreeRoom = 4096;

    /// <summary>Where the header has the blob's length (devicetree specification 0.4, 5.2).</summary>
    private const int TotalSizeOffset = 4;

    /// <summary>Larger device trees are refused: the kernel maps no more than 2 MiB for it.</summary>
    private const long LargestDeviceTree = 2 << 20;

    private readonly BootOptions options;
    private readonly PhysicalAddress ramStart;
    private readonly ulong ramSize;
    private readonly IBootImage? firmware;
    private readonly IBootImage? kernel;
    private readonly BootFile? ramdisk;

    /// <summary>Opens and checks the files.</summary>
    /// <param name="options">What the user wants booted.</param>
    /// <param name="ramStart">Bus address of the machine's RAM.</param>
    /// <param name="ramSize">Bytes of RAM.</param>
    /// <exception cref="BootException">Something cannot be booted.</exception>
    public BootLoader(BootOptions options, PhysicalAddress ramStart, ulong ramSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options;
        this.ramStart = ramStart;
        this.ramSize = ramSize;
        if (options.KernelPath is null && options.Firmware != FirmwareKind.File && options.FlashStart is null
            && !options.HasOtherImages)
            throw new BootException(BootError.NothingToBoot);
        try
        {
            if (options.Firmware == FirmwareKind.File)
                firmware = KernelImage.OpenFirmware(options.FirmwarePath!, ramStart);
            if (options.KernelPath is { } path && options.FlashStart is null)
                kernel = KernelImage.OpenKernel(path, KernelAddress());
            if (options.InitialRamdiskPath is { } ramdiskPath && options.FlashStart is null) ramdisk = new BootFile(ramdiskPath);
            if (firmware is not null) CheckLength(firmware.Name, firmware.FileLength, ramSize + LargestExtra);
            if (kernel is not null) CheckLength(kernel.Name, kernel.FileLength, ramSize + LargestExtra);
            if (ramdisk is not null) CheckLength(ramdisk.Path, ramdisk.Length, ramSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// True when the kernel runs above the built-in SBI. A kernel that ends by HTIF is a bare-metal program: it starts
    /// in machine mode, as with
    /// <c>-bios none</c>.
    /// </summary>
    public bool UsesBuiltInFirmware => options.Firmware == FirmwareKind.BuiltIn && kernel?.ToHost is null;

    /// <summary>The device tree that the user gave with <c>-dtb</c>, or null.</summary>
    /// <exception cref="BootException">The file cannot be used.</exception>
    public static DeviceTreeDocument? ReadDeviceTree(BootOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.DeviceTreePath is not { } path) return null;
        using BootFile file = new(path);
        if (file.Length > LargestDeviceTree)
            throw new BootException(
                BootError.DeviceTreeMalformed, path, $"it has {file.Length} bytes of at most {LargestDeviceTree}");
        try
        {
            return DeviceTreeReader.Parse(file.ReadStart((int)file.Length));
        }
        catch (DeviceTreeFormatException e)
        {
            throw new BootException(BootError.DeviceTreeMalformed, path, e.Message);
        }
    }

    /// <summary>The content of a file that firmware in flash boots; nothing without a path.</summary>
    /// <exception cref="BootException">The file cannot be read, or has more bytes than RAM.</exception>
    public byte[] ReadForFirmware(string? path)
    {
        if (path is null) return [];
        using BootFile file = new(path);
        CheckLength(path, file.Length, Math.Min(ramSize, int.MaxValue));
        return file.ReadStart((int)file.Length);
    }

    /// <summary>Loads everything into memory; the CPUs are stopped. Called again when the machine is reset.</summary>
    /// <param name="memory">The machine's bus.</param>
    /// <param name="tree">The device tree; its <c>/chosen</c> is filled in.</param>
    /// <param name="resetVector">Where the reset code goes, when machine-mode code is started through it.</param>
    /// <param name="others">What else is put into memory.</param>
    /// <exception cref="BootException">Something does not fit or has become unreadable.</exception>
    public BootState Load(
        AddressMap memory, DeviceTreeDocument tree, PhysicalAddress resetVector, params IReadOnlyList<IBootImage> others)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(tree);
        RamWriter ram = new(memory);
        firmware?.Load(ram);
        kernel?.Load(ram);
        foreach (IBootImage other in others) other.Load(ram);
        LoadRamdisk(ram, tree);
        PhysicalAddress deviceTree = LoadDeviceTree(ram, tree);

        (PhysicalAddress? toHost, PhysicalAddress? fromHost) = kernel?.ToHost is null
            ? (firmware?.ToHost, firmware?.FromHost) : (kernel.ToHost, kernel.FromHost);
        PhysicalAddress next = options.FlashStart ?? kernel?.Entry ?? (firmware is null ? KernelAddress() : default);
        if (UsesBuiltInFirmware)
            return new BootState(next, PrivilegeMode.Supervisor, deviceTree, toHost, fromHost);
        PhysicalAddress start = firmware?.Entry ?? next;
        byte[] rom = ResetVector.Build(start, deviceTree, next);
        rom.CopyTo(memory.Memory(resetVector, rom.Length));
        return new BootState(resetVector, PrivilegeMode.Machine, deviceTree, toHost, fromHost);
    }

    public void Dispose()
    {
        firmware?.Dispose();
        kernel?.Dispose();
        ramdisk?.Dispose();
    }

    // Told here, before anybody reads the whole file to find a name for its cache.
    private static void CheckLength(string path, long length, ulong most)
    {
        if ((ulong)length > most)
            throw new BootException(BootError.OutsideMemory, path, $"the file has {length} bytes, which is more than {most}");
    }

    private PhysicalAddress KernelAddress() => options.Firmware switch
    {
        FirmwareKind.None => ramStart,
        FirmwareKind.BuiltIn => ramStart + KernelAlignment,
        _ => new PhysicalAddress((firmware!.End.Value + KernelAlignment - 1) & ~(KernelAlignment - 1)),
    };

    private void LoadRamdisk(RamWriter ram, DeviceTreeDocument tree)
    {
        DeviceTreeNode chosen = tree.FindOrAdd("/chosen");
        if (!string.IsNullOrEmpty(options.CommandLine)) chosen.SetStrings("bootargs", options.CommandLine);
        if (ramdisk is null) return;
        ulong length = (ulong)ramdisk.Length;
        PhysicalAddress start = RamdiskAddress(length, chosen.FindProperty("bootargs")?.Strings.FirstOrDefault() ?? "");
        ram.Reserve(ramdisk.Path, start, length);
        ram.Copy(ramdisk, 0, start, length);
        chosen.SetWideCells("linux,initrd-start", start.Value);
        chosen.SetWideCells("linux,initrd-end", start.Value + length);
    }

    /// <summary>
    /// Where QEMU puts a ramdisk. When the kernel is told to use less RAM than there is, within what it uses, where QEMU would
    /// put it on such a machine or else behind the kernel: beyond that, the kernel would not find it.
    /// </summary>
    private PhysicalAddress RamdiskAddress(ulong length, string commandLine)
    {
        PhysicalAddress kernelStart = kernel?.Entry ?? ramStart, kernelEnd = kernel?.End ?? ramStart;
        ulong used = Math.Min(ramSize, KernelCommandLine.MemoryLimit(commandLine) ?? ulong.MaxValue);
        PhysicalAddress usual = kernelStart + Math.Min(ramSize / 2, FarthestRamdisk);
        if (used == ramSize || length > used) return usual;
        PhysicalAddress wanted = kernelStart + Math.Min(used / 2, FarthestRamdisk);
        PhysicalAddress first = new((kernelEnd.Value + AddressMap.PageSize - 1) & ~(AddressMap.PageSize - 1));
        PhysicalAddress last = new((ramStart.Value + used - length) & ~(AddressMap.PageSize - 1));
        if (last < first) return usual;
        return wanted < first ? first : wanted > last ? last : wanted;
    }

    private PhysicalAddress LoadDeviceTree(RamWriter ram, DeviceTreeDocument tree)
    {
        byte[] blob = DeviceTreeWriter.Write(tree);
        if (UsesBuiltInFirmware)
        {
            Array.Resize(ref blob, blob.Length + DeviceTreeRoom);
            BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(TotalSizeOffset), (uint)blob.Length);
        }

        ulong end = ramStart.Value + ramSize;
        if (ramStart.Value < DeviceTreeLimit) end = Math.Min(end, DeviceTreeLimit);
        PhysicalAddress start = new((end - Math.Min(end, (ulong)blob.Length)) & ~(DeviceTreeAlignment - 1));
        ram.Reserve("the device tree", start, (ulong)blob.Length);
        ram.Copy(blob, start);
        return start;
    }
}
