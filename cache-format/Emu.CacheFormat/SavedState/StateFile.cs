using System.Buffers.Binary;
using System.IO.Hashing;

namespace Emu.CacheFormat.SavedState;

/// <summary>A saved machine's description and the list of its pages, read from the front of a file or pipe; the pages
/// follow. Nothing that is read is trusted.</summary>
public sealed class StateFile
{
    private readonly Stream stream;
    private readonly string source;

    private StateFile(Stream stream, string source, byte[] description, StateExtent[] extents, long length)
    {
        this.stream = stream;
        this.source = source;
        Description = description;
        Extents = extents;
        Length = length;
    }

    /// <summary>What the machine is, as JSON in UTF-8.</summary>
    public ReadOnlyMemory<byte> Description { get; }

    /// <summary>The pages that are there, ascending by region and page; all others are zero.</summary>
    public IReadOnlyList<StateExtent> Extents { get; }

    /// <summary>Bytes of the whole file.</summary>
    public long Length { get; }

    /// <summary>Reads header, description and table, and checks them.</summary>
    /// <param name="stream">What they are read from; the caller's to dispose.</param>
    /// <param name="source">What messages call it.</param>
    /// <exception cref="StateFileException">They are none, or not sound.</exception>
    public static StateFile Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        byte[] header = new byte[StateLayout.HeaderLength];
        int got = stream.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        if (!header.AsSpan(0, got).StartsWith(StateLayout.Magic)) throw new StateFileException(StateFault.ForeignFormat, source);
        if (got < header.Length) throw new StateFileException(StateFault.Truncated, source);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(StateLayout.VersionAt));
        ulong check = XxHash3.HashToUInt64(header.AsSpan(0, StateLayout.CheckAt));
        if (check != StateLayout.Word(header, StateLayout.CheckAt)) throw Damaged(source, "its header");
        if (version is 0 or > StateLayout.Version) throw new StateFileException(StateFault.LaterVersion, source, $"{version}");
        ulong described = StateLayout.Word(header, StateLayout.DescriptionLengthAt);
        ulong count = StateLayout.Word(header, StateLayout.ExtentCountAt);
        if (described > StateLayout.LongestDescription || count > StateLayout.MostExtents) throw Damaged(source, "its lengths");
        long tableStart = StateLayout.HeaderLength + (long)described, tableLength = (long)count * StateLayout.ExtentLength;
        long start = StateLayout.Align(tableStart + tableLength);
        if (StateLayout.Word(header, StateLayout.MemoryAt) != (ulong)start) throw Damaged(source, "its lengths");
        if (stream.CanSeek && stream.Length < start) throw new StateFileException(StateFault.Truncated, source);
        byte[] description = ReadPart(stream, source, (int)described, header, StateLayout.DescriptionHashAt, "its description");
        byte[] table = ReadPart(stream, source, (int)tableLength, header, StateLayout.TableHashAt, "its table of pages");
        ReadExactly(stream, source, new byte[start - tableStart - tableLength]);
        StateExtent[] extents = ReadTable(table, start, source, out long length);
        if (StateLayout.Word(header, StateLayout.FileLengthAt) != (ulong)length) throw Damaged(source, "its lengths");
        if (stream.CanSeek && stream.Length < length) throw new StateFileException(StateFault.Truncated, source);
        return new StateFile(stream, source, description, extents, length);
    }

    /// <summary>Refuses pages that do not lie in the regions of a machine.</summary>
    /// <param name="sizes">Bytes of each region.</param>
    /// <exception cref="StateFileException">One does not.</exception>
    public void CheckRegions(IReadOnlyList<ulong> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        foreach (StateExtent extent in Extents)
        {
            if (extent.Region >= sizes.Count || extent.FirstPage + (ulong)extent.Pages > sizes[extent.Region] / StateLayout.PageSize)
                throw Damaged(source, $"page {extent.FirstPage} of region {extent.Region} is in no memory");
        }
    }

    /// <summary>Reads the pages, once, in their order.</summary>
    /// <param name="place">Where an extent's bytes go; called for each.</param>
    /// <exception cref="StateFileException">They are not those that were written.</exception>
    public void ReadPages(PagePlace place)
    {
        ArgumentNullException.ThrowIfNull(place);
        foreach (StateExtent extent in Extents)
        {
            Span<byte> target = place(extent);
            ReadExactly(stream, source, target);
            if (XxHash3.HashToUInt64(target) != extent.Check)
                throw Damaged(source, $"{extent.Pages} pages from page {extent.FirstPage} of region {extent.Region}");
        }
    }

    /// <summary>Reads all pages and compares their checksums.</summary>
    /// <exception cref="StateFileException">They are not those that were written.</exception>
    public void Verify()
    {
        byte[] buffer = new byte[StateLayout.MostPages * StateLayout.PageSize];
        ReadPages(extent => buffer.AsSpan(0, extent.Length));
    }

    private static byte[] ReadPart(Stream stream, string source, int length, byte[] header, int hashAt, string what)
    {
        byte[] bytes = new byte[length];
        ReadExactly(stream, source, bytes);
        return XxHash128.HashToUInt128(bytes) == CacheLayout.ReadHash(header.AsSpan(hashAt)) ? bytes : throw Damaged(source, what);
    }

    private static StateExtent[] ReadTable(byte[] table, long start, string source, out long end)
    {
        var extents = new StateExtent[table.Length / StateLayout.ExtentLength];
        end = start;
        (int region, ulong page) = (0, 0);
        for (int i = 0; i < extents.Length; i++)
        {
            StateExtent extent = StateExtent.Read(table.AsSpan(i * StateLayout.ExtentLength));
            bool isNext = extent.Region > region || (extent.Region == region && extent.FirstPage >= page);
            if (!isNext || extent.Pages is < 1 or > StateLayout.MostPages || extent.Position != end
                || extent.FirstPage > long.MaxValue / StateLayout.PageSize)
                throw Damaged(source, $"extent {i} of its table of pages");
            extents[i] = extent;
            end += extent.Length;
            (region, page) = (extent.Region, extent.FirstPage + (ulong)extent.Pages);
        }

        return extents;
    }

    private static void ReadExactly(Stream stream, string source, Span<byte> target)
    {
        if (stream.ReadAtLeast(target, target.Length, throwOnEndOfStream: false) < target.Length)
            throw new StateFileException(StateFault.Truncated, source);
    }

    private static StateFileException Damaged(string source, string what) => new(StateFault.Damaged, source, what);
}

/// <summary>Says where the bytes of an extent go.</summary>
public delegate Span<byte> PagePlace(StateExtent extent);
