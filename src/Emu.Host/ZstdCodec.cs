using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>Zstandard (RFC 8878) in one piece, done by libzstd.</summary>
/// <remarks>Invariant of the unsafe code: buffers are pinned while the library uses them, and it gets their lengths;
/// its context is freed before the method returns.</remarks>
public static unsafe partial class ZstdCodec
{
    private const int DefaultLevel = 3;

    /// <summary>Compresses bytes into one frame; returns its length, or 0 when it does not fit.</summary>
    public static int Compress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        fixed (byte* from = source, to = target)
        {
            nuint result = CompressNative(to, (nuint)target.Length, from, (nuint)source.Length, DefaultLevel);
            return IsError(result) != 0 ? 0 : (int)result;
        }
    }

    /// <summary>Decompresses one frame until the target is full. What follows the frame is not looked at.</summary>
    /// <param name="source">Compressed bytes, from anywhere: they may be hostile.</param>
    /// <param name="target">Where to; it limits what is made.</param>
    /// <returns>False when the bytes are no frame, or end too early.</returns>
    public static bool TryDecompress(ReadOnlySpan<byte> source, Span<byte> target)
    {
        nint context = CreateContext();
        if (context == 0) throw new InvalidOperationException("libzstd gets no memory");
        fixed (byte* from = source, to = target)
        {
            Buffer output = new() { Start = to, Size = (nuint)target.Length };
            Buffer input = new() { Start = from, Size = (nuint)source.Length };
            nuint result;
            nuint before;
            do
            {
                before = output.Position + input.Position;
                result = DecompressStream(context, &output, &input);
            }
            while (IsError(result) == 0 && output.Position < output.Size && output.Position + input.Position > before);
            _ = FreeContext(context);
            return IsError(result) == 0 && output.Position == output.Size;
        }
    }

    [LibraryImport("zstd", EntryPoint = "ZSTD_compress")]
    private static partial nuint CompressNative(byte* target, nuint capacity, byte* source, nuint length, int level);

    [LibraryImport("zstd", EntryPoint = "ZSTD_isError")]
    private static partial uint IsError(nuint result);

    [LibraryImport("zstd", EntryPoint = "ZSTD_createDCtx")]
    private static partial nint CreateContext();

    [LibraryImport("zstd", EntryPoint = "ZSTD_freeDCtx")]
    private static partial nuint FreeContext(nint context);

    [LibraryImport("zstd", EntryPoint = "ZSTD_decompressStream")]
    private static partial nuint DecompressStream(nint context, Buffer* output, Buffer* input);

    /// <summary><c>ZSTD_inBuffer</c> and <c>ZSTD_outBuffer</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Buffer
    {
        public byte* Start;
        public nuint Size;
        public nuint Position;
    }
}
