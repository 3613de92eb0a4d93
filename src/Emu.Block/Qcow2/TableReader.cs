using System.Buffers.Binary;

namespace Emu.Block.Qcow2;

/// <summary>Reads and writes tables of 64-bit big-endian entries.</summary>
internal static class TableReader
{
    /// <summary>Reads a table.</summary>
    /// <param name="file">The image's file.</param>
    /// <param name="offset">Where the table lies.</param>
    /// <param name="entries">How many entries it has; the header's limits keep that small.</param>
    public static async ValueTask<ulong[]> ReadAsync(BlockNode file, long offset, int entries)
    {
        using IoBuffer buffer = new(entries * 8);
        await file.ReadAsync(offset, buffer.Vector);
        ulong[] table = new ulong[entries];
        for (int i = 0; i < entries; i++) table[i] = BinaryPrimitives.ReadUInt64BigEndian(buffer.Span[(8 * i)..]);
        return table;
    }

    /// <summary>Reads the part of a table that lies in the file; what is missing of it reads as zeros anyway.</summary>
    /// <param name="file">The image's file.</param>
    /// <param name="offset">Where the table lies.</param>
    /// <param name="entries">How many entries it has.</param>
    public static ValueTask<ulong[]> ReadStoredAsync(BlockNode file, long offset, int entries) =>
        ReadAsync(file, offset, (int)Math.Clamp((file.Length - offset + 7) / 8, 0, entries));

    /// <summary>Writes a table, and zeros behind it up to a length in bytes.</summary>
    public static async ValueTask WriteAsync(BlockNode file, long offset, ulong[] table, int length)
    {
        using IoBuffer buffer = new(length);
        for (int i = 0; i < table.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(buffer.Span[(8 * i)..], table[i]);
        await file.WriteAsync(offset, buffer.Vector);
    }
}
