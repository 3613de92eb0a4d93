using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>Goes through the record headers of a file, and over what is damaged.</summary>
internal sealed class RecordScanner(SafeFileHandle handle, ulong seed, long from, long to)
{
    // A header alone is read when the last record was sound: payloads are mostly longer than what is worth reading
    // along.
    private const int Narrow = 4 * CacheLayout.RecordHeaderLength, Wide = 1 << 16;

    private readonly byte[] window = new byte[Wide];
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
            if (TryRead(isInGap ? Wide : Narrow, out header) && header.Extent <= to - next)
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

    private bool TryRead(int readAhead, out RecordHeader header)
    {
        if (next < windowStart || next + CacheLayout.RecordHeaderLength > windowStart + windowLength)
        {
            windowStart = next;
            windowLength = FileReading.Fill(handle, window.AsSpan(0, (int)Math.Min(readAhead, to - next)), next);
        }

        int at = (int)(next - windowStart);
        return RecordHeader.TryRead(window.AsSpan(at, Math.Max(0, windowLength - at)), seed, out header);
    }
}
