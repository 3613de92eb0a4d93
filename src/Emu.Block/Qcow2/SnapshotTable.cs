using System.Buffers.Binary;
using System.Text;

namespace Emu.Block.Qcow2;

/// <summary>Reads and writes the bytes of a snapshot table.</summary>
internal static class SnapshotTable
{
    /// <summary>Bytes of extra data that this version knows.</summary>
    public const int KnownExtra = 24;

    private const int FixedLength = 40, LargestExtra = 1024;

    /// <summary>Bytes that a table can have.</summary>
    public const int LargestTable = 64 << 20;

    /// <summary>Reads the table.</summary>
    /// <param name="file">The image's file.</param>
    /// <param name="header">Says where the table lies.</param>
    /// <param name="repairs">What exceeds a limit is left out and told of, instead of refused.</param>
    /// <exception cref="BlockException">It exceeds a limit.</exception>
    public static async ValueTask<SnapshotTableContent> ReadAsync(BlockNode file, Qcow2Header header, bool repairs)
    {
        SnapshotTableContent content = new();
        int count = Math.Min(header.SnapshotCount, Qcow2Header.MostSnapshots), excess = header.SnapshotCount - count;
        if (excess != 0) LeaveOut("Snapshot table too large", Overhanging(excess), $"Discarding {excess} overhanging snapshots", excess);
        long keptLength = 0;
        for (int i = 0; i < count; i++)
        {
            (Qcow2Snapshot snapshot, long extra, long length) = await ReadEntryAsync(file, header, content.Length);
            if (extra > LargestExtra)
            {
                LeaveOut($"Too much extra metadata in snapshot table entry {i}", "this extra metadata", $"Discarding too much extra metadata in snapshot table entry {i} ({extra} > {LargestExtra})", 1);
                content.CutEntries++;
            }

            keptLength += length - ((Math.Max(extra, LargestExtra) - LargestExtra) & ~7L);
            if (keptLength > LargestTable)
            {
                LeaveOut("Snapshot table is too big", Overhanging(count - i), $"Discarding {count - i} overhanging snapshots (snapshot table is too big)", count - i);
                break;
            }

            content.Snapshots.Add(snapshot);
            content.Length += length;
        }

        return content;

        static string Overhanging(int snapshots) => $"all {snapshots} overhanging snapshots";

        void LeaveOut(string failure, string what, string finding, int things)
        {
            string remedy = $"\nYou can force-remove {what} with qemu-img check -r all";
            // As in QEMU, whose message lacks the remedy where the table was not read at all.
            if (!repairs) throw BlockException.Corrupt(failure + (content.Length == 0 && excess != 0 ? "" : remedy));
            failure += remedy;
            content.Failure ??= failure;
            content.Discards.Add(finding);
            content.DiscardCount += things;
        }
    }

    private static async ValueTask<(Qcow2Snapshot Snapshot, long Extra, long Length)> ReadEntryAsync(
        BlockNode file, Qcow2Header header, long at)
    {
        long offset = header.SnapshotsOffset + at;
        using IoBuffer start = new(FixedLength + LargestExtra), names = new(2 * 65536);
        await file.ReadAsync(offset, start.Vector);
        uint extra = BinaryPrimitives.ReadUInt32BigEndian(start.Span[36..]);
        int id = BinaryPrimitives.ReadUInt16BigEndian(start.Span[12..]), name = BinaryPrimitives.ReadUInt16BigEndian(start.Span[14..]);
        if (id + name != 0) await file.ReadAsync(offset + FixedLength + extra, names.Vector.Slice(0, id + name));
        Qcow2Snapshot snapshot = Parse(start.Span, names.Span[..(id + name)], id, header);
        return (snapshot, extra, (FixedLength + extra + id + name + 7) & ~7L);
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

    /// <summary>A name, which ends with its first NUL.</summary>
    private static string Text(ReadOnlySpan<byte> bytes) =>
        Encoding.UTF8.GetString(bytes.IndexOf((byte)0) is var end and >= 0 ? bytes[..end] : bytes);

    private static Qcow2Snapshot Parse(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> names, int id, Qcow2Header header)
    {
        int extra = (int)Math.Min(BinaryPrimitives.ReadUInt32BigEndian(bytes[36..]), LargestExtra);
        ReadOnlySpan<byte> more = bytes.Slice(FixedLength, extra);
        return new Qcow2Snapshot
        {
            Id = Text(names[..id]),
            Name = Text(names[id..]),
            Level1Offset = BinaryPrimitives.ReadInt64BigEndian(bytes),
            Level1Entries = (int)Math.Min(int.MaxValue, BinaryPrimitives.ReadUInt32BigEndian(bytes[8..])),
            Seconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]),
            Nanoseconds = BinaryPrimitives.ReadUInt32BigEndian(bytes[20..]),
            GuestClock = BinaryPrimitives.ReadUInt64BigEndian(bytes[24..]),
            StateSize = extra >= 8
                ? BinaryPrimitives.ReadUInt64BigEndian(more)
                : BinaryPrimitives.ReadUInt32BigEndian(bytes[32..]),
            DiskSize = extra >= 16 ? BinaryPrimitives.ReadInt64BigEndian(more[8..]) : header.Size,
            InstructionCount = extra >= 24 ? BinaryPrimitives.ReadUInt64BigEndian(more[16..]) : ulong.MaxValue,
            Extra = extra > KnownExtra ? more[KnownExtra..].ToArray() : [],
            ExtraLength = extra,
        };
    }
}

/// <summary>What a snapshot table holds, and what of it exceeded a limit.</summary>
internal sealed class SnapshotTableContent
{
    public List<Qcow2Snapshot> Snapshots { get; } = [];

    /// <summary>Bytes of the file that the entries occupy, with what was left out of their extra metadata.</summary>
    public long Length { get; set; }

    /// <summary>Which limit the table exceeds, and on a second line the remedy; null when it can be used.</summary>
    public string? Failure { get; set; }

    /// <summary>What exceeded a limit and was left out, a line each.</summary>
    public List<string> Discards { get; } = [];

    /// <summary>Snapshots that were left out, and entries that lack extra metadata.</summary>
    public int DiscardCount { get; set; }

    /// <summary>Entries that lack extra metadata: without them the header's number of snapshots is all that is wrong.</summary>
    public int CutEntries { get; set; }
}
