using Emu.Host;

namespace Emu.Block.Tests;

/// <summary>A file in memory that keeps a log of its writes and flushes, so that a test can ask what a power cut would
/// have left.</summary>
internal sealed class MemoryFile : BlockNode
{
    private const int TooLarge = 27;

    private byte[] bytes;
    private long length;

    public MemoryFile(byte[]? content = null)
    {
        bytes = content ?? [];
        length = bytes.Length;
    }

    public override string Driver => "memory";

    public override long Length => length;

    public override bool IsWritable => true;

    /// <summary>Bytes beyond which the file cannot grow, as a host's file system has such an end.</summary>
    public long Largest { get; init; } = 1 << 30;

    /// <summary>False for a file that only stores.</summary>
    public bool KeepsLog { get; init; } = true;

    /// <summary>What was done, in order.</summary>
    public List<Event> Log { get; } = [];

    /// <summary>A copy of the content.</summary>
    public byte[] ToArray() => bytes[..(int)length];

    protected override bool Grows => true;

    public override ValueTask FlushAsync()
    {
        Log.Add(new Event(-1, []));
        return default;
    }

    public override ValueTask ResizeAsync(long length)
    {
        Ensure(length);
        this.length = length;
        return default;
    }

    protected override ValueTask ReadCoreAsync(long offset, IoVector data)
    {
        data.Clear();
        long inside = Math.Clamp(length - offset, 0, data.Length);
        if (inside > 0) data.Slice(0, inside).CopyFrom(bytes.AsSpan((int)offset, (int)inside));
        return default;
    }

    protected override ValueTask WriteCoreAsync(long offset, IoVector data, WriteFlags flags)
    {
        if (!KeepsLog)
        {
            Ensure(offset + data.Length);
            data.CopyTo(bytes.AsSpan((int)offset));
            length = Math.Max(length, offset + data.Length);
            return default;
        }

        byte[] copy = new byte[data.Length];
        data.CopyTo(copy);
        Apply(new Event(offset, copy));
        Log.Add(new Event(offset, copy));
        return default;
    }

    protected override ValueTask WriteZeroesCoreAsync(long offset, long length, WriteFlags flags)
    {
        using IoBuffer zeros = new((int)length);
        return WriteCoreAsync(offset, zeros.Vector, flags);
    }

    // Punching a hole destroys bytes: the log has it as a write.
    protected override ValueTask DiscardCoreAsync(long offset, long length) =>
        WriteZeroesCoreAsync(offset, length, WriteFlags.None);

    protected override ValueTask<BlockExtent> StatusCoreAsync(long offset, long length) =>
        new(new BlockExtent(length, BlockExtentKind.Data | BlockExtentKind.Allocated, offset));

    protected override void Dispose(bool disposing)
    {
    }

    public void Apply(Event written)
    {
        if (written.IsFlush) return;
        Ensure(written.Offset + written.Bytes.Length);
        written.Bytes.CopyTo(bytes, written.Offset);
        length = Math.Max(length, written.Offset + written.Bytes.Length);
    }

    private void Ensure(long wanted)
    {
        if (wanted < 0 || wanted > Largest) throw BlockException.OfHost(new HostError(TooLarge));
        if (wanted > bytes.Length) Array.Resize(ref bytes, (int)Math.Max(wanted, bytes.Length * 2L));
    }

    /// <summary>A write, or a flush.</summary>
    internal sealed record Event(long Offset, byte[] Bytes)
    {
        public bool IsFlush => Offset < 0;
    }
}
