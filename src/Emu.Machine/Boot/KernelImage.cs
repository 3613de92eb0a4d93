using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>Recognizes what kind of file a kernel or firmware is.</summary>
public static class KernelImage
{
    /// <summary>Enough of a file for every header that is looked at.</summary>
    private const int StartSize = 4096;

    /// <summary>Opens what <c>-kernel</c> names: ELF, Linux <c>Image</c>, gzip'd <c>Image</c>, else a raw
    /// program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="address">Where a file without addresses of its own goes.</param>
    public static IBootImage OpenKernel(string path, PhysicalAddress address) => Open(path, address, OpenPlainKernel);

    /// <summary>Opens what <c>-bios</c> names: ELF, else raw firmware.</summary>
    public static IBootImage OpenFirmware(string path, PhysicalAddress address) =>
        Open(path, address, static (file, _, address) => new FlatImage(file, address));

    /// <summary>Refuses a kernel header that this machine cannot boot; returns the bytes the kernel needs.</summary>
    /// <param name="name">The file, for messages.</param>
    /// <param name="start">Its first bytes, unpacked.</param>
    /// <param name="unpackedLength">The length, when it is known already.</param>
    internal static ulong CheckHeader(string name, ReadOnlySpan<byte> start, long? unpackedLength)
    {
        if (LinuxImageHeader.IsEfiZboot(start)) throw new BootException(BootError.EfiZboot, name);
        if (!LinuxImageHeader.TryParse(start, out LinuxImageHeader header)) return 0;
        if (header.IsBigEndian) throw new BootException(BootError.ImageBigEndian, name);
        if (unpackedLength is { } length && (ulong)length < header.FileSize)
            throw new BootException(
                BootError.Truncated, name, $"its header says {header.FileSize} bytes but there are {length}");
        return Math.Max(header.ImageSize, header.FileSize);
    }

    private static IBootImage OpenPlainKernel(BootFile file, byte[] start, PhysicalAddress address) =>
        GzipImage.Recognizes(start)
            ? new GzipImage(file, address)
            : new FlatImage(file, address, CheckHeader(file.Path, start, file.Length));

    private static IBootImage Open(
        string path, PhysicalAddress address, Func<BootFile, byte[], PhysicalAddress, IBootImage> openPlain)
    {
        BootFile file = new(path);
        try
        {
            byte[] start = file.ReadStart(StartSize);
            return ElfImage.Recognizes(start) ? new ElfImage(file) : openPlain(file, start, address);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
