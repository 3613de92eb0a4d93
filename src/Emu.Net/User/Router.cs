using Emu.Host;

namespace Emu.Net.User;

/// <summary>Translates between the addresses that the guest sees and the host's. Here <c>restrict</c> is enforced, before
/// any socket is touched.</summary>
internal sealed class Router(UserAddresses addresses, bool isRestricted, bool allowsLoopback, Resolver resolver,
    IReadOnlyList<GuestForwardRule> guestForwards)
{
    public const ushort DnsPort = 53;

    private static readonly InternetAddress LoopbackV4 = InternetAddress.FromV4(0x7f00_0001);

    public bool IsRestricted => isRestricted;

    /// <summary>The network itself answers to the address.</summary>
    public bool IsOurs(InternetAddress address)
    {
        if (address == addresses.Host || address == addresses.Dns || address == addresses.HostV6
            || address == addresses.DnsV6 || address == UserAddresses.RouterV6)
            return true;
        foreach (GuestForwardRule rule in guestForwards)
            if (rule.Server.Address == address) return true;
        return false;
    }

    /// <summary>The rule for a server that the user has put into the guest's network.</summary>
    public GuestForwardRule? FindGuestForward(HostEndpoint destination)
    {
        foreach (GuestForwardRule rule in guestForwards)
            if (rule.Server == destination) return rule;
        return null;
    }

    /// <summary>Where a guest's connection or datagram goes on the host; false when it may not go anywhere.</summary>
    public bool TryRoute(HostEndpoint destination, out HostEndpoint host)
    {
        host = destination;
        InternetAddress address = destination.Address;
        if (isRestricted || address.IsMulticast || address.IsAny || address.IsLoopback || destination.Port == 0)
            return false;
        if (address == addresses.Dns || address == addresses.DnsV6)
        {
            host = resolver.Server;
            return destination.Port == DnsPort;
        }

        if (address == addresses.Host || address == addresses.HostV6)
        {
            host = new(address.IsV4 ? LoopbackV4 : InternetAddress.LoopbackV6, destination.Port);
            return allowsLoopback;
        }

        // Other guests are not reached through the host, and 0.0.0.0/8 is the host itself for Linux.
        return !addresses.Contains(address) && !(address.IsV4 && address.V4 >> 24 == 0);
    }

    /// <summary>The address under which the guest sees one of the host's side.</summary>
    public InternetAddress ToGuest(InternetAddress from) =>
        from.IsLoopback || from == default || addresses.Contains(from)
            ? from.IsV4 || from == default ? addresses.Host : addresses.HostV6
            : from;
}
