using System.Text;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Core.Time;

namespace Emu.Machine.Boot;

/// <summary>
/// A few bytes by which a disk is known again: the number that its partition table or file system was given when it was made.
/// Copies, conversions and overlays of an image share it, and guests leave it alone when they write, grow or upgrade. It
/// only names a file of the code cache: a wrong one costs time.
/// </summary>
internal static class DiskIdentity
{
    private const int Looked = 17 << 12;

    // In the order in which they count: a partition table comes before the file system that may begin on the same disk.
    private static readonly Mark[] Marks =
    [
        new("gpt", 512, "EFI PART"u8.ToArray(), 568, 16), // UEFI 2.10, table 5-5: DiskGUID
        new("mbr", 510, [0x55, 0xaa], 440, 4),
        new("iso9660", 32769, "CD001"u8.ToArray(), 33581, 17), // ECMA-119, 8.4.26: when the volume was made
        new("luks", 0, [.. "LUKS"u8, 0xba, 0xbe], 168, 40),
        new("xfs", 0, "XFSB"u8.ToArray(), 32, 16),
        new("ext", 1080, [0x53, 0xef], 1128, 16),
        new("btrfs", 65600, "_BHRfS_M"u8.ToArray(), 65568, 16),
    ];

    /// <summary>Reads a disk's identity. Before the machine runs.</summary>
    /// <param name="disk">The disk; nothing uses it yet.</param>
    /// <param name="loop">The loop that it belongs to.</param>
    public static byte[] Of(BlockBackend disk, EventLoop loop) =>
        Find(ReadStart(disk, loop)) ?? Encoding.UTF8.GetBytes(disk.BaseFile is { } file ? Path.GetFullPath(file) : disk.Name);

    /// <summary>The identity that stands in a disk's first bytes; null when there is none.</summary>
    public static byte[]? Find(ReadOnlySpan<byte> start)
    {
        foreach (Mark mark in Marks)
        {
            if (start.Length < Math.Max(mark.Offset + mark.Magic.Length, mark.Identity + mark.Length)
                || !start[mark.Offset..].StartsWith(mark.Magic))
                continue;
            ReadOnlySpan<byte> identity = start.Slice(mark.Identity, mark.Length);
            if (identity.ContainsAnyExcept((byte)0)) return [.. Encoding.UTF8.GetBytes(mark.Kind), .. identity];
        }

        return null;
    }

    private static byte[] ReadStart(BlockBackend disk, EventLoop loop)
    {
        using IoBuffer buffer = new((int)Math.Min(Looked, disk.Length));
        try
        {
            loop.Run(() => disk.ReadAsync(0, buffer.Vector));
            return buffer.Span.ToArray();
        }
        catch (BlockException)
        {
            // The guest will meet the same.
            return [];
        }
    }

    /// <summary>Where a kind of disk has its number.</summary>
    /// <param name="Kind">What it is called.</param>
    /// <param name="Offset">Of the bytes that tell the kind.</param>
    /// <param name="Magic">Those bytes.</param>
    /// <param name="Identity">Offset of the number.</param>
    /// <param name="Length">Bytes of the number.</param>
    private sealed record Mark(string Kind, int Offset, byte[] Magic, int Identity, int Length);
}
