using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>ICMP for IPv6 (RFC 4443): echo, errors, and the discovery of neighbours and of the router (RFC 4861).</summary>
internal sealed class Icmp6(UserNetwork network)
{
    /// <summary>Codes of "destination unreachable".</summary>
    public const byte NoRoute = 0, Prohibited = 1, AddressUnreachable = 3, PortUnreachable = 4;

    private const byte Unreachable = 1, Echo = 128, EchoReply = 129, RouterSolicitation = 133,
        RouterAdvertisement = 134, NeighborSolicitation = 135, NeighborAdvertisement = 136;

    private const byte SourceAddressOption = 1, TargetAddressOption = 2, PrefixOption = 3, MtuOption = 5, DnsOption = 25;
    private const int HeaderLength = 8, NeighborLength = 24, MostQuoted = 1232;
    private const byte NeighborHopLimit = 255;
    private const ushort RouterSeconds = 1800;
    private const uint PrefixSeconds = 86400, PreferredSeconds = 14400;

    private static readonly InternetAddress AllNodes = new(0xff02_0000_0000_0000, 1);

    public void Receive(in IpPacket packet)
    {
        ReadOnlySpan<byte> bytes = packet.Head;
        InternetChecksum checksum = default;
        checksum.AddPseudoHeader(packet.Source, packet.Destination, IpProtocol.IcmpV6, bytes.Length);
        checksum.Add(bytes);
        if (bytes.Length < HeaderLength || checksum.Sum != 0xffff || bytes[1] != 0) return;
        switch (bytes[0])
        {
            case Echo:
                ReceiveEcho(packet);
                break;
            // What has passed a router does not come from a neighbour (RFC 4861 6.1.1, 7.1).
            case RouterSolicitation when packet.HopLimit == NeighborHopLimit:
                Advertise();
                break;
            case NeighborSolicitation when packet.HopLimit == NeighborHopLimit && bytes.Length >= NeighborLength:
                ReceiveSolicitation(packet);
                break;
            case NeighborAdvertisement when packet.HopLimit == NeighborHopLimit && bytes.Length >= NeighborLength:
                InternetAddress shown = InternetAddress.ReadV6(bytes[8..]);
                if (network.Addresses.Contains(shown) && !network.Router.IsOurs(shown))
                    network.Learn(shown, packet.SourceMac);
                break;
        }
    }

    /// <summary>Says that there is a router, and which prefix its link has (RFC 4861 4.2, RFC 8106).</summary>
    public void Advertise()
    {
        UserAddresses addresses = network.Addresses;
        Span<byte> bytes = stackalloc byte[16 + 8 + 8 + 32 + 24];
        bytes.Clear();
        bytes[0] = RouterAdvertisement;
        bytes[4] = 64;
        // More is to be had from DHCP.
        bytes[5] = 0x40;
        // A network that leads nowhere has no router.
        BinaryPrimitives.WriteUInt16BigEndian(bytes[6..], network.Router.IsRestricted ? (ushort)0 : RouterSeconds);
        Span<byte> option = bytes[16..];
        option[0] = SourceAddressOption;
        option[1] = 1;
        network.Output.Mac.Write(option[2..]);
        option = option[8..];
        option[0] = MtuOption;
        option[1] = 1;
        BinaryPrimitives.WriteInt32BigEndian(option[4..], IpOutput.Mtu);
        option = option[8..];
        option[0] = PrefixOption;
        option[1] = 4;
        option[2] = (byte)addresses.PrefixLength;
        // The prefix is on the link, and the guest makes its addresses from it.
        option[3] = 0xc0;
        BinaryPrimitives.WriteUInt32BigEndian(option[4..], PrefixSeconds);
        BinaryPrimitives.WriteUInt32BigEndian(option[8..], PreferredSeconds);
        addresses.Prefix.WriteV6(option[16..]);
        option = option[32..];
        int length = bytes.Length - 24;
        if (!network.Router.IsRestricted)
        {
            option[0] = DnsOption;
            option[1] = 3;
            BinaryPrimitives.WriteUInt32BigEndian(option[4..], PrefixSeconds);
            addresses.DnsV6.WriteV6(option[8..]);
            length += 24;
        }

        Send(UserAddresses.RouterV6, AllNodes, bytes[..length], [], NeighborHopLimit);
    }

    /// <summary>Asks who has an address (RFC 4861 4.3).</summary>
    public void AskNeighbor(InternetAddress source, InternetAddress target)
    {
        Span<byte> bytes = stackalloc byte[NeighborLength + 8];
        bytes.Clear();
        bytes[0] = NeighborSolicitation;
        target.WriteV6(bytes[8..]);
        bytes[NeighborLength] = SourceAddressOption;
        bytes[NeighborLength + 1] = 1;
        network.Output.Mac.Write(bytes[(NeighborLength + 2)..]);
        InternetAddress group = new(0xff02_0000_0000_0000, 0x0000_0001_ff00_0000 | (target.Low & 0xff_ffff));
        InternetAddress own = network.Router.IsOurs(source) ? source : network.Addresses.HostV6;
        Send(own, group, bytes, [], NeighborHopLimit);
    }

    /// <summary>Answers a ping, on behalf of the host that was asked.</summary>
    public void SendEcho(InternetAddress from, InternetAddress to, ReadOnlySpan<byte> numbers, ReadOnlySpan<byte> payload)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        header[0] = EchoReply;
        numbers.CopyTo(header[4..]);
        Send(from, to, header, payload);
    }

    /// <summary>Tells the guest why a packet went nowhere.</summary>
    public void SendUnreachable(InternetAddress to, byte code, ReadOnlySpan<byte> quote)
    {
        if (quote.Length == 0 || to.IsAny || to.IsMulticast) return;
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        header[0] = Unreachable;
        header[1] = code;
        Send(network.Addresses.HostV6, to, header, quote[..Math.Min(quote.Length, MostQuoted)]);
    }

    private void ReceiveEcho(in IpPacket packet)
    {
        if (packet.Source.IsAny) return;
        ReadOnlySpan<byte> bytes = packet.Head;
        if (network.Router.IsOurs(packet.Destination))
            SendEcho(packet.Destination, packet.Source, bytes[4..8], bytes[HeaderLength..]);
        else if (packet.Destination == AllNodes)
            SendEcho(UserAddresses.RouterV6, packet.Source, bytes[4..8], bytes[HeaderLength..]);
        else if (packet.Destination.IsMulticast) return;
        else if (!network.Router.TryRoute(new(packet.Destination, 1), out HostEndpoint target)
            || !network.Pings.TrySend(packet, target.Address))
            SendUnreachable(packet.Source, Prohibited, packet.Quote);
    }

    private void ReceiveSolicitation(in IpPacket packet)
    {
        InternetAddress target = InternetAddress.ReadV6(packet.Head[8..]);
        if (!network.Router.IsOurs(target)) return;
        Span<byte> bytes = stackalloc byte[NeighborLength + 8];
        bytes.Clear();
        bytes[0] = NeighborAdvertisement;
        bool isAnswer = !packet.Source.IsAny;
        // A router; an answer; what was known before is wrong.
        bytes[4] = (byte)(0xa0 | (isAnswer ? 0x40 : 0));
        target.WriteV6(bytes[8..]);
        bytes[NeighborLength] = TargetAddressOption;
        bytes[NeighborLength + 1] = 1;
        network.Output.Mac.Write(bytes[(NeighborLength + 2)..]);
        Send(target, isAnswer ? packet.Source : AllNodes, bytes, [], NeighborHopLimit);
    }

    private void Send(
        InternetAddress from, InternetAddress to, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload,
        byte hopLimit = 64) =>
        network.SendCopied(from, to, IpProtocol.IcmpV6, header, payload, checksumAt: 2, hopLimit);
}
