using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>Recognizes what kind of file a kernel or firmware is.</summary>
public static class KernelImage
{
    /// <summary>Bytes in the header of a kernel, whatever the architecture.</summary>
    internal const int HeaderSize = 64;

    /// <summary>Enough of a file for every header that is looked at.</summary>
    private const int StartSize = 4096;

    /// <summary>Opens what <c>-kernel</c> names: ELF, Linux <c>Image</c>, gzip'd <c>Image</c>, else a raw
    /// program.</summary>
    /// <param name="path">The file.</param>
    /// <param name="address">Where a file without addresses of its own goes.</param>
    /// <param name="protocol">Knows kernels of the machine's architecture.</param>
    public static IBootImage OpenKernel(string path, PhysicalAddress address, IBootProtocol protocol) =>
        Open(path, address, protocol, OpenPlainKernel);

    /// <summary>Opens what <c>-bios</c> names: ELF, else raw firmware.</summary>
    /// <param name="path">The file.</param>
    /// <param name="address">Where a file without addresses of its own goes.</param>
    /// <param name="protocol">Knows which ELF files the machine runs.</param>
    public static IBootImage OpenFirmware(string path, PhysicalAddress address, IBootProtocol protocol) =>
        Open(path, address, protocol, static (file, _, address, _) => new FlatImage(file, address));

    /// <summary>Refuses a kernel that no machine, or not this one, can boot; returns the bytes that it needs.</summary>
    internal static ulong Measure(IBootProtocol protocol, string name, ReadOnlySpan<byte> start, long? length) =>
        PeHeader.IsEfiZboot(start)
            ? throw new BootException(BootError.EfiZboot, name)
            : protocol.MeasureKernel(name, start, length);

    private static IBootImage OpenPlainKernel(
        BootFile file, byte[] start, PhysicalAddress address, IBootProtocol protocol) =>
        GzipImage.Recognizes(start)
            ? new GzipImage(file, address, protocol)
            : new FlatImage(file, address, Measure(protocol, file.Path, start, file.Length));

    private static IBootImage Open(
        string path, PhysicalAddress address, IBootProtocol protocol,
        Func<BootFile, byte[], PhysicalAddress, IBootProtocol, IBootImage> openPlain)
    {
        BootFile file = new(path);
        try
        {
            byte[] start = file.ReadStart(StartSize);
            return ElfImage.Recognizes(start)
                ? new ElfImage(file, protocol.Elf)
                : openPlain(file, start, address, protocol);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }
}
