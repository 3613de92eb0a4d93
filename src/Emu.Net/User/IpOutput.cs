using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>Makes frames for the guest: Ethernet and IP headers, checksums, fragments of large datagrams.</summary>
internal sealed class IpOutput
{
    /// <summary>Most bytes of an IP packet on the link, but for large segments.</summary>
    public const int Mtu = 1500;

    /// <summary>Bytes of the IP headers that are sent: no options.</summary>
    public const int V4HeaderLength = 20, V6HeaderLength = 40;

    private const int MostHead = 256, MostPieces = 64, FragmentHeaderLength = 8, DefaultHopLimit = 64;
    private const uint AskInterval = 100_000_000;

    private readonly UserNetwork network;
    private readonly byte[] head = GC.AllocateUninitializedArray<byte>(MostHead, pinned: true);
    private readonly IoSegment[] pieces = new IoSegment[MostPieces];
    private byte[]? whole;
    private ushort identification;
    private InternetAddress lastAsked;
    private ulong lastAskedAt;

    public IpOutput(UserNetwork network)
    {
        this.network = network;
        // QEMU's: 52:55 and the host's IPv4 address.
        Mac = new(0x5255UL << 32 | network.Addresses.Host.V4);
    }

    /// <summary>The Ethernet address of everything that the network offers.</summary>
    public MacAddress Mac { get; }

    public NeighborTable Neighbors { get; } = new();

    /// <summary>The guest has refused a frame and not yet said that it has room again.</summary>
    public bool IsBlocked { get; set; }

    /// <summary>Sends an IP packet.</summary>
    /// <param name="source">From whom; it also says which version of IP.</param>
    /// <param name="destination">To whom.</param>
    /// <param name="protocol">What the packet carries.</param>
    /// <param name="transport">The header behind IP's, with a zero where the checksum goes; not all of it need be
    /// there.</param>
    /// <param name="payload">What follows.</param>
    /// <param name="checksumAt">The checksum's offset in <paramref name="transport"/>; negative for none.</param>
    /// <param name="segmentSize">Bytes of a segment on the wire when the packet is a large segment of TCP, else 0.</param>
    /// <param name="hopLimit">How many routers it may pass.</param>
    public SendResult Send(
        InternetAddress source, InternetAddress destination, byte protocol, ReadOnlySpan<byte> transport,
        ReadOnlySpan<IoSegment> payload, int checksumAt, ushort segmentSize = 0, byte hopLimit = DefaultHopLimit)
    {
        if (IsBlocked) return SendResult.NoRoom;
        if (!TryResolve(source, destination, out MacAddress mac)) return SendResult.NoAddress;
        return SendTo(mac, source, destination, protocol, transport, payload, checksumAt, segmentSize, hopLimit);
    }

    /// <summary>As <see cref="Send"/>, to an Ethernet address that is known.</summary>
    public SendResult SendTo(
        MacAddress mac, InternetAddress source, InternetAddress destination, byte protocol,
        ReadOnlySpan<byte> transport, ReadOnlySpan<IoSegment> payload, int checksumAt, ushort segmentSize = 0,
        byte hopLimit = DefaultHopLimit)
    {
        if (IsBlocked) return SendResult.NoRoom;
        int payloadLength = 0;
        foreach (IoSegment piece in payload) payloadLength += (int)piece.Length;
        int length = transport.Length + payloadLength;
        int ipLength = source.IsV4 ? V4HeaderLength : V6HeaderLength;
        int at = NetFrame.HeaderLength + ipLength;
        Span<byte> copied = head.AsSpan(at, transport.Length);
        transport.CopyTo(copied);
        bool isFragmented = ipLength + length > Mtu && segmentSize == 0;
        bool leavesChecksum = checksumAt >= 0 && !isFragmented && protocol is IpProtocol.Tcp or IpProtocol.Udp
            && (network.Peer?.Accepts & NetFeatures.Checksum) != 0;
        if (checksumAt >= 0) FillChecksum(source, destination, protocol, copied, payload, length, checksumAt, leavesChecksum);
        if (isFragmented) return SendFragments(mac, source, destination, protocol, copied, payload, length, hopLimit);
        WriteHeaders(mac, source, destination, protocol, length, hopLimit, fragment: 0);
        NetOffload offload = new()
        {
            NeedsChecksum = leavesChecksum,
            IsChecksumValid = !leavesChecksum,
            ChecksumStart = leavesChecksum ? (ushort)at : (ushort)0,
            ChecksumOffset = leavesChecksum ? (ushort)checksumAt : (ushort)0,
            Segmentation = segmentSize == 0 ? NetSegmentation.None
                : source.IsV4 ? NetSegmentation.Tcp4 : NetSegmentation.Tcp6,
            SegmentSize = segmentSize,
            HeaderLength = (ushort)(at + transport.Length),
        };
        return Transmit(at + transport.Length, payload, offload);
    }

    /// <summary>Sends a frame that is not IP, from <paramref name="body"/> on behind the Ethernet header.</summary>
    public void SendRaw(MacAddress to, ushort type, ReadOnlySpan<byte> body)
    {
        WriteEthernet(to, type);
        body.CopyTo(head.AsSpan(NetFrame.HeaderLength));
        Transmit(NetFrame.HeaderLength + body.Length, [], default);
    }

    private bool TryResolve(InternetAddress source, InternetAddress destination, out MacAddress mac)
    {
        if (Neighbors.TryFind(destination, out mac)) return true;
        if (destination.IsV4 && (destination.V4 == uint.MaxValue || destination == network.Addresses.Broadcast))
        {
            mac = MacAddress.Broadcast;
            return true;
        }

        if (!destination.IsV4 && destination.IsMulticast)
        {
            mac = new(0x3333UL << 32 | (uint)destination.Low);
            return true;
        }

        ulong now = network.Loop.Clock.Nanoseconds;
        if (destination == lastAsked && now - lastAskedAt < AskInterval) return false;
        lastAsked = destination;
        lastAskedAt = now;
        if (destination.IsV4) network.Arp.Ask(destination);
        else network.Icmp6.AskNeighbor(source, destination);
        return false;
    }

    private static void FillChecksum(
        InternetAddress source, InternetAddress destination, byte protocol, Span<byte> transport,
        ReadOnlySpan<IoSegment> payload, int length, int checksumAt, bool leavesRest)
    {
        InternetChecksum checksum = default;
        if (protocol != IpProtocol.Icmp) checksum.AddPseudoHeader(source, destination, protocol, length);
        ushort value = checksum.Sum;
        if (!leavesRest)
        {
            checksum.Add(transport);
            checksum.Add(payload);
            value = checksum.Value;
            // UDP's zero means that there is no checksum (RFC 768).
            if (value == 0 && protocol == IpProtocol.Udp) value = ushort.MaxValue;
        }

        BinaryPrimitives.WriteUInt16BigEndian(transport[checksumAt..], value);
    }

    private void WriteEthernet(MacAddress to, ushort type)
    {
        to.Write(head);
        Mac.Write(head.AsSpan(MacAddress.Length));
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(12), type);
    }

    private void WriteHeaders(
        MacAddress mac, InternetAddress source, InternetAddress destination, byte protocol, int length, byte hopLimit,
        ushort fragment)
    {
        WriteEthernet(mac, source.IsV4 ? IpProtocol.EtherV4 : IpProtocol.EtherV6);
        Span<byte> ip = head.AsSpan(NetFrame.HeaderLength);
        if (source.IsV4)
        {
            ip[0] = 0x45;
            ip[1] = 0;
            BinaryPrimitives.WriteUInt16BigEndian(ip[2..], (ushort)(length + V4HeaderLength));
            BinaryPrimitives.WriteUInt16BigEndian(ip[4..], identification);
            BinaryPrimitives.WriteUInt16BigEndian(ip[6..], fragment);
            ip[8] = hopLimit;
            ip[9] = protocol;
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], 0);
            BinaryPrimitives.WriteUInt32BigEndian(ip[12..], source.V4);
            BinaryPrimitives.WriteUInt32BigEndian(ip[16..], destination.V4);
            InternetChecksum checksum = default;
            checksum.Add(ip[..V4HeaderLength]);
            BinaryPrimitives.WriteUInt16BigEndian(ip[10..], checksum.Value);
            // Fragments of one packet share the number.
            if (fragment == 0) identification++;
            return;
        }

        BinaryPrimitives.WriteUInt32BigEndian(ip, 6u << 28);
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], (ushort)length);
        ip[6] = protocol;
        ip[7] = hopLimit;
        source.WriteV6(ip[8..]);
        destination.WriteV6(ip[24..]);
    }

    /// <summary>Cuts a datagram (RFC 791 3.2, RFC 8200 4.5). When room ends in the middle, the guest misses a piece and
    /// drops the rest, as on any network.</summary>
    private SendResult SendFragments(
        MacAddress mac, InternetAddress source, InternetAddress destination, byte protocol, ReadOnlySpan<byte> transport,
        ReadOnlySpan<IoSegment> payload, int length, byte hopLimit)
    {
        if (length > ushort.MaxValue - (source.IsV4 ? V4HeaderLength : FragmentHeaderLength)) return SendResult.Sent;
        whole ??= GC.AllocateUninitializedArray<byte>(ushort.MaxValue + 1, pinned: true);
        transport.CopyTo(whole);
        HostSegments.CopyTo(payload, 0, whole.AsSpan(transport.Length));
        bool isV4 = source.IsV4;
        int extra = isV4 ? 0 : FragmentHeaderLength;
        int most = (Mtu - (isV4 ? V4HeaderLength : V6HeaderLength) - extra) & ~7;
        identification++;
        Span<IoSegment> piece = stackalloc IoSegment[1];
        for (int offset = 0; offset < length; offset += most)
        {
            int here = Math.Min(most, length - offset);
            bool hasMore = offset + here < length;
            piece[0] = HostSegments.Of(whole, offset, here);
            int headLength = NetFrame.HeaderLength + V4HeaderLength;
            if (isV4)
            {
                ushort place = (ushort)(offset / 8 | (hasMore ? 0x2000 : 0));
                WriteHeaders(mac, source, destination, protocol, here, hopLimit, place);
            }
            else
            {
                WriteHeaders(mac, source, destination, IpProtocol.Fragment, here + extra, hopLimit, 0);
                headLength = NetFrame.HeaderLength + V6HeaderLength + extra;
                Span<byte> fragment = head.AsSpan(headLength - extra, extra);
                fragment[0] = protocol;
                fragment[1] = 0;
                BinaryPrimitives.WriteUInt16BigEndian(fragment[2..], (ushort)(offset | (hasMore ? 1 : 0)));
                BinaryPrimitives.WriteUInt32BigEndian(fragment[4..], identification);
            }

            SendResult result = Transmit(headLength, piece, new NetOffload { IsChecksumValid = true });
            if (result == SendResult.NoRoom) return offset == 0 ? result : SendResult.Sent;
        }

        identification++;
        return SendResult.Sent;
    }

    private SendResult Transmit(int headLength, ReadOnlySpan<IoSegment> payload, NetOffload offload)
    {
        if (IsBlocked) return SendResult.NoRoom;
        pieces[0] = HostSegments.Of(head, 0, headLength);
        payload.CopyTo(pieces.AsSpan(1));
        if (network.Send(new NetFrame(pieces.AsSpan(0, payload.Length + 1), offload)))
        {
            network.NoteSent();
            return SendResult.Sent;
        }

        IsBlocked = true;
        return SendResult.NoRoom;
    }
}
