using System.Globalization;
using Emu.Block;
using Emu.Block.Filters;
using Emu.Block.Graph;
using Emu.Block.Raw;

namespace Emu.Cli.Images;

/// <summary>Copies the bytes of images into another one, leaving out what is zero there anyway.</summary>
/// <param name="target">Where to; it stays the caller's.</param>
internal sealed class ImageCopy(BlockNode target) : IDisposable
{
    private const int ChunkSize = 2 << 20;

    private readonly IoBuffer buffer = new(ChunkSize);
    private long done, total;
    private int shown = -1;

    /// <summary>Store clusters compressed.</summary>
    public bool IsCompressed { get; init; }

    /// <summary>The target reads as zeros, so that zeros need not be written.</summary>
    public bool TargetIsZero { get; init; }

    /// <summary>Runs of zeros of at least this many bytes are not stored; 0 stores everything.</summary>
    public int SparseSize { get; init; }

    /// <summary>What the source's image itself does not have is left to the target's backing image.</summary>
    public bool LeavesUnallocated { get; init; }

    /// <summary>Ranges that cannot be read become zeros, with a line on standard error.</summary>
    public bool Salvages { get; init; }

    /// <summary>Print a percentage.</summary>
    public bool ShowsProgress { get; init; }

    /// <summary>Let the host copy between raw images; other images are read and written.</summary>
    public bool Offloads { get; init; }

    /// <summary>How fast data are written; null for no limit.</summary>
    public ThrottleGroup? Limit { get; init; }

    /// <summary>Copies images, one behind the other.</summary>
    /// <exception cref="ImageException">A read or a write failed.</exception>
    public void Run(IReadOnlyList<BlockNode> sources)
    {
        using ConcatNode source = new(sources);
        total = source.Length;
        Report();
        Copy(source);
        Report();
        if (ShowsProgress) Console.Out.WriteLine();
    }

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    private void Copy(ConcatNode source)
    {
        for (long at = 0; at < source.Length;)
        {
            (BlockNode part, long inPart) = source.Find(at);
            ImageExtents.Found found = ImageExtents.At(part, inPart, part.Length - inPart);
            bool isLeft = LeavesUnallocated && (found.Depth > 0 || found.IsBehindBacking);
            bool isZero = found.Extent.IsZero && !isLeft && !(IsCompressed && SparseSize == 0);
            long length = isLeft || isZero ? found.Length : Math.Min(found.Length, ChunkSize);
            if (IsCompressed) length = WholeClusters(source, at, length, ref isZero, ref isLeft);
            if (isZero) WriteZeroes(at, length);
            else if (!isLeft) CopyData(source, at, length);
            at += length;
            done += length;
            Report();
        }
    }

    /// <summary>Compressed clusters are written whole: the length is cut or stretched to the end of one.</summary>
    private static long WholeClusters(BlockNode source, long at, long length, ref bool isZero, ref bool isLeft)
    {
        const long Unit = ChunkSize;
        long whole = (at + length) / Unit * Unit - at;
        if (at + length == source.Length) return length;
        if (whole > 0) return whole;
        isZero = isLeft = false;
        return Math.Min(source.Length, (at / Unit + 1) * Unit) - at;
    }

    private void WriteZeroes(long offset, long length)
    {
        if (TargetIsZero && SparseSize != 0) return;
        Guard(offset, () => SparseSize == 0
            ? WriteAllAsync(offset, length)
            : target.WriteZeroesAsync(offset, length, WriteFlags.MayUnmap));
    }

    private async ValueTask WriteAllAsync(long offset, long length)
    {
        buffer.Span.Clear();
        for (long at = 0; at < length; at += ChunkSize)
            await target.WriteAsync(offset + at, buffer.Vector.Slice(0, Math.Min(ChunkSize, length - at)));
    }

    /// <summary>Lets the host copy the beginning of a range; returns its length.</summary>
    private long Offload(ConcatNode source, long at, long length)
    {
        (BlockNode part, long inPart) = source.Find(at);
        if (part is not RawNode { HostFile: { } from } raw || target is not RawNode { HostFile: { } to } mine) return 0;
        return to.CopyFrom(mine.Start + at, from, raw.Start + inPart, length);
    }

    private void CopyData(ConcatNode source, long at, long length)
    {
        if (Limit is not null) ImageOpening.Run(Limit.EnterAsync(isWrite: true, length));
        if (Offloads && Offload(source, at, length) is var copied and not 0)
        {
            at += copied;
            length -= copied;
            if (length == 0) return;
        }

        try
        {
            ImageOpening.Run(source.ReadAsync(at, buffer.Vector.Slice(0, length)));
        }
        catch (BlockException e)
        {
            if (!Salvages) throw new ImageException($"error while reading at byte {at}: {e.Message}");
            Console.Error.WriteLine($"qemu-img: warning: error while reading offset {at}: {e.Message}");
            buffer.Span[..(int)length].Clear();
        }

        if (IsCompressed)
        {
            if (TargetIsZero && SparseSize != 0 && !buffer.Span[..(int)length].ContainsAnyExcept((byte)0)) return;
            Guard(at, () => WriteCompressedAsync(at, length));
            return;
        }

        for (int from = 0; from < length;)
        {
            (int run, bool isZero) = FindRun(buffer.Span[from..(int)length]);
            int offset = from;
            if (isZero) WriteZeroes(at + from, run);
            else Guard(at + from, () => target.WriteAsync(at + offset, buffer.Vector.Slice(offset, run)));
            from += run;
        }
    }

    // Clusters of zeros stay unallocated; the others are compressed one by one.
    private async ValueTask WriteCompressedAsync(long to, long length)
    {
        int cluster = target is Emu.Block.Qcow2.Qcow2Image image ? image.ClusterSize : ChunkSize;
        for (long at = 0; at < length; at += cluster)
        {
            int size = (int)Math.Min(cluster, length - at);
            if (TargetIsZero && SparseSize != 0 && !buffer.Span.Slice((int)at, size).ContainsAnyExcept((byte)0)) continue;
            await target.WriteAsync(to + at, buffer.Vector.Slice(at, size), WriteFlags.Compressed);
        }
    }

    /// <summary>How far bytes at the beginning of a range are stored, or are zeros worth leaving out.</summary>
    private (int Length, bool IsZero) FindRun(ReadOnlySpan<byte> bytes)
    {
        if (SparseSize == 0) return (bytes.Length, false);
        int at = 0;
        while (at < bytes.Length)
        {
            int zeros = bytes[at..].IndexOfAnyExcept((byte)0);
            if (zeros < 0) zeros = bytes.Length - at;
            if (zeros == bytes.Length) return (zeros, true);
            int usable = at + zeros == bytes.Length ? zeros : zeros / SparseSize * SparseSize;
            if (usable >= SparseSize) return at == 0 ? (usable, true) : (at, false);
            at = Math.Min(bytes.Length, (at + zeros) / SparseSize * SparseSize + SparseSize);
        }

        return (bytes.Length, false);
    }

    private static void Guard(long offset, Func<ValueTask> write)
    {
        try
        {
            ImageOpening.Run(write());
        }
        catch (BlockException e)
        {
            throw new ImageException($"error while writing at byte {offset}: {e.Message}");
        }
    }

    private void Report()
    {
        if (!ShowsProgress) return;
        double percent = total == 0 ? 100 : done * 100.0 / total;
        if ((int)percent == shown && done != total) return;
        shown = (int)percent;
        Console.Out.Write($"    ({percent.ToString("F2", CultureInfo.InvariantCulture)}/100%)\r");
    }
}
