using System.Buffers.Binary;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>The persistent dirty bitmaps of an image: where they lie, and what they are called.</summary>
internal static class BitmapDirectory
{
    private const int FixedLength = 24, LargestDirectory = 64 << 20, MostBitmaps = 65535;

    /// <summary>The bitmaps that the image lists; none when another writer has ignored them.</summary>
    public static async ValueTask<IReadOnlyList<BitmapEntry>> ReadAsync(Qcow2Image image)
    {
        byte[]? extension = image.Header.Extensions.Find(each => each.Type == Qcow2HeaderExtension.Bitmaps)?.Content;
        if (extension is null || extension.Length < 24 || (image.Header.Autoclear & 1) == 0) return [];
        uint count = BinaryPrimitives.ReadUInt32BigEndian(extension);
        ulong size = BinaryPrimitives.ReadUInt64BigEndian(extension.AsSpan(8));
        long offset = BinaryPrimitives.ReadInt64BigEndian(extension.AsSpan(16));
        if (count > MostBitmaps || size > LargestDirectory || offset < 0)
            throw BlockException.Corrupt("bitmaps_ext: invalid bitmap directory");
        using IoBuffer directory = new((int)size);
        await image.File.ReadAsync(offset, directory.Vector);
        List<BitmapEntry> entries = [];
        int at = 0;
        for (uint i = 0; i < count; i++)
        {
            (BitmapEntry entry, int length) = Parse(directory.Span[at..]);
            entries.Add(entry);
            at += length;
        }

        return entries;
    }

    /// <summary>All ranges of the file that bitmaps use, the directory included.</summary>
    public static async ValueTask<List<(long Offset, long Length)>> RangesAsync(Qcow2Image image)
    {
        IReadOnlyList<BitmapEntry> entries = await ReadAsync(image);
        List<(long Offset, long Length)> ranges = [];
        if (entries.Count == 0) return ranges;
        byte[] extension = image.Header.Extensions.Find(each => each.Type == Qcow2HeaderExtension.Bitmaps)!.Content;
        ranges.Add((
            BinaryPrimitives.ReadInt64BigEndian(extension.AsSpan(16)),
            BinaryPrimitives.ReadInt64BigEndian(extension.AsSpan(8))));
        foreach (BitmapEntry entry in entries)
        {
            ranges.Add((entry.TableOffset, entry.TableEntries * 8L));
            foreach (ulong place in await TableReader.ReadAsync(image.File, entry.TableOffset, entry.TableEntries))
                if ((place & Qcow2Geometry.OffsetMask) != 0)
                    ranges.Add(((long)(place & Qcow2Geometry.OffsetMask), image.Geometry.ClusterSize));
        }

        return ranges;
    }

    private static (BitmapEntry Entry, int Length) Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < FixedLength) throw BlockException.Corrupt("bitmaps_ext: the directory is too short");
        uint entries = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        int name = BinaryPrimitives.ReadUInt16BigEndian(bytes[18..]);
        uint extra = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]);
        long length = (FixedLength + (long)extra + name + 7) & ~7L;
        if (length > bytes.Length || entries > (1 << 27) / 8)
            throw BlockException.Corrupt("bitmaps_ext: an entry reaches beyond the directory");
        BitmapEntry entry = new(
            BinaryPrimitives.ReadInt64BigEndian(bytes), (int)entries, BinaryPrimitives.ReadUInt32BigEndian(bytes[12..]),
            bytes[17], Encoding.UTF8.GetString(bytes.Slice(FixedLength + (int)extra, name)));
        return (entry, (int)length);
    }
}

/// <summary>A bitmap's entry in the directory.</summary>
/// <param name="TableOffset">Where its table of clusters lies.</param>
/// <param name="TableEntries">Entries of that table.</param>
/// <param name="Flags">1: in use and not to be trusted; 2: filled automatically.</param>
/// <param name="GranularityBits">Logarithm of the bytes that a bit stands for.</param>
/// <param name="Name">What it is called.</param>
internal sealed record BitmapEntry(long TableOffset, int TableEntries, uint Flags, int GranularityBits, string Name);
