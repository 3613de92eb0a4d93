using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// Takes frames of a guest apart down to the protocol above IP. Every length and offset in a frame may be a lie: each is
/// read once, from a copy, and compared with what is there.
/// </summary>
internal sealed class IpInput(UserNetwork network)
{
    /// <summary>Bytes of a packet that are always copied: all headers of TCP over IP.</summary>
    public const int HeadLength = 256;

    private const int CopiedWhole = 2048, MostExtensions = 8;

    private readonly byte[] head = GC.AllocateUninitializedArray<byte>(CopiedWhole);
    private readonly IpReassembly reassembly = new(network.Loop.Clock);
    private byte[]? large;

    /// <summary>Packets that wait for more of their fragments.</summary>
    public int Incomplete => reassembly.Count;

    public void Receive(in NetFrame frame)
    {
        if (frame.Length is < NetFrame.HeaderLength or > NetFrame.MostLength) return;
        int copied = frame.CopyTo(0, head.AsSpan(0, frame.Length <= CopiedWhole ? CopiedWhole : HeadLength));
        ReadOnlySpan<byte> bytes = head.AsSpan(0, copied);
        MacAddress destination = MacAddress.Read(bytes);
        if (destination != network.Output.Mac && !destination.IsMulticast) return;
        MacAddress source = MacAddress.Read(bytes[MacAddress.Length..]);
        switch (BinaryPrimitives.ReadUInt16BigEndian(bytes[12..]))
        {
            case IpProtocol.EtherArp when network.Addresses.IsV4On:
                network.Arp.Receive(bytes[NetFrame.HeaderLength..]);
                break;
            case IpProtocol.EtherV4 when network.Addresses.IsV4On:
                ReceiveV4(frame, source, bytes[NetFrame.HeaderLength..]);
                break;
            case IpProtocol.EtherV6 when network.Addresses.IsV6On:
                ReceiveV6(frame, source, bytes[NetFrame.HeaderLength..]);
                break;
        }
    }

    /// <summary>Gives up packets whose fragments did not all come.</summary>
    public void Expire() => reassembly.Expire();

    private void ReceiveV4(in NetFrame frame, MacAddress mac, ReadOnlySpan<byte> ip)
    {
        if (ip.Length < IpOutput.V4HeaderLength || ip[0] >> 4 != 4) return;
        int headerLength = (ip[0] & 15) * 4, length = BinaryPrimitives.ReadUInt16BigEndian(ip[2..]);
        if (headerLength < IpOutput.V4HeaderLength || headerLength > ip.Length || length < headerLength
            || length > frame.Length - NetFrame.HeaderLength)
            return;
        InternetChecksum checksum = default;
        checksum.Add(ip[..headerLength]);
        if (checksum.Sum != 0xffff) return;
        int fragment = BinaryPrimitives.ReadUInt16BigEndian(ip[6..]);
        int transportLength = length - headerLength;
        IpPacket packet = new()
        {
            Source = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(ip[12..])),
            Destination = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(ip[16..])),
            Protocol = ip[9],
            HopLimit = ip[8],
            SourceMac = mac,
            Head = ip[headerLength..Math.Min(ip.Length, length)],
            Segments = frame.Segments,
            Offset = NetFrame.HeaderLength + headerLength,
            Length = transportLength,
            IsChecksumTrusted = frame.Offload.NeedsChecksum || frame.Offload.IsChecksumValid,
            Quote = ip[..Math.Min(ip.Length, length)],
        };
        if ((fragment & 0x3fff) == 0) Dispatch(packet);
        else
        {
            uint identification = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]);
            Collect(packet, identification, (fragment & 0x1fff) * 8, (fragment & 0x2000) != 0);
        }
    }

    private void ReceiveV6(in NetFrame frame, MacAddress mac, ReadOnlySpan<byte> ip)
    {
        if (ip.Length < IpOutput.V6HeaderLength || ip[0] >> 4 != 6) return;
        int length = BinaryPrimitives.ReadUInt16BigEndian(ip[4..]) + IpOutput.V6HeaderLength;
        if (length > frame.Length - NetFrame.HeaderLength) return;
        ReadOnlySpan<byte> there = ip[..Math.Min(ip.Length, length)];
        byte next = ip[6];
        int at = IpOutput.V6HeaderLength;
        for (int i = 0; i < MostExtensions; i++)
        {
            if (next is not (IpProtocol.HopByHop or IpProtocol.DestinationOptions or IpProtocol.Routing
                or IpProtocol.Fragment))
                break;
            if (at + 8 > there.Length) return;
            if (next == IpProtocol.Fragment)
            {
                int place = BinaryPrimitives.ReadUInt16BigEndian(there[(at + 2)..]);
                uint identification = BinaryPrimitives.ReadUInt32BigEndian(there[(at + 4)..]);
                next = there[at];
                at += 8;
                if ((place & ~6) == 0) continue;
                Collect(Make(frame, ip, there, mac, next, at, length), identification, place & ~7, (place & 1) != 0);
                return;
            }

            // No packet goes further on a way of the sender's choice (RFC 5095).
            if (next == IpProtocol.Routing && there[at + 3] != 0) return;
            next = there[at];
            at += (there[at + 1] + 1) * 8;
            if (at > there.Length) return;
        }

        Dispatch(Make(frame, ip, there, mac, next, at, length));
    }

    private static IpPacket Make(
        in NetFrame frame, ReadOnlySpan<byte> ip, ReadOnlySpan<byte> there, MacAddress mac, byte protocol, int at,
        int length) => new()
        {
            Source = InternetAddress.ReadV6(ip[8..]),
            Destination = InternetAddress.ReadV6(ip[24..]),
            Protocol = protocol,
            HopLimit = ip[7],
            SourceMac = mac,
            Head = there[at..],
            Segments = frame.Segments,
            Offset = NetFrame.HeaderLength + at,
            Length = length - at,
            IsChecksumTrusted = frame.Offload.NeedsChecksum || frame.Offload.IsChecksumValid,
            Quote = there,
        };

    private void Collect(in IpPacket packet, uint identification, int offset, bool hasMore)
    {
        if (!network.Addresses.Contains(packet.Source)) return;
        byte[]? whole = reassembly.Add(packet, identification, offset, hasMore, out int length);
        if (whole is null) return;
        Span<IoSegment> piece = [HostSegments.Of(whole, 0, length)];
        Dispatch(new IpPacket
        {
            Source = packet.Source,
            Destination = packet.Destination,
            Protocol = packet.Protocol,
            HopLimit = packet.HopLimit,
            SourceMac = packet.SourceMac,
            Head = whole.AsSpan(0, length),
            Segments = piece,
            Length = length,
            Quote = [],
        });
    }

    private void Dispatch(in IpPacket packet)
    {
        if (packet.Protocol != IpProtocol.Tcp && packet.Head.Length < packet.Length)
        {
            DispatchLarge(packet);
            return;
        }

        bool isKnown = network.Addresses.Contains(packet.Source) && !network.Router.IsOurs(packet.Source);
        bool mayBeNew = packet.Source.IsAny && packet.Protocol is IpProtocol.Udp or IpProtocol.IcmpV6;
        if (!isKnown && !mayBeNew) return;
        if (isKnown) network.Learn(packet.Source, packet.SourceMac);
        switch (packet.Protocol)
        {
            case IpProtocol.Tcp when isKnown:
                network.Tcp.Receive(packet);
                break;
            case IpProtocol.Udp:
                network.Udp.Receive(packet);
                break;
            case IpProtocol.Icmp when packet.Source.IsV4:
                network.Icmp.Receive(packet);
                break;
            case IpProtocol.IcmpV6 when !packet.Source.IsV4:
                network.Icmp6.Receive(packet);
                break;
        }
    }

    /// <summary>All protocols but TCP read a packet as a whole: it is copied.</summary>
    private void DispatchLarge(in IpPacket packet)
    {
        large ??= GC.AllocateUninitializedArray<byte>(NetFrame.MostLength, pinned: true);
        int length = HostSegments.CopyTo(packet.Segments, packet.Offset, large.AsSpan(0, packet.Length));
        if (length != packet.Length) return;
        Span<IoSegment> piece = [HostSegments.Of(large, 0, length)];
        Dispatch(new IpPacket
        {
            Source = packet.Source,
            Destination = packet.Destination,
            Protocol = packet.Protocol,
            HopLimit = packet.HopLimit,
            SourceMac = packet.SourceMac,
            Head = large.AsSpan(0, length),
            Segments = piece,
            Length = length,
            IsChecksumTrusted = packet.IsChecksumTrusted,
            Quote = packet.Quote,
        });
    }
}
