using System.Buffers.Binary;
using System.IO.Compression;

namespace Emu.CacheFormat;

/// <summary>Content of a <see cref="RecordKind.Page"/>: a guest page's bytes, compressed where that helps.</summary>
public static class PagePayload
{
    private const uint Stored = 0, Deflated = 1;
    private const int BytesAt = 4;

    /// <summary>Encodes a page, as it is or deflated, whichever is shorter.</summary>
    public static byte[] Encode(ReadOnlySpan<byte> page)
    {
        using MemoryStream deflated = new();
        Write(deflated, Deflated);
        using (DeflateStream stream = new(deflated, CompressionLevel.Fastest, leaveOpen: true)) stream.Write(page);
        return deflated.Length < BytesAt + page.Length ? deflated.ToArray() : EncodeStored(page);
    }

    /// <summary>Encodes a page as it is.</summary>
    public static byte[] EncodeStored(ReadOnlySpan<byte> page)
    {
        byte[] bytes = new byte[BytesAt + page.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Stored);
        page.CopyTo(bytes.AsSpan(BytesAt));
        return bytes;
    }

    /// <summary>The page's bytes; null when the payload breaks a rule of the format.</summary>
    public static byte[]? Decode(byte[] payload)
    {
        if (payload.Length < BytesAt) return null;
        uint encoding = BinaryPrimitives.ReadUInt32LittleEndian(payload);
        if (encoding == Stored)
            return payload.Length == BytesAt + CacheLayout.PageSize ? payload[BytesAt..] : null;
        return encoding == Deflated ? Inflate(payload) : null;
    }

    private static byte[]? Inflate(byte[] payload)
    {
        using MemoryStream deflated = new(payload, BytesAt, payload.Length - BytesAt);
        using DeflateStream stream = new(deflated, CompressionMode.Decompress);
        byte[] page = new byte[CacheLayout.PageSize];
        try
        {
            return stream.ReadAtLeast(page, page.Length, throwOnEndOfStream: false) == page.Length
                && stream.ReadByte() < 0 ? page : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static void Write(Stream to, uint encoding)
    {
        Span<byte> bytes = stackalloc byte[BytesAt];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, encoding);
        to.Write(bytes);
    }
}
