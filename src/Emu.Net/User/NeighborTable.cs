using Emu.Host;

namespace Emu.Net.User;

/// <summary>Which Ethernet address has which address of IP, as the guests have shown. Bounded: a guest that makes up
/// addresses makes the table forget.</summary>
internal sealed class NeighborTable
{
    public const int Most = 256;

    private readonly Dictionary<InternetAddress, MacAddress> known = new(Most);
    private InternetAddress lastAddress;
    private MacAddress lastMac;

    /// <summary>Notes an address; true when that is news.</summary>
    public bool Learn(InternetAddress address, MacAddress mac)
    {
        if (address == lastAddress && mac == lastMac) return false;
        if (mac.IsMulticast || address.IsAny || address.IsMulticast) return false;
        lastAddress = address;
        lastMac = mac;
        if (known.TryGetValue(address, out MacAddress old) && old == mac) return false;
        if (known.Count >= Most) known.Clear();
        known[address] = mac;
        return true;
    }

    public bool TryFind(InternetAddress address, out MacAddress mac) => known.TryGetValue(address, out mac);
}
