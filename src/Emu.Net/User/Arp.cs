using System.Buffers.Binary;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>Address resolution for IPv4 (RFC 826).</summary>
internal sealed class Arp(UserNetwork network)
{
    private const int PacketLength = 28;
    private const ushort Request = 1, Reply = 2;

    /// <summary>An ARP packet of a guest.</summary>
    public void Receive(ReadOnlySpan<byte> packet)
    {
        if (packet.Length < PacketLength || BinaryPrimitives.ReadUInt16BigEndian(packet) != 1
            || BinaryPrimitives.ReadUInt16BigEndian(packet[2..]) != IpProtocol.EtherV4 || packet[4] != 6 || packet[5] != 4)
            return;
        MacAddress sender = MacAddress.Read(packet[8..]);
        InternetAddress senderAddress = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(packet[14..]));
        InternetAddress target = InternetAddress.FromV4(BinaryPrimitives.ReadUInt32BigEndian(packet[24..]));
        if (network.Addresses.Contains(senderAddress) && !network.Router.IsOurs(senderAddress))
            network.Learn(senderAddress, sender);
        if (BinaryPrimitives.ReadUInt16BigEndian(packet[6..]) == Request && network.Router.IsOurs(target))
            Send(Reply, sender, target, sender, senderAddress);
    }

    /// <summary>Asks who has an address.</summary>
    public void Ask(InternetAddress address) =>
        Send(Request, MacAddress.Broadcast, network.Addresses.Host, default, address);

    private void Send(
        ushort operation, MacAddress to, InternetAddress own, MacAddress targetMac, InternetAddress target)
    {
        Span<byte> packet = stackalloc byte[PacketLength];
        BinaryPrimitives.WriteUInt16BigEndian(packet, 1);
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], IpProtocol.EtherV4);
        packet[4] = 6;
        packet[5] = 4;
        BinaryPrimitives.WriteUInt16BigEndian(packet[6..], operation);
        network.Output.Mac.Write(packet[8..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[14..], own.V4);
        targetMac.Write(packet[18..]);
        BinaryPrimitives.WriteUInt32BigEndian(packet[24..], target.V4);
        network.Output.SendRaw(to, IpProtocol.EtherArp, packet);
    }
}
