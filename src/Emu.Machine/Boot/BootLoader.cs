using System.Buffers.Binary;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Machine.Boot;

/// <summary>
/// Brings firmware, kernel, ramdisk and device tree into guest memory, each where the boot protocol wants it. Opening
/// looks at all the files, so that what is wrong with them is told before anything runs.
/// </summary>
public sealed class BootLoader : IDisposable
{
    /// <summary>Symbols and debug information that a kernel's file may have besides what it loads.</summary>
    private const ulong LargestExtra = 4UL << 30;

    /// <summary>Room behind the tree of a kernel above the built-in firmware, bytes: other firmware leaves some too, and U-Boot adds
    /// what the kernel is to know without looking whether there is any.</summary>
    private const int DeviceTreeRoom = 4096;

    /// <summary>Where the header has the blob's length (devicetree specification 0.4, 5.2).</summary>
    private const int TotalSizeOffset = 4;

    /// <summary>Larger device trees are refused: the kernel maps no more than 2 MiB for it.</summary>
    private const long LargestDeviceTree = 2 << 20;

    private readonly IBootProtocol protocol;
    private readonly BootLayout layout;
    private readonly BootFile? ramdisk;

    /// <summary>Opens and checks the files.</summary>
    /// <param name="options">What the user wants booted.</param>
    /// <param name="protocol">Where things go, and how CPUs start in them.</param>
    /// <param name="ramStart">Bus address of the machine's RAM.</param>
    /// <param name="ramSize">Bytes of RAM.</param>
    /// <exception cref="BootException">Something cannot be booted.</exception>
    public BootLoader(BootOptions options, IBootProtocol protocol, PhysicalAddress ramStart, ulong ramSize)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(protocol);
        this.protocol = protocol;
        layout = new BootLayout() { Options = options, RamStart = ramStart, RamSize = ramSize };
        if (options.KernelPath is null && options.Firmware != FirmwareKind.File && options.FlashStart is null
            && !options.HasOtherImages)
            throw new BootException(BootError.NothingToBoot);
        try
        {
            if (options.Firmware == FirmwareKind.File)
            {
                PhysicalAddress address = protocol.PlaceFirmware(layout);
                layout = layout with { Firmware = KernelImage.OpenFirmware(options.FirmwarePath!, address, protocol) };
            }

            if (options.KernelPath is { } path && options.FlashStart is null)
                layout = layout with { Kernel = KernelImage.OpenKernel(path, protocol.PlaceKernel(layout), protocol) };
            if (options.InitialRamdiskPath is { } ramdiskPath && options.FlashStart is null) ramdisk = new BootFile(ramdiskPath);
            if (layout.Firmware is { } firmware) CheckLength(firmware.Name, firmware.FileLength, ramSize + LargestExtra);
            if (layout.Kernel is { } kernel) CheckLength(kernel.Name, kernel.FileLength, ramSize + LargestExtra);
            if (ramdisk is not null) CheckLength(ramdisk.Path, ramdisk.Length, ramSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

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

    /// <summary>What <see cref="Load"/> has put into RAM at last.</summary>
    public IReadOnlyList<LoadedImage> Loaded { get; private set; } = [];

    /// <summary>Refuses CPUs on which what is booted cannot run.</summary>
    /// <param name="model">The CPUs.</param>
    /// <param name="started">The CPU that <c>-device loader,cpu-num=</c> starts, or null.</param>
    /// <exception cref="Exception">They cannot; the message is one line that says why, and what to do.</exception>
    public void Check(CpuModel model, int? started) => protocol.Check(layout, model, started);

    /// <summary>The content of a file that firmware in flash boots; nothing without a path.</summary>
    /// <exception cref="BootException">The file cannot be read, or has more bytes than RAM.</exception>
    public byte[] ReadForFirmware(string? path)
    {
        if (path is null) return [];
        using BootFile file = new(path);
        CheckLength(path, file.Length, Math.Min(layout.RamSize, int.MaxValue));
        return file.ReadStart((int)file.Length);
    }

    /// <summary>Loads everything into memory; the CPUs are stopped. Called again when the machine is reset.</summary>
    /// <param name="memory">The machine's bus.</param>
    /// <param name="tree">The device tree; its <c>/chosen</c> is filled in.</param>
    /// <param name="others">What else is put into memory.</param>
    /// <exception cref="BootException">Something does not fit or has become unreadable.</exception>
    public BootState Load(AddressMap memory, DeviceTreeDocument tree, params IReadOnlyList<IBootImage> others)
    {
        ArgumentNullException.ThrowIfNull(memory);
        ArgumentNullException.ThrowIfNull(tree);
        RamWriter ram = new(memory) { MayFillRom = protocol.PutsFirmwareIntoFlash };
        layout.Firmware?.Load(ram);
        ram.MayFillRom = false;
        layout.Kernel?.Load(ram);
        foreach (IBootImage other in others) other.Load(ram);
        BootLayout loaded = layout with { RamdiskEnd = LoadRamdisk(ram, tree) };
        PhysicalAddress treeStart = LoadDeviceTree(ram, tree, loaded);
        Loaded = ram.Images;
        return protocol.Start(loaded with { DeviceTree = treeStart }, memory);
    }

    public void Dispose()
    {
        layout.Firmware?.Dispose();
        layout.Kernel?.Dispose();
        ramdisk?.Dispose();
    }

    // Told here, before the whole file is read to find a name for its cache.
    private static void CheckLength(string path, long length, ulong most)
    {
        if ((ulong)length > most)
            throw new BootException(BootError.OutsideMemory, path, $"the file has {length} bytes, which is more than {most}");
    }

    private PhysicalAddress? LoadRamdisk(RamWriter ram, DeviceTreeDocument tree)
    {
        DeviceTreeNode chosen = tree.FindOrAdd("/chosen");
        if (!string.IsNullOrEmpty(layout.Options.CommandLine)) chosen.SetStrings("bootargs", layout.Options.CommandLine);
        if (ramdisk is null) return null;
        ulong length = (ulong)ramdisk.Length;
        PhysicalAddress start = protocol.PlaceRamdisk(
            layout, length, chosen.FindProperty("bootargs")?.Strings.FirstOrDefault() ?? "");
        ram.Reserve(ramdisk.Path, start, length);
        ram.Copy(ramdisk, 0, start, length);
        chosen.SetWideCells("linux,initrd-start", start.Value);
        chosen.SetWideCells("linux,initrd-end", start.Value + length);
        return start + length;
    }

    private PhysicalAddress LoadDeviceTree(RamWriter ram, DeviceTreeDocument tree, BootLayout loaded)
    {
        byte[] blob = DeviceTreeWriter.Write(tree);
        if (protocol.UsesBuiltInFirmware(layout))
        {
            Array.Resize(ref blob, blob.Length + DeviceTreeRoom);
            BinaryPrimitives.WriteUInt32BigEndian(blob.AsSpan(TotalSizeOffset), (uint)blob.Length);
        }

        PhysicalAddress start = protocol.PlaceDeviceTree(loaded, (ulong)blob.Length);
        ram.Reserve("the device tree", start, (ulong)blob.Length);
        ram.Copy(blob, start);
        return start;
    }
}
