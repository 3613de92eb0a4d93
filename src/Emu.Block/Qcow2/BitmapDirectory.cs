using System.Buffers.Binary;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>The persistent dirty bitmaps of an image: where they lie, and what they are called.</summary>
internal static class BitmapDirectory
{
    /// <summary>Bits of <see cref="BitmapEntry.Flags"/>: not to be trusted, and filled by writers.</summary>
    public const uint InUse = 1, Auto = 2;

    /// <summary>Bitmaps that an image can have.</summary>
    public const int MostBitmaps = 65535;

    /// <summary>Bytes of an entry before its name.</summary>
    public const int FixedLength = 24;

    private const int LargestDirectory = 64 << 20;
    private const uint ExtraIsCompatible = 4, KnownFlags = InUse | Auto | ExtraIsCompatible;
    private const long LargestBitmap = 512 << 20;

    /// <summary>The bitmaps that the image lists; none when another writer has ignored them.</summary>
    public static async ValueTask<IReadOnlyList<BitmapEntry>> ReadAsync(Qcow2Image image)
    {
        if (PlaceOf(image.Header) is not { } place) return [];
        if (place.Count > MostBitmaps || place.Length is < 0 or > LargestDirectory || place.Offset < 0
            || image.Geometry.InCluster(place.Offset) != 0)
            throw BlockException.Corrupt("bitmaps_ext: invalid bitmap directory");
        using IoBuffer directory = new((int)place.Length);
        await image.File.ReadAsync(place.Offset, directory.Vector);
        List<BitmapEntry> entries = [];
        int at = 0;
        for (uint i = 0; i < place.Count; i++)
        {
            (BitmapEntry entry, int length) = Parse(directory.Span[at..], image.Geometry);
            entries.Add(entry);
            at += length;
        }

        return entries;
    }

    /// <summary>Where the directory lies, and how many entries it has; null when there is none that can be trusted.</summary>
    public static (uint Count, long Offset, long Length)? PlaceOf(Qcow2Header header)
    {
        byte[]? extension = header.Extensions.Find(each => each.Type == Qcow2HeaderExtension.Bitmaps)?.Content;
        if (extension is null || extension.Length < 24 || (header.Autoclear & 1) == 0) return null;
        return (
            BinaryPrimitives.ReadUInt32BigEndian(extension), BinaryPrimitives.ReadInt64BigEndian(extension.AsSpan(16)),
            BinaryPrimitives.ReadInt64BigEndian(extension.AsSpan(8)));
    }

    /// <summary>Lets a header name a directory; one without entries takes the name away.</summary>
    public static void Name(Qcow2Header header, int count, long offset, long length)
    {
        int at = header.Extensions.FindIndex(each => each.Type == Qcow2HeaderExtension.Bitmaps);
        if (count == 0)
        {
            header.Extensions.RemoveAll(each => each.Type == Qcow2HeaderExtension.Bitmaps);
            header.Autoclear &= ~1UL;
            return;
        }

        byte[] content = new byte[24];
        BinaryPrimitives.WriteInt32BigEndian(content, count);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(8), length);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(16), offset);
        Qcow2HeaderExtension extension = new(Qcow2HeaderExtension.Bitmaps, content);
        if (at < 0) header.Extensions.Add(extension);
        else header.Extensions[at] = extension;
        header.Autoclear |= 1;
    }

    /// <summary>The bytes of a directory.</summary>
    public static byte[] ToBytes(IReadOnlyList<BitmapEntry> entries)
    {
        using MemoryStream bytes = new();
        Span<byte> start = stackalloc byte[FixedLength];
        foreach (BitmapEntry entry in entries)
        {
            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            BinaryPrimitives.WriteInt64BigEndian(start, entry.TableOffset);
            BinaryPrimitives.WriteInt32BigEndian(start[8..], entry.TableEntries);
            BinaryPrimitives.WriteUInt32BigEndian(start[12..], entry.Flags);
            start[16] = 1; // the type of dirty bitmaps
            start[17] = (byte)entry.GranularityBits;
            BinaryPrimitives.WriteUInt16BigEndian(start[18..], (ushort)name.Length);
            BinaryPrimitives.WriteInt32BigEndian(start[20..], entry.Extra.Length);
            bytes.Write(start);
            bytes.Write(entry.Extra);
            bytes.Write(name);
            while ((bytes.Length & 7) != 0) bytes.WriteByte(0);
        }

        return bytes.ToArray();
    }

    /// <summary>All ranges of the file that bitmaps use, the directory included.</summary>
    public static async ValueTask<List<(long Offset, long Length)>> RangesAsync(Qcow2Image image)
    {
        IReadOnlyList<BitmapEntry> entries = await ReadAsync(image);
        List<(long Offset, long Length)> ranges = [];
        if (entries.Count == 0 || PlaceOf(image.Header) is not { } place) return ranges;
        ranges.Add((place.Offset, place.Length));
        foreach (BitmapEntry entry in entries) await AddRangesAsync(image, entry, ranges);
        return ranges;
    }

    /// <summary>Adds the ranges of the file that one bitmap uses.</summary>
    public static async ValueTask AddRangesAsync(Qcow2Image image, BitmapEntry entry, List<(long Offset, long Length)> ranges)
    {
        ranges.Add((entry.TableOffset, entry.TableEntries * 8L));
        foreach (ulong place in await TableReader.ReadAsync(image.File, entry.TableOffset, entry.TableEntries))
            if ((place & Qcow2Geometry.OffsetMask) != 0)
                ranges.Add(((long)(place & Qcow2Geometry.OffsetMask), image.Geometry.ClusterSize));
    }

    private static (BitmapEntry Entry, int Length) Parse(ReadOnlySpan<byte> bytes, Qcow2Geometry geometry)
    {
        if (bytes.Length < FixedLength) throw BlockException.Corrupt("bitmaps_ext: the directory is too short");
        long table = BinaryPrimitives.ReadInt64BigEndian(bytes);
        uint entries = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]), flags = BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]);
        int name = BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]);
        uint extra = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        long length = (FixedLength + (long)extra + name + 7) & ~7L;
        if (length > bytes.Length || (long)entries << geometry.ClusterBits > LargestBitmap)
            throw BlockException.Corrupt("bitmaps_ext: an entry reaches beyond the directory");
        if (table < 0 || geometry.InCluster(table) != 0 || bytes[16] != 1 || bytes[17] is < 9 or > 31
            || (flags & ~KnownFlags) != 0 || name == 0)
            throw BlockException.Corrupt("bitmaps_ext: an entry of the directory is no dirty bitmap");
        BitmapEntry entry = new(
            table, (int)entries, flags, bytes[17], Encoding.UTF8.GetString(bytes.Slice(FixedLength + (int)extra, name)),
            bytes.Slice(FixedLength, (int)extra).ToArray());
        return (entry, (int)length);
    }
}

/// <summary>A bitmap's entry in the directory.</summary>
/// <param name="TableOffset">Where its table of clusters lies.</param>
/// <param name="TableEntries">Entries of that table.</param>
/// <param name="Flags">1: in use and not to be trusted; 2: filled by writers.</param>
/// <param name="GranularityBits">Logarithm of the bytes that a bit stands for.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Extra">Bytes of a later version of the format, which are kept.</param>
internal sealed record BitmapEntry(
    long TableOffset, int TableEntries, uint Flags, int GranularityBits, string Name, byte[] Extra)
{
    /// <summary>A writer did not finish: what it holds is not to be trusted.</summary>
    public bool IsInconsistent => (Flags & BitmapDirectory.InUse) != 0;

    /// <summary>Writers record what they write.</summary>
    public bool IsEnabled => (Flags & BitmapDirectory.Auto) != 0;
}
