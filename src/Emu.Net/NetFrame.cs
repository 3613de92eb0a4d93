using Emu.Host;

namespace Emu.Net;

/// <summary>
/// An Ethernet frame, without its check sequence, where it lies: in host memory, often the guest's own. A guest may change
/// it meanwhile, so that code that decides by a byte copies that byte first. It is valid for the length of a call.
/// </summary>
public readonly ref struct NetFrame
{
    /// <summary>Least bytes of a frame: two addresses and a type.</summary>
    public const int HeaderLength = 14;

    /// <summary>Most bytes of a frame: 64 KiB of IP, and the Ethernet header with a VLAN tag.</summary>
    public const int MostLength = 65535 + HeaderLength + 4;

    /// <summary>A frame made of pieces.</summary>
    /// <param name="segments">The pieces, in order.</param>
    /// <param name="offload">What is left to do.</param>
    public NetFrame(ReadOnlySpan<IoSegment> segments, NetOffload offload = default)
    {
        Segments = segments;
        Offload = offload;
        nint length = 0;
        foreach (IoSegment segment in segments) length += segment.Length;
        Length = (int)Math.Min(length, int.MaxValue);
    }

    /// <summary>The pieces, in order.</summary>
    public ReadOnlySpan<IoSegment> Segments { get; }

    /// <summary>Bytes in all.</summary>
    public int Length { get; }

    /// <summary>What is left to be done on the frame.</summary>
    public NetOffload Offload { get; }

    /// <summary>Copies bytes from an offset on; returns how many there were.</summary>
    public int CopyTo(int offset, Span<byte> target) => HostSegments.CopyTo(Segments, offset, target);

    /// <summary>The pieces from an offset on; returns how many pieces that are.</summary>
    /// <param name="offset">Bytes to leave out at the front.</param>
    /// <param name="length">Most bytes to give.</param>
    /// <param name="target">Room for the pieces.</param>
    public int Slice(int offset, int length, Span<IoSegment> target) =>
        HostSegments.Slice(Segments, offset, length, target);
}
