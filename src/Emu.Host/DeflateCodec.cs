using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Raw deflate (RFC 1951) in one piece, with a chosen window, which the runtime's own streams do not offer: qcow2
/// demands a window of 4 KiB. Done by zlib.
/// </summary>
/// <remarks>Invariant of the unsafe code: buffers are pinned while zlib uses them, and it gets their lengths; its own
/// state is freed before the method returns.</remarks>
public static unsafe partial class DeflateCodec
{
    private const int Finish = 4, StreamEnd = 1, Deflated = 8, DefaultLevel = -1, MemoryLevel = 9;

    /// <summary>Compresses bytes.</summary>
    /// <param name="source">What to compress.</param>
    /// <param name="target">Where to.</param>
    /// <param name="windowBits">Logarithm of the window in bytes, 9 to 15.</param>
    /// <returns>Bytes written; 0 when they do not fit.</returns>
    /// <exception cref="InvalidOperationException">zlib gets no memory.</exception>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target, int windowBits)
    {
        ZStream stream = default;
        if (DeflateBegin(&stream, DefaultLevel, Deflated, -windowBits, MemoryLevel, 0, "1.2.11", sizeof(ZStream)) != 0)
            throw new InvalidOperationException("zlib refuses to begin: the library is another version than this one was built for, or there is no memory");
        fixed (byte* from = source, to = target)
        {
            stream.NextIn = from;
            stream.AvailableIn = (uint)source.Length;
            stream.NextOut = to;
            stream.AvailableOut = (uint)target.Length;
            int result = DeflateRun(&stream, Finish);
            _ = DeflateEnd(&stream);
            return result == StreamEnd ? target.Length - (int)stream.AvailableOut : 0;
        }
    }

    /// <summary>Decompresses until the target is full. What follows in the source is not looked at.</summary>
    /// <param name="source">Compressed bytes, from anywhere: they may be hostile.</param>
    /// <param name="target">Where to; it limits what is made.</param>
    /// <param name="windowBits">Logarithm of the window in bytes, 9 to 15.</param>
    /// <returns>False when the bytes are no deflate stream, or end too early.</returns>
    /// <exception cref="InvalidOperationException">zlib gets no memory.</exception>
    public static bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target, int windowBits)
    {
        ZStream stream = default;
        if (InflateBegin(&stream, -windowBits, "1.2.11", sizeof(ZStream)) != 0)
            throw new InvalidOperationException("zlib refuses to begin: the library is another version than this one was built for, or there is no memory");
        fixed (byte* from = source, to = target)
        {
            stream.NextIn = from;
            stream.AvailableIn = (uint)source.Length;
            stream.NextOut = to;
            stream.AvailableOut = (uint)target.Length;
            _ = InflateRun(&stream, Finish);
            _ = InflateEnd(&stream);
            return stream.AvailableOut == 0;
        }
    }

    [LibraryImport("z", EntryPoint = "deflateInit2_", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int DeflateBegin(
        ZStream* stream, int level, int method, int windowBits, int memoryLevel, int strategy, string version, int size);

    [LibraryImport("z", EntryPoint = "deflate")]
    private static partial int DeflateRun(ZStream* stream, int flush);

    [LibraryImport("z", EntryPoint = "deflateEnd")]
    private static partial int DeflateEnd(ZStream* stream);

    [LibraryImport("z", EntryPoint = "inflateInit2_", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int InflateBegin(ZStream* stream, int windowBits, string version, int size);

    [LibraryImport("z", EntryPoint = "inflate")]
    private static partial int InflateRun(ZStream* stream, int flush);

    [LibraryImport("z", EntryPoint = "inflateEnd")]
    private static partial int InflateEnd(ZStream* stream);

    /// <summary><c>z_stream</c> on 64-bit hosts.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct ZStream
    {
        public byte* NextIn;
        public uint AvailableIn;
        public nuint TotalIn;
        public byte* NextOut;
        public uint AvailableOut;
        public nuint TotalOut;
        public byte* Message;
        public nint State;
        public nint Allocate;
        public nint Free;
        public nint Opaque;
        public int DataType;
        public nuint Adler;
        public nuint Reserved;
    }
}
