namespace Emu.Host;

/// <summary>
/// A growing list of ranges of host memory that is used again and again: the scattered buffer of one request after
/// another. Ranges that touch become one. Not for several threads at once.
/// </summary>
/// <remarks>Invariant of the unsafe code: whoever adds a segment keeps its memory alive and in place while the list holds
/// it.</remarks>
public sealed unsafe class IoSegmentList
{
    private IoSegment[] segments = new IoSegment[4];

    /// <summary>The segments; those from <see cref="Count"/> on have no meaning. Another array after a list has
    /// grown.</summary>
    public IoSegment[] Segments => segments;

    /// <summary>Segments in the list.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of all segments together.</summary>
    public long Length { get; private set; }

    /// <summary>Forgets all segments.</summary>
    public void Clear() => (Count, Length) = (0, 0);

    /// <summary>Adds a segment at the end.</summary>
    public void Add(IoSegment segment)
    {
        Length += segment.Length;
        if (Count > 0)
        {
            IoSegment last = segments[Count - 1];
            if (last.Address + last.Length == segment.Address)
            {
                segments[Count - 1] = last with { Length = last.Length + segment.Length };
                return;
            }
        }

        if (Count == segments.Length) Array.Resize(ref segments, Count * 2);
        segments[Count++] = segment;
    }

    /// <summary>Copies bytes out, from an offset on; returns how many, which are fewer than wanted at the list's
    /// end.</summary>
    public int CopyTo(long offset, Span<byte> target)
    {
        int copied = 0;
        for (int i = 0; i < Count && copied < target.Length; i++)
        {
            IoSegment segment = segments[i];
            if (offset >= segment.Length)
            {
                offset -= segment.Length;
                continue;
            }

            int length = (int)Math.Min(segment.Length - offset, target.Length - copied);
            new ReadOnlySpan<byte>((byte*)segment.Address + offset, length).CopyTo(target[copied..]);
            copied += length;
            offset = 0;
        }

        return copied;
    }

    /// <summary>Copies bytes in, from an offset on; returns how many, which are fewer than given at the list's
    /// end.</summary>
    public int CopyFrom(long offset, ReadOnlySpan<byte> source)
    {
        int copied = 0;
        for (int i = 0; i < Count && copied < source.Length; i++)
        {
            IoSegment segment = segments[i];
            if (offset >= segment.Length)
            {
                offset -= segment.Length;
                continue;
            }

            int length = (int)Math.Min(segment.Length - offset, source.Length - copied);
            source.Slice(copied, length).CopyTo(new Span<byte>((byte*)segment.Address + offset, length));
            copied += length;
            offset = 0;
        }

        return copied;
    }
}
