using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>Goes through the record headers of a file, and over what is damaged, a hole, or cannot be read.</summary>
internal sealed class RecordScanner(SafeFileHandle handle, ulong seed, long from, long to)
{
    // Records are some kilobytes long: reading all of them at once costs less than a system call for each header.
    private const int MaximumWindow = 1 << 16;

    // A medium may fail in one page, or altogether.
    private const int LeastUnreadable = 1 << 12, MostUnreadable = 1 << 20;

    private readonly byte[] window = new byte[Math.Min(MaximumWindow, Math.Max(0, to - from))];
    private long windowStart;
    private int windowLength;
    private long next = from;
    private int unreadable = LeastUnreadable;

    /// <summary>Runs of bytes so far that held no sound record.</summary>
    public int Gaps { get; private set; }

    /// <summary>The host did not read some of the file.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Where the last sound record ends that was found; where the search began when there was none.</summary>
    public long SoundEnd { get; private set; } = from;

    /// <summary>Finds the next sound record; false at the end.</summary>
    public bool Next(out long position, out RecordHeader header)
    {
        bool isInGap = false;
        while (next < to)
        {
            position = next;
            if (TryRead(out header) && header.Extent <= to - next)
            {
                SoundEnd = next += header.Extent;
                return true;
            }

            if (!isInGap) Gaps++;
            isInGap = true;
            next = AfterGap();
        }

        position = 0;
        header = default;
        return false;
    }

    // Nothing is looked for where there is nothing: a hole may be larger than what can be read in a day.
    private long AfterGap()
    {
        if (windowLength == 0)
        {
            long after = (next & -LeastUnreadable) + unreadable;
            unreadable = Math.Min(2 * unreadable, MostUnreadable);
            return after;
        }

        unreadable = LeastUnreadable;
        int at = (int)(next - windowStart);
        int something = window.AsSpan(at, windowLength - at).IndexOfAnyExcept((byte)0);
        long data = something >= 0 ? next + something : HostFile.NextData(handle, windowStart + windowLength) ?? to;
        return Math.Max(data & -CacheLayout.Alignment, next + CacheLayout.Alignment);
    }

    private bool TryRead(out RecordHeader header)
    {
        if (next < windowStart || next + CacheLayout.RecordHeaderLength > windowStart + windowLength)
        {
            windowStart = next;
            int count = HostFile.Read(handle, window.AsSpan(0, (int)Math.Min(window.Length, to - next)), next);
            HasFailed |= count < 0;
            windowLength = Math.Max(0, count);
        }

        int at = (int)(next - windowStart);
        return RecordHeader.TryRead(window.AsSpan(at, Math.Max(0, windowLength - at)), seed, out header);
    }
}
