namespace Emu.Block.Graph;

/// <summary>What was asked of a disk since it was attached. Belongs to the disk's loop; others may read figures that are a little
/// old.</summary>
public sealed class BlockStatistics
{
    /// <summary>Reads.</summary>
    public BlockAccount Reads { get; } = new();

    /// <summary>Writes, and requests to clear bytes.</summary>
    public BlockAccount Writes { get; } = new();

    /// <summary>Flushes.</summary>
    public BlockAccount Flushes { get; } = new();

    /// <summary>Requests to forget bytes.</summary>
    public BlockAccount Discards { get; } = new();

    /// <summary>The end of the write that reached farthest, bytes.</summary>
    public long HighestWrite { get; internal set; }
}

/// <summary>Requests of one kind.</summary>
public sealed class BlockAccount
{
    /// <summary>Requests that have succeeded.</summary>
    public long Operations { get; private set; }

    /// <summary>Bytes of those.</summary>
    public long Bytes { get; private set; }

    /// <summary>Time that requests have waited for the host, nanoseconds; what is answered at once does not wait.</summary>
    public long Nanoseconds { get; private set; }

    /// <summary>Requests that have failed.</summary>
    public long Failures { get; private set; }

    internal void Succeed(long bytes)
    {
        Operations++;
        Bytes += bytes;
    }

    internal void Fail() => Failures++;

    internal void Wait(TimeSpan time) => Nanoseconds += time.Ticks * TimeSpan.NanosecondsPerTick;
}
