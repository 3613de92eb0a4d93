using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>Goes through the record headers of a file, and over what is damaged.</summary>
internal sealed class RecordScanner(SafeFileHandle handle, ulong seed, long from, long to)
{
    // Records are some kilobytes long: reading all of them at once costs less than a system call for each header.
    private const int MaximumWindow = 1 << 16;

    private readonly byte[] window = new byte[Math.Min(MaximumWindow, Math.Max(0, to - from))];
    private long windowStart;
    private int windowLength;
    private long next = from;

    /// <summary>Runs of bytes so far that held no sound record.</summary>
    public int Gaps { get; private set; }

    /// <summary>Finds the next sound record; false at the end.</summary>
    public bool Next(out long position, out RecordHeader header)
    {
        bool isInGap = false;
        for (; next < to; next += CacheLayout.Alignment)
        {
            position = next;
            if (TryRead(out header) && header.Extent <= to - next)
            {
                next += header.Extent;
                return true;
            }

            if (!isInGap) Gaps++;
            isInGap = true;
        }

        position = 0;
        header = default;
        return false;
    }

    private bool TryRead(out RecordHeader header)
    {
        if (next < windowStart || next + CacheLayout.RecordHeaderLength > windowStart + windowLength)
        {
            windowStart = next;
            windowLength = FileReading.Fill(handle, window.AsSpan(0, (int)Math.Min(window.Length, to - next)), next);
        }

        int at = (int)(next - windowStart);
        return RecordHeader.TryRead(window.AsSpan(at, Math.Max(0, windowLength - at)), seed, out header);
    }
}
