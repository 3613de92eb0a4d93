using Emu.Host;

namespace Emu.Net;

/// <summary>Copies between lists of pieces of host memory and spans.</summary>
/// <remarks>Invariant of the unsafe code: the maker of a segment keeps its memory in place during the call, and no more
/// than its length is touched.</remarks>
public static unsafe class HostSegments
{
    /// <summary>The bytes of a segment.</summary>
    public static Span<byte> Bytes(IoSegment segment) => new((void*)segment.Address, (int)segment.Length);

    /// <summary>A segment for a pinned array; the caller keeps the array alive.</summary>
    public static IoSegment Of(byte[] pinned, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(pinned);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)offset + (uint)length, (uint)pinned.Length);
        return new(System.Runtime.InteropServices.Marshal.UnsafeAddrOfPinnedArrayElement(pinned, offset), length);
    }

    /// <summary>Copies bytes out, from an offset on; returns how many there were.</summary>
    public static int CopyTo(ReadOnlySpan<IoSegment> segments, int offset, Span<byte> target)
    {
        int copied = 0;
        foreach (IoSegment segment in segments)
        {
            if (copied == target.Length) break;
            if (offset >= segment.Length)
            {
                offset -= (int)segment.Length;
                continue;
            }

            Span<byte> bytes = Bytes(segment)[offset..];
            offset = 0;
            if (bytes.Length > target.Length - copied) bytes = bytes[..(target.Length - copied)];
            bytes.CopyTo(target[copied..]);
            copied += bytes.Length;
        }

        return copied;
    }

    /// <summary>Copies one list's bytes to another's; returns how many.</summary>
    public static int Copy(ReadOnlySpan<IoSegment> from, ReadOnlySpan<IoSegment> to)
    {
        int copied = 0, target = 0, used = 0;
        foreach (IoSegment segment in from)
        {
            Span<byte> bytes = Bytes(segment);
            while (bytes.Length > 0)
            {
                if (target == to.Length) return copied;
                Span<byte> room = Bytes(to[target])[used..];
                int count = Math.Min(room.Length, bytes.Length);
                bytes[..count].CopyTo(room);
                bytes = bytes[count..];
                copied += count;
                used += count;
                if (count != room.Length) continue;
                target++;
                used = 0;
            }
        }

        return copied;
    }

    /// <summary>The pieces of a range; returns how many, at most as many as there is room for.</summary>
    public static int Slice(ReadOnlySpan<IoSegment> segments, int offset, int length, Span<IoSegment> target)
    {
        int count = 0;
        foreach (IoSegment segment in segments)
        {
            if (length <= 0 || count == target.Length) break;
            if (offset >= segment.Length)
            {
                offset -= (int)segment.Length;
                continue;
            }

            int taken = (int)Math.Min(segment.Length - offset, length);
            target[count++] = new(segment.Address + offset, taken);
            length -= taken;
            offset = 0;
        }

        return count;
    }
}
