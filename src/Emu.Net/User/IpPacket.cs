using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// What IP hands to the protocol above. <see cref="Head"/> is a copy that a guest cannot change any more; the rest is
/// where it came from.
/// </summary>
internal readonly ref struct IpPacket
{
    public InternetAddress Source { get; init; }

    public InternetAddress Destination { get; init; }

    public byte Protocol { get; init; }

    /// <summary>IPv4's time to live, IPv6's hop limit.</summary>
    public byte HopLimit { get; init; }

    /// <summary>The Ethernet address that it came from.</summary>
    public MacAddress SourceMac { get; init; }

    /// <summary>A copy of the first bytes behind the IP header: all of them, or at least
    /// <see cref="IpInput.HeadLength"/>.</summary>
    public ReadOnlySpan<byte> Head { get; init; }

    /// <summary>The pieces that the packet lies in.</summary>
    public ReadOnlySpan<IoSegment> Segments { get; init; }

    /// <summary>Bytes from the first piece's start to the byte behind the IP header.</summary>
    public int Offset { get; init; }

    /// <summary>Bytes behind the IP header, all of which are there.</summary>
    public int Length { get; init; }

    /// <summary>Nobody has to look at the checksum.</summary>
    public bool IsChecksumTrusted { get; init; }

    /// <summary>A copy of the IP header and what follows, for errors that quote it.</summary>
    public ReadOnlySpan<byte> Quote { get; init; }

    /// <summary>The pieces of a part behind the IP header; returns how many.</summary>
    public int SlicePayload(int offset, int length, Span<IoSegment> target) =>
        HostSegments.Slice(Segments, Offset + offset, length, target);

    /// <summary>The checksum that covers the whole packet is right, or need not be looked at.</summary>
    public bool HasGoodChecksum(Span<IoSegment> scratch)
    {
        if (IsChecksumTrusted) return true;
        InternetChecksum checksum = default;
        checksum.AddPseudoHeader(Source, Destination, Protocol, Length);
        checksum.Add(scratch[..HostSegments.Slice(Segments, Offset, Length, scratch)]);
        return checksum.Sum == 0xffff;
    }
}
