using Emu.Host;

namespace Emu.Block;

/// <summary>
/// The host memory of one request: a part of a list of segments. Cutting a part off copies nothing.
/// </summary>
/// <remarks>Invariant of the unsafe code: whoever makes the vector keeps the memory of its segments alive and in place
/// until the request that uses it has completed, and nobody else writes there meanwhile but the guest, whose races are
/// its own.</remarks>
public readonly unsafe struct IoVector
{
    private readonly IoSegment[] segments;
    private readonly long skipped;

    /// <param name="segments">The memory, in order; it is not copied.</param>
    public IoVector(IoSegment[] segments)
    {
        ArgumentNullException.ThrowIfNull(segments);
        this.segments = segments;
        foreach (IoSegment segment in segments) Length += segment.Length;
    }

    /// <param name="list">The memory, in order; it is not copied, so the list stays as it is while the vector is
    /// used.</param>
    public IoVector(IoSegmentList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        segments = list.Segments;
        Length = list.Length;
    }

    private IoVector(IoSegment[] segments, long skipped, long length)
    {
        this.segments = segments;
        this.skipped = skipped;
        Length = length;
    }

    /// <summary>Bytes in all segments together.</summary>
    public long Length { get; }

    /// <summary>The part that begins at an offset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It reaches beyond the end.</exception>
    public IoVector Slice(long offset, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, Length - offset);
        return new IoVector(segments, skipped + offset, length);
    }

    /// <summary>The part that begins at an offset and goes to the end.</summary>
    public IoVector Slice(long offset) => Slice(offset, Length - offset);

    /// <summary>Writes the first segments into a buffer, cut to this part; returns how many there are.</summary>
    public int Fill(Span<IoSegment> buffer)
    {
        int count = 0;
        Enumerator parts = GetEnumerator();
        while (count < buffer.Length && parts.MoveNext()) buffer[count++] = parts.Current;
        return count;
    }

    /// <summary>Copies all bytes into a buffer of at least this length.</summary>
    public void CopyTo(Span<byte> target)
    {
        foreach (IoSegment part in this)
        {
            AsSpan(part).CopyTo(target);
            target = target[(int)part.Length..];
        }
    }

    /// <summary>Fills all bytes from a buffer of at least this length.</summary>
    public void CopyFrom(ReadOnlySpan<byte> source)
    {
        foreach (IoSegment part in this)
        {
            source[..(int)part.Length].CopyTo(AsSpan(part));
            source = source[(int)part.Length..];
        }
    }

    /// <summary>Sets all bytes to zero.</summary>
    public void Clear()
    {
        foreach (IoSegment part in this) new Span<byte>((void*)part.Address, (int)part.Length).Clear();
    }

    /// <summary>True when every byte is zero.</summary>
    public bool IsZero()
    {
        foreach (IoSegment part in this)
            if (AsSpan(part).ContainsAnyExcept((byte)0)) return false;
        return true;
    }

    /// <summary>Walks over the segments, each cut to this part; none is longer than 1 GiB.</summary>
    public Enumerator GetEnumerator() => new(segments ?? [], skipped, Length);

    private static Span<byte> AsSpan(IoSegment part) => new((void*)part.Address, (int)part.Length);

    /// <summary>Walks over the segments of a vector.</summary>
    public struct Enumerator
    {
        private const nint LongestPart = 1 << 30;

        private readonly IoSegment[] segments;
        private long skipped, left;
        private int next;

        internal Enumerator(IoSegment[] segments, long skipped, long length)
        {
            this.segments = segments;
            this.skipped = skipped;
            left = length;
            Current = default;
        }

        /// <summary>The segment at which the walk is.</summary>
        public IoSegment Current { get; private set; }

        /// <summary>Goes on; false at the end.</summary>
        public bool MoveNext()
        {
            while (left > 0)
            {
                IoSegment segment = segments[next];
                if (skipped >= segment.Length)
                {
                    skipped -= segment.Length;
                    next++;
                    continue;
                }

                nint length = (nint)Math.Min(Math.Min(segment.Length - skipped, left), LongestPart);
                Current = new IoSegment(segment.Address + (nint)skipped, length);
                skipped += length;
                left -= length;
                return true;
            }

            return false;
        }
    }
}
