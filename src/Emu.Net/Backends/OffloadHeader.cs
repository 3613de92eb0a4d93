using System.Runtime.InteropServices;

namespace Emu.Net.Backends;

/// <summary>The kernel's <c>struct virtio_net_hdr</c>, in the host's byte order, before each frame of a tap.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 1)]
internal struct OffloadHeader
{
    private const byte NeedsChecksum = 1, DataValid = 2, Tcp4 = 1, Udp = 3, Tcp6 = 4, CongestionMark = 0x80;

    private byte flags;
    private byte kind;
    private ushort headerLength;
    private ushort segmentSize;
    private ushort checksumStart;
    private ushort checksumOffset;

    /// <summary>Writes what is left to do on a frame.</summary>
    public static OffloadHeader From(in NetOffload offload) => new()
    {
        flags = offload.NeedsChecksum ? NeedsChecksum : offload.IsChecksumValid ? DataValid : (byte)0,
        kind = (byte)(offload.Segmentation switch
        {
            NetSegmentation.Tcp4 => Tcp4,
            NetSegmentation.Tcp6 => Tcp6,
            NetSegmentation.UdpFragments => Udp,
            _ => 0,
        } | (offload.HasCongestionMark ? CongestionMark : 0)),
        headerLength = offload.HeaderLength,
        segmentSize = offload.SegmentSize,
        checksumStart = offload.ChecksumStart,
        checksumOffset = offload.ChecksumOffset,
    };

    /// <summary>Reads what is left to do on a frame; the kernel does not lie.</summary>
    public readonly NetOffload ToOffload() => new()
    {
        NeedsChecksum = (flags & NeedsChecksum) != 0,
        IsChecksumValid = (flags & DataValid) != 0,
        Segmentation = (kind & ~CongestionMark) switch
        {
            Tcp4 => NetSegmentation.Tcp4,
            Tcp6 => NetSegmentation.Tcp6,
            Udp => NetSegmentation.UdpFragments,
            _ => NetSegmentation.None,
        },
        HasCongestionMark = (kind & CongestionMark) != 0,
        HeaderLength = headerLength,
        SegmentSize = segmentSize,
        ChecksumStart = checksumStart,
        ChecksumOffset = checksumOffset,
    };
}
