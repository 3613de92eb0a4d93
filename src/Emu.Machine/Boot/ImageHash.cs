using Emu.Engine.Cache;

namespace Emu.Machine.Boot;

/// <summary>The hash that names a guest's cache file: over everything that its code comes from.</summary>
public static class ImageHash
{
    /// <summary>Reads the files that are booted.</summary>
    /// <exception cref="BootException">One of them cannot be read.</exception>
    public static UInt128 Of(BootOptions options)
    {
        ImageHasher hasher = new();
        Add(hasher, "bios", options.Firmware == FirmwareKind.File ? options.FirmwarePath : null);
        Add(hasher, "kernel", options.KernelPath);
        Add(hasher, "initrd", options.InitialRamdiskPath);
        return hasher.Result;
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
