using Emu.Host;

namespace Emu.Net.User;

/// <summary>The bytes of a connection that one side has given and the other not yet taken, first in, first out.</summary>
internal sealed class ChunkQueue(ChunkPool pool)
{
    private Chunk? first, last;

    /// <summary>Bytes in the queue.</summary>
    public int Length { get; private set; }

    /// <summary>Room at the end for a read of the host, made from the pool; returns how many pieces. Each call is followed by
    /// <see cref="Commit"/>.</summary>
    public int Reserve(int wanted, Span<IoSegment> segments)
    {
        int count = 0;
        Chunk? chunk = last;
        if (chunk is not null && chunk.End < Chunk.Size && wanted > 0)
        {
            int room = Math.Min(Chunk.Size - chunk.End, wanted);
            segments[count++] = new(chunk.Address + chunk.End, room);
            wanted -= room;
        }

        while (wanted > 0 && count < segments.Length && pool.TryTake() is { } added)
        {
            if (chunk is null) first = added;
            else chunk.Next = added;
            chunk = added;
            last ??= added;
            int room = Math.Min(Chunk.Size, wanted);
            segments[count++] = new(added.Address, room);
            wanted -= room;
        }

        return count;
    }

    /// <summary>The first bytes of the reserved room are in use now; the rest goes back.</summary>
    public void Commit(int length)
    {
        Length += length;
        Chunk? chunk = last;
        while (chunk is not null && length > 0)
        {
            int used = Math.Min(Chunk.Size - chunk.End, length);
            chunk.End += used;
            length -= used;
            last = chunk;
            chunk = chunk.Next;
        }

        if (last is null) return;
        Chunk? unused = last.Next;
        last.Next = null;
        while (unused is not null)
        {
            Chunk? next = unused.Next;
            pool.Return(unused);
            unused = next;
        }

        if (Length == 0) Clear();
    }

    /// <summary>Adds bytes; returns how many the pool had room for.</summary>
    public int Append(ReadOnlySpan<IoSegment> bytes, int length)
    {
        Span<IoSegment> room = stackalloc IoSegment[16];
        Span<IoSegment> rest = stackalloc IoSegment[bytes.Length];
        int added = 0;
        while (added < length)
        {
            int pieces = Reserve(length - added, room);
            int count = HostSegments.Slice(bytes, added, length - added, rest);
            int copied = HostSegments.Copy(rest[..count], room[..pieces]);
            Commit(copied);
            if (copied == 0) break;
            added += copied;
        }

        return added;
    }

    /// <summary>The pieces of a range; returns how many.</summary>
    public int Slice(int offset, int length, Span<IoSegment> target)
    {
        int count = 0;
        for (Chunk? chunk = first; chunk is not null && length > 0 && count < target.Length; chunk = chunk.Next)
        {
            int here = chunk.End - chunk.Start;
            if (offset >= here)
            {
                offset -= here;
                continue;
            }

            int taken = Math.Min(here - offset, length);
            target[count++] = new(chunk.Address + chunk.Start + offset, taken);
            length -= taken;
            offset = 0;
        }

        return count;
    }

    /// <summary>Drops bytes at the front.</summary>
    public void Consume(int length)
    {
        Length -= length;
        while (first is { } chunk && length > 0)
        {
            int taken = Math.Min(chunk.End - chunk.Start, length);
            chunk.Start += taken;
            length -= taken;
            if (chunk.Start < chunk.End) break;
            first = chunk.Next;
            if (first is null) last = null;
            pool.Return(chunk);
        }
    }

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        while (first is { } chunk)
        {
            first = chunk.Next;
            pool.Return(chunk);
        }

        last = null;
        Length = 0;
    }
}
