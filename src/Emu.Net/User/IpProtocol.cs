namespace Emu.Net.User;

/// <summary>Protocol numbers of IP (IANA), and types of Ethernet frames.</summary>
internal static class IpProtocol
{
    public const byte HopByHop = 0, Icmp = 1, Tcp = 6, Udp = 17, Routing = 43, Fragment = 44, IcmpV6 = 58,
        DestinationOptions = 60;

    public const ushort EtherV4 = 0x800, EtherArp = 0x806, EtherV6 = 0x86dd;
}
