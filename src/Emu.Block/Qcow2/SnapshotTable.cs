using System.Buffers.Binary;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>Reads and writes the bytes of a snapshot table.</summary>
internal static class SnapshotTable
{
    private const int FixedLength = 40, KnownExtra = 24, LargestExtra = 1024;

    /// <summary>Bytes that a table can have.</summary>
    public const int LargestTable = 64 << 20;

    /// <summary>Reads the table.</summary>
    /// <exception cref="BlockException">It contradicts the format or its limits.</exception>
    public static async ValueTask<List<Qcow2Snapshot>> ReadAsync(BlockNode file, Qcow2Header header)
    {
        List<Qcow2Snapshot> snapshots = new(header.SnapshotCount);
        long offset = header.SnapshotsOffset;
        using IoBuffer buffer = new(FixedLength + LargestExtra + (2 * 65536));
        for (int i = 0; i < header.SnapshotCount; i++)
        {
            await file.ReadAsync(offset, buffer.Vector);
            (Qcow2Snapshot snapshot, int length) = Parse(buffer.Span, header);
            snapshots.Add(snapshot);
            offset += length;
            if (offset - header.SnapshotsOffset > LargestTable) throw BlockException.Corrupt("Snapshot table too large");
        }

        return snapshots;
    }

    /// <summary>Bytes of a table; its length is not rounded.</summary>
    public static byte[] ToBytes(IReadOnlyList<Qcow2Snapshot> snapshots)
    {
        using MemoryStream bytes = new();
        Span<byte> start = stackalloc byte[FixedLength + KnownExtra];
        foreach (Qcow2Snapshot snapshot in snapshots)
        {
            byte[] id = Encoding.UTF8.GetBytes(snapshot.Id), name = Encoding.UTF8.GetBytes(snapshot.Name);
            start.Clear();
            BinaryPrimitives.WriteInt64BigEndian(start, snapshot.Level1Offset);
            BinaryPrimitives.WriteInt32BigEndian(start[8..], snapshot.Level1Entries);
            BinaryPrimitives.WriteUInt16BigEndian(start[12..], (ushort)id.Length);
            BinaryPrimitives.WriteUInt16BigEndian(start[14..], (ushort)name.Length);
            BinaryPrimitives.WriteUInt32BigEndian(start[16..], snapshot.Seconds);
            BinaryPrimitives.WriteUInt32BigEndian(start[20..], snapshot.Nanoseconds);
            BinaryPrimitives.WriteUInt64BigEndian(start[24..], snapshot.GuestClock);
            BinaryPrimitives.WriteUInt32BigEndian(start[32..], (uint)Math.Min(snapshot.StateSize, uint.MaxValue));
            BinaryPrimitives.WriteInt32BigEndian(start[36..], KnownExtra + snapshot.Extra.Length);
            BinaryPrimitives.WriteUInt64BigEndian(start[40..], snapshot.StateSize);
            BinaryPrimitives.WriteInt64BigEndian(start[48..], snapshot.DiskSize);
            BinaryPrimitives.WriteUInt64BigEndian(start[56..], snapshot.InstructionCount);
            bytes.Write(start);
            bytes.Write(snapshot.Extra);
            bytes.Write(id);
            bytes.Write(name);
            while ((bytes.Length & 7) != 0) bytes.WriteByte(0);
        }

        return bytes.ToArray();
    }

    private static (Qcow2Snapshot Snapshot, int Length) Parse(ReadOnlySpan<byte> bytes, Qcow2Header header)
    {
        uint level1 = BinaryPrimitives.ReadUInt32BigEndian(bytes[8..]);
        int id = BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]), name = BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]);
        uint extra = BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]);
        long level1Offset = BinaryPrimitives.ReadInt64BigEndian(bytes);
        if (extra > LargestExtra) throw BlockException.Corrupt("Too much extra metadata in snapshot table entry");
        if (level1 > (32 << 20) / 8) throw BlockException.Corrupt("Snapshot L1 table too large");
        if (level1Offset < 0 || (level1Offset & (header.ClusterSize - 1)) != 0)
            throw BlockException.Corrupt("Snapshot L1 table offset invalid");
        ReadOnlySpan<byte> more = bytes.Slice(FixedLength, (int)extra);
        ReadOnlySpan<byte> text = bytes[(FixedLength + (int)extra)..];
        Qcow2Snapshot snapshot = new()
        {
            Id = Encoding.UTF8.GetString(text[..id]),
            Name = Encoding.UTF8.GetString(text.Slice(id, name)),
            Level1Offset = level1Offset,
            Level1Entries = (int)level1,
            Seconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            Nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]),
            GuestClock = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            StateSize = extra >= 8
                ? BinaryPrimitives.ReadUInt64BigEndian(more)
                : BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
            DiskSize = extra >= 16 ? BinaryPrimitives.ReadInt64BigEndian(more[8..]) : header.Size,
            InstructionCount = extra >= 24 ? BinaryPrimitives.ReadUInt64BigEndian(more[16..]) : ulong.MaxValue,
            Extra = extra > KnownExtra ? more[KnownExtra..].ToArray() : [],
        };
        return (snapshot, (FixedLength + (int)extra + id + name + 7) & ~7);
    }
}
