using System.Globalization;
using Emu.Block;

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

    /// <summary>Copies images, one behind the other.</summary>
    /// <exception cref="ImageException">A read or a write failed.</exception>
    public void Run(IReadOnlyList<BlockNode> sources)
    {
        total = sources.Sum(each => each.Length);
        long start = 0;
        Report();
        foreach (BlockNode source in sources)
        {
            CopyOne(source, start);
            start += source.Length;
        }

        Report();
        if (ShowsProgress) Console.Out.WriteLine();
    }

    /// <inheritdoc/>
    public void Dispose() => buffer.Dispose();

    private void CopyOne(BlockNode source, long start)
    {
        for (long at = 0; at < source.Length;)
        {
            ImageExtents.Found found = ImageExtents.At(source, at, source.Length - at);
            bool isLeft = LeavesUnallocated && found.Depth > 0;
            bool isZero = found.Extent.IsZero && !isLeft;
            long length = isLeft || isZero ? found.Length : Math.Min(found.Length, ChunkSize);
            if (IsCompressed) length = WholeClusters(source, at, length, ref isZero, ref isLeft);
            if (isZero) WriteZeroes(start + at, length);
            else if (!isLeft) CopyData(source, at, start + at, length);
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

    private void CopyData(BlockNode source, long from, long to, long length)
    {
        try
        {
            ImageOpening.Run(source.ReadAsync(from, buffer.Vector.Slice(0, length)));
        }
        catch (BlockException e)
        {
            if (!Salvages) throw new ImageException($"error while reading at byte {from}: {e.Message}");
            Console.Error.WriteLine($"qemu-img: warning: error while reading offset {from}: {e.Message}");
            buffer.Span[..(int)length].Clear();
        }

        if (IsCompressed)
        {
            if (TargetIsZero && !buffer.Span[..(int)length].ContainsAnyExcept((byte)0)) return;
            Guard(to, () => WriteCompressedAsync(to, length));
            return;
        }

        for (int at = 0; at < length;)
        {
            (int run, bool isZero) = FindRun(buffer.Span[at..(int)length]);
            int offset = at;
            if (isZero) WriteZeroes(to + at, run);
            else Guard(to + at, () => target.WriteAsync(to + offset, buffer.Vector.Slice(offset, run)));
            at += run;
        }
    }

    // Clusters of zeros stay unallocated; the others are compressed one by one.
    private async ValueTask WriteCompressedAsync(long to, long length)
    {
        int cluster = target is Emu.Block.Qcow2.Qcow2Image image ? image.ClusterSize : ChunkSize;
        for (long at = 0; at < length; at += cluster)
        {
            int size = (int)Math.Min(cluster, length - at);
            if (TargetIsZero && !buffer.Span.Slice((int)at, size).ContainsAnyExcept((byte)0)) continue;
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
