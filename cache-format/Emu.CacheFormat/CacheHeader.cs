using System.Buffers.Binary;
using System.IO.Hashing;

namespace Emu.CacheFormat;

/// <summary>The part of a file's header that never changes once the file is there.</summary>
/// <param name="Version">Version of everything behind the header.</param>
/// <param name="ImageHash">The guest image that the file was begun for.</param>
/// <param name="Seed">
/// A random number that the checksums of the file's records start from, so that no bytes that a guest brings into the
/// file can pass for a record.
/// </param>
public readonly record struct CacheHeader(uint Version, UInt128 ImageHash, ulong Seed)
{
    private const int VersionAt = 8, LengthAt = 12, ImageAt = 16, SeedAt = 32, CheckAt = 56;

    /// <summary>The header's bytes in a file with no records.</summary>
    public byte[] ToBytes()
    {
        byte[] bytes = new byte[CacheLayout.HeaderLength];
        CacheLayout.Magic.CopyTo(bytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(VersionAt), Version);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(LengthAt), CacheLayout.HeaderLength);
        CacheLayout.WriteHash(bytes.AsSpan(ImageAt), ImageHash);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(SeedAt), Seed);
        BinaryPrimitives.WriteUInt64LittleEndian(
            bytes.AsSpan(CheckAt), XxHash3.HashToUInt64(bytes.AsSpan(0, CheckAt)));
        WritePublished(bytes.AsSpan(CacheLayout.PublishedOffset), CacheLayout.FirstRecord);
        return bytes;
    }

    /// <summary>The bytes of a new file: the header, and its copy.</summary>
    public byte[] ToNewFile()
    {
        byte[] file = new byte[CacheLayout.FirstRecord];
        byte[] header = ToBytes();
        header.CopyTo(file, 0);
        header.AsSpan(0, CacheLayout.HeaderCopyLength).CopyTo(file.AsSpan(CacheLayout.HeaderCopyOffset));
        return file;
    }

    /// <summary>Reads a header of any version; the fault is null when it is one, whatever its version.</summary>
    /// <param name="bytes">The file's first bytes, as many as it has up to
    /// <see cref="CacheLayout.HeaderLength"/>.</param>
    /// <param name="header">What it says.</param>
    public static CacheFault? Read(ReadOnlySpan<byte> bytes, out CacheHeader header)
    {
        header = default;
        int common = Math.Min(bytes.Length, CacheLayout.Magic.Length);
        if (!bytes[..common].SequenceEqual(CacheLayout.Magic[..common])) return CacheFault.ForeignFormat;
        if (bytes.Length < CacheLayout.HeaderLength) return CacheFault.Truncated;
        return TryReadCopy(bytes, out header) ? null : CacheFault.DamagedHeader;
    }

    /// <summary>Reads the bytes of a header that never change; false when they are none.</summary>
    public static bool TryReadCopy(ReadOnlySpan<byte> bytes, out CacheHeader header)
    {
        header = default;
        if (bytes.Length < CacheLayout.HeaderCopyLength || !bytes.StartsWith(CacheLayout.Magic)
            || BinaryPrimitives.ReadUInt64LittleEndian(bytes[CheckAt..]) != XxHash3.HashToUInt64(bytes[..CheckAt])
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[LengthAt..]) != CacheLayout.HeaderLength)
            return false;
        header = new CacheHeader(
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[VersionAt..]), CacheLayout.ReadHash(bytes[ImageAt..]),
            BinaryPrimitives.ReadUInt64LittleEndian(bytes[SeedAt..]));
        return true;
    }

    /// <summary>Writes the two words that publish all records up to a length.</summary>
    public static void WritePublished(Span<byte> to, long length)
    {
        BinaryPrimitives.WriteInt64LittleEndian(to, length);
        BinaryPrimitives.WriteInt64LittleEndian(to[sizeof(long)..], ~length);
    }

    /// <summary>Reads the two words; null when they contradict each other or make no sense.</summary>
    public static long? ReadPublished(ReadOnlySpan<byte> from)
    {
        long length = BinaryPrimitives.ReadInt64LittleEndian(from);
        bool isSound = BinaryPrimitives.ReadInt64LittleEndian(from[sizeof(long)..]) == ~length
            && length is >= CacheLayout.FirstRecord and <= CacheLayout.MaximumLength
            && length % CacheLayout.Alignment == 0;
        return isSound ? length : null;
    }
}
