using Emu.Engine.Cache;

namespace Emu.Machine.Boot;

/// <summary>The hash that names a guest's cache file: over everything that its code comes from, as far as it is known before
/// the guest runs.</summary>
public static class ImageHash
{
    /// <summary>Reads what is booted.</summary>
    /// <param name="options">The files.</param>
    /// <param name="protocol">Knows kernels of the machine's architecture.</param>
    /// <param name="flash">The first bytes of the firmware in flash; empty when there is none.</param>
    /// <param name="disk">Reads what the disk to boot from is known by; null when there is no disk. Not asked for when the
    /// kernel is one of the files: disks with one kernel then share a cache file.</param>
    /// <exception cref="BootException">One of the files cannot be read.</exception>
    public static UInt128 Of(
        BootOptions options, IBootProtocol protocol, ReadOnlySpan<byte> flash = default, Func<byte[]>? disk = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(protocol);
        ImageHasher hasher = new();
        Add(hasher, "bios", options.Firmware == FirmwareKind.File ? options.FirmwarePath : null);
        if (!flash.IsEmpty) hasher.Add("flash", flash);
        Add(hasher, "kernel", options.KernelPath);
        Add(hasher, "initrd", options.InitialRamdiskPath);
        if (disk is not null && !BringsKernel(options, protocol)) hasher.Add("disk", disk());
        return hasher.Result;
    }

    // What -kernel names may also be a boot loader, as U-Boot.
    private static bool BringsKernel(BootOptions options, IBootProtocol protocol)
    {
        if (options.InitialRamdiskPath is not null) return true;
        if (options.KernelPath is not { } path) return false;
        using BootFile file = new(path);
        byte[] start = file.ReadStart(KernelImage.HeaderSize);
        return protocol.IsKernel(start) || GzipImage.Recognizes(start);
    }

    private static void Add(ImageHasher hasher, string role, string? path)
    {
        if (path is null) return;
        using BootFile file = new(path);
        try
        {
            hasher.Add(role, file.Rewind());
        }
        catch (IOException e)
        {
            throw new BootException(BootError.FileUnreadable, path, e.Message);
        }
    }
}
