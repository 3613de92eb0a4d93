using System.Buffers.Binary;
using Emu.Net;

namespace Emu.Devices.Virtio;

/// <summary>The header before each frame (virtio 1.2, 5.1.6), little-endian as of a driver on a little-endian
/// machine.</summary>
internal static class VirtioNetHeader
{
    /// <summary>Bytes with the number of buffers, and without it for legacy drivers that do not merge buffers.</summary>
    public const int Length = 12, LegacyLength = 10;

    private const byte NeedsChecksum = 1, DataValid = 2;
    private const byte GsoNone = 0, GsoTcp4 = 1, GsoTcp6 = 4, GsoCongestionMark = 0x80;

    /// <summary>Reads a header of the driver; false when it asks for what was not negotiated, or lies about the
    /// frame.</summary>
    /// <param name="bytes">The header, copied.</param>
    /// <param name="frameLength">Bytes of the frame behind it.</param>
    /// <param name="allowed">What the driver may leave to be done.</param>
    /// <param name="offload">What is left to do.</param>
    public static bool TryRead(ReadOnlySpan<byte> bytes, long frameLength, NetFeatures allowed, out NetOffload offload)
    {
        offload = default;
        bool needsChecksum = (bytes[0] & NeedsChecksum) != 0;
        ushort start = BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]);
        ushort offset = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        ushort size = BinaryPrimitives.ReadUInt16LittleEndian(bytes[4..]);
        bool hasMark = (bytes[1] & GsoCongestionMark) != 0;
        NetSegmentation segmentation = (bytes[1] & ~GsoCongestionMark) switch
        {
            GsoNone => NetSegmentation.None,
            GsoTcp4 => NetSegmentation.Tcp4,
            GsoTcp6 => NetSegmentation.Tcp6,
            // UDP fragmentation is never offered.
            _ => NetSegmentation.UdpFragments,
        };
        if (needsChecksum && ((allowed & NetFeatures.Checksum) == 0 || start + offset + 2 > frameLength)) return false;
        if (segmentation != NetSegmentation.None)
        {
            NetFeatures needed = segmentation switch
            {
                NetSegmentation.Tcp4 => NetFeatures.Tcp4,
                NetSegmentation.Tcp6 => NetFeatures.Tcp6,
                _ => NetFeatures.None,
            } | (hasMark ? NetFeatures.CongestionMark : 0);
            if (!needsChecksum || size == 0 || segmentation == NetSegmentation.UdpFragments
                || (allowed & needed) != needed)
                return false;
        }

        offload = new NetOffload
        {
            NeedsChecksum = needsChecksum,
            IsChecksumValid = (bytes[0] & DataValid) != 0,
            ChecksumStart = needsChecksum ? start : (ushort)0,
            ChecksumOffset = needsChecksum ? offset : (ushort)0,
            Segmentation = segmentation,
            SegmentSize = segmentation == NetSegmentation.None ? (ushort)0 : size,
            HeaderLength = BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..]),
            HasCongestionMark = hasMark && segmentation != NetSegmentation.None,
        };
        return true;
    }

    /// <summary>Writes a header for the driver.</summary>
    /// <param name="bytes">Takes it.</param>
    /// <param name="offload">What is left to do on the frame.</param>
    /// <param name="buffers">Over how many buffers it spreads.</param>
    /// <param name="takesChecksums">The driver has accepted VIRTIO_NET_F_GUEST_CSUM.</param>
    public static void Write(Span<byte> bytes, in NetOffload offload, ushort buffers, bool takesChecksums)
    {
        bytes.Clear();
        if (offload.NeedsChecksum) bytes[0] = NeedsChecksum;
        else if (offload.IsChecksumValid && takesChecksums) bytes[0] = DataValid;
        bytes[1] = (byte)(offload.Segmentation switch
        {
            NetSegmentation.Tcp4 => GsoTcp4,
            NetSegmentation.Tcp6 => GsoTcp6,
            _ => GsoNone,
        } | (offload.HasCongestionMark ? GsoCongestionMark : 0));
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[2..], offload.HeaderLength);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[4..], offload.SegmentSize);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[6..], offload.ChecksumStart);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[8..], offload.ChecksumOffset);
        if (bytes.Length >= Length) BinaryPrimitives.WriteUInt16LittleEndian(bytes[10..], buffers);
    }
}
