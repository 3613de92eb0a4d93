using System.Buffers.Binary;
using System.IO.Hashing;

namespace Emu.CacheFormat;

/// <summary>What stands before a record's payload: enough to find and to file it without reading the payload.</summary>
/// <param name="Kind">What it holds.</param>
/// <param name="PayloadLength">Bytes of payload, without the padding behind it.</param>
/// <param name="Environment">Key of the environment that it is valid in; 0 for any.</param>
/// <param name="PageHash">XXH3-128 of the guest page that it belongs to; 0 for none.</param>
/// <param name="PayloadCheck">XXH3-64 of the payload with the file's seed.</param>
public readonly record struct RecordHeader(
    RecordKind Kind, int PayloadLength, UInt128 Environment, UInt128 PageHash, ulong PayloadCheck)
{
    private const int KindAt = 4, LengthAt = 8, EnvironmentAt = 16, PageAt = 32, PayloadCheckAt = 48, CheckAt = 56;

    /// <summary>Bytes from the record's beginning to the next one's.</summary>
    public long Extent => CacheLayout.Align((long)CacheLayout.RecordHeaderLength + PayloadLength);

    /// <summary>The header of a payload.</summary>
    public static RecordHeader For(
        RecordKind kind, UInt128 environment, UInt128 pageHash, ReadOnlySpan<byte> payload, ulong seed) =>
        new(kind, payload.Length, environment, pageHash, CheckOf(payload, seed));

    /// <summary>True when a payload is the one that was written.</summary>
    public bool Matches(ReadOnlySpan<byte> payload, ulong seed) =>
        payload.Length == PayloadLength && CheckOf(payload, seed) == PayloadCheck;

    /// <summary>Writes the header's <see cref="CacheLayout.RecordHeaderLength"/> bytes.</summary>
    public void Write(Span<byte> to, ulong seed)
    {
        to = to[..CacheLayout.RecordHeaderLength];
        to.Clear();
        CacheLayout.RecordMagic.CopyTo(to);
        BinaryPrimitives.WriteUInt16LittleEndian(to[KindAt..], (ushort)Kind);
        BinaryPrimitives.WriteInt32LittleEndian(to[LengthAt..], PayloadLength);
        CacheLayout.WriteHash(to[EnvironmentAt..], Environment);
        CacheLayout.WriteHash(to[PageAt..], PageHash);
        BinaryPrimitives.WriteUInt64LittleEndian(to[PayloadCheckAt..], PayloadCheck);
        BinaryPrimitives.WriteUInt64LittleEndian(to[CheckAt..], CheckOf(to[..CheckAt], seed));
    }

    /// <summary>Reads a header; false when these bytes are none that was written to this file.</summary>
    public static bool TryRead(ReadOnlySpan<byte> from, ulong seed, out RecordHeader header)
    {
        header = default;
        if (from.Length < CacheLayout.RecordHeaderLength
            || !from.StartsWith(CacheLayout.RecordMagic)
            || BinaryPrimitives.ReadUInt64LittleEndian(from[CheckAt..]) != CheckOf(from[..CheckAt], seed))
            return false;
        header = new RecordHeader(
            (RecordKind)BinaryPrimitives.ReadUInt16LittleEndian(from[KindAt..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[LengthAt..]), CacheLayout.ReadHash(from[EnvironmentAt..]),
            CacheLayout.ReadHash(from[PageAt..]), BinaryPrimitives.ReadUInt64LittleEndian(from[PayloadCheckAt..]));
        return header.PayloadLength >= 0;
    }

    private static ulong CheckOf(ReadOnlySpan<byte> bytes, ulong seed) => XxHash3.HashToUInt64(bytes, (long)seed);
}
