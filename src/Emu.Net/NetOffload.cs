namespace Emu.Net;

/// <summary>What is left to be done on a frame by the end that puts it on a wire: the checksum, and cutting it into
/// segments.</summary>
public readonly record struct NetOffload
{
    /// <summary>The checksum from <see cref="ChecksumStart"/> to the end of the frame is still to be put at
    /// <see cref="ChecksumOffset"/> behind that start, where the pseudo header's sum stands now.</summary>
    public bool NeedsChecksum { get; init; }

    /// <summary>The frame's checksums have been verified or cannot be wrong.</summary>
    public bool IsChecksumValid { get; init; }

    /// <summary>Bytes from the start of the frame to the first one that the checksum covers.</summary>
    public ushort ChecksumStart { get; init; }

    /// <summary>Bytes from <see cref="ChecksumStart"/> to the checksum.</summary>
    public ushort ChecksumOffset { get; init; }

    /// <summary>The frame is several segments in one.</summary>
    public NetSegmentation Segmentation { get; init; }

    /// <summary>Most payload bytes of a segment on the wire; 0 when <see cref="Segmentation"/> is none.</summary>
    public ushort SegmentSize { get; init; }

    /// <summary>Bytes of all headers, from the start of the frame to the payload. A hint.</summary>
    public ushort HeaderLength { get; init; }

    /// <summary>TCP's congestion mark (CWR) stands in the first segment only.</summary>
    public bool HasCongestionMark { get; init; }
}
