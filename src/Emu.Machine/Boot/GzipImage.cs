using System.Buffers.Binary;
using System.IO.Compression;
using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>A gzip'd Linux <c>Image</c>, unpacked straight into guest memory.</summary>
public sealed class GzipImage : IBootImage
{
    private readonly BootFile file;
    private readonly ulong memorySize;
    private readonly uint unpackedSize;

    /// <param name="file">The file; this object closes it.</param>
    /// <param name="address">Where the unpacked first byte goes.</param>
    /// <param name="protocol">Knows kernels of the machine's architecture.</param>
    /// <exception cref="BootException">It does not unpack to one of them.</exception>
    public GzipImage(BootFile file, PhysicalAddress address, IBootProtocol protocol)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(protocol);
        this.file = file;
        Entry = address;
        byte[] start = ReadUnpackedStart(4096);
        if (start.Length < KernelImage.HeaderSize) throw new BootException(BootError.CorruptCompression, Name);
        memorySize = KernelImage.Measure(protocol, Name, start, length: null);
        if (memorySize == 0) throw new BootException(BootError.CompressedNotKernel, Name, protocol.KernelName);
        // The last four bytes are the unpacked length modulo 2^32 (RFC 1952, 2.3.1).
        Span<byte> trailer = stackalloc byte[4];
        file.Read(Math.Max(file.Length - trailer.Length, 0), trailer);
        unpackedSize = BinaryPrimitives.ReadUInt32LittleEndian(trailer);
        // A file that is cut ends with any number. A kernel is never longer than the memory it says it needs.
        if (unpackedSize > memorySize) throw new BootException(BootError.CorruptCompression, Name);
    }

    public string Name => file.Path;

    public long FileLength => file.Length;

    public PhysicalAddress Entry { get; }

    /// <summary>True when a file begins with gzip's magic number and the deflate method.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith((ReadOnlySpan<byte>)[0x1f, 0x8b, 8]);

    public PhysicalAddress End => Entry + memorySize;

    public PhysicalAddress? FindWord(string symbol) => null;

    public void Load(RamWriter ram)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ram.Reserve(Name, Entry, memorySize);
        try
        {
            using GZipStream unpacked = new(file.Rewind(), CompressionMode.Decompress, leaveOpen: true);
            if (ram.TryCopy(unpacked, Entry, memorySize, out ulong length) && length == unpackedSize) return;
        }
        catch (InvalidDataException)
        {
        }

        // A stream that ends too early is not an error to GZipStream: only the length tells.
        throw new BootException(BootError.CorruptCompression, Name);
    }

    public void Dispose() => file.Dispose();

    private byte[] ReadUnpackedStart(int length)
    {
        byte[] start = new byte[length];
        try
        {
            using GZipStream unpacked = new(file.Rewind(), CompressionMode.Decompress, leaveOpen: true);
            return start[..unpacked.ReadAtLeast(start, length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            throw new BootException(BootError.CorruptCompression, Name);
        }
    }
}
