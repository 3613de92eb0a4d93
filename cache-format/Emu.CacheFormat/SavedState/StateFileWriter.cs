using System.Buffers.Binary;
using System.IO.Hashing;

namespace Emu.CacheFormat.SavedState;

/// <summary>Writes a saved machine, from front to back: to a file as well as into a pipe.</summary>
public static class StateFileWriter
{
    /// <summary>Fewer zero pages than this between two others are written too, so that there are few extents: each is a mapping
    /// of the host's when the file is mapped.</summary>
    private const int SmallestGap = 16;

    /// <summary>Writes a machine; returns the bytes that were written.</summary>
    /// <param name="target">Takes the bytes, in their order.</param>
    /// <param name="description">What the machine is, as JSON in UTF-8.</param>
    /// <param name="memory">Its memory.</param>
    public static long Write(Stream target, ReadOnlySpan<byte> description, IReadOnlyList<StateMemory> memory)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(memory);
        List<StateExtent> extents = [];
        for (int region = 0; region < memory.Count; region++) Collect(memory[region], region, extents);
        int tableLength = extents.Count * StateLayout.ExtentLength;
        long start = StateLayout.Align(StateLayout.HeaderLength + (long)description.Length + tableLength), position = start;
        byte[] table = new byte[tableLength];
        for (int i = 0; i < extents.Count; i++)
        {
            extents[i] = extents[i] with { Position = position };
            extents[i].Write(table.AsSpan(i * StateLayout.ExtentLength));
            position += extents[i].Length;
        }

        target.Write(Header(description, table, extents.Count, start, position));
        target.Write(description);
        target.Write(table);
        target.Write(new byte[start - StateLayout.HeaderLength - description.Length - tableLength]);
        foreach (StateExtent extent in extents)
            target.Write(memory[extent.Region].Read(extent.FirstPage, extent.Pages));
        target.Flush();
        return position;
    }

    private static byte[] Header(ReadOnlySpan<byte> description, byte[] table, int extents, long memory, long length)
    {
        byte[] header = new byte[StateLayout.HeaderLength];
        StateLayout.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(StateLayout.VersionAt), StateLayout.Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(StateLayout.LengthAt), StateLayout.HeaderLength);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(StateLayout.DescriptionLengthAt), description.Length);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(StateLayout.ExtentCountAt), extents);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(StateLayout.MemoryAt), memory);
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(StateLayout.FileLengthAt), length);
        CacheLayout.WriteHash(header.AsSpan(StateLayout.DescriptionHashAt), XxHash128.HashToUInt128(description));
        CacheLayout.WriteHash(header.AsSpan(StateLayout.TableHashAt), XxHash128.HashToUInt128(table));
        BinaryPrimitives.WriteUInt64LittleEndian(
            header.AsSpan(StateLayout.CheckAt), XxHash3.HashToUInt64(header.AsSpan(0, StateLayout.CheckAt)));
        return header;
    }

    /// <summary>Adds the extents of a region: runs of pages that are not zero, with short gaps.</summary>
    private static void Collect(StateMemory memory, int region, List<StateExtent> extents)
    {
        ulong pages = memory.Size / StateLayout.PageSize;
        for (ulong page = 0; page < pages; page++)
        {
            if (IsZero(memory, page)) continue;
            ulong first = page, last = page;
            while (++page < pages && page - first < StateLayout.MostPages && page - last <= SmallestGap)
                if (!IsZero(memory, page)) last = page;
            int count = (int)(last - first) + 1;
            extents.Add(new StateExtent(first, count, region, 0, XxHash3.HashToUInt64(memory.Read(first, count))));
            page = last;
        }
    }

    private static bool IsZero(StateMemory memory, ulong page) => memory.Read(page, 1).IndexOfAnyExcept((byte)0) < 0;
}
