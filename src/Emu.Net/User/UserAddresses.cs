using System.Globalization;
using System.Numerics;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>The addresses of a user network, checked. The words for mistakes are QEMU's.</summary>
public sealed class UserAddresses
{
    /// <summary>How many addresses DHCP gives out.</summary>
    public const int Leases = 16;

    private static readonly InternetAddress DefaultPrefix = new(0xfec0_0000_0000_0000, 0);

    /// <summary>Checks what the user said.</summary>
    /// <exception cref="NetException">Something cannot be read, or does not fit the rest.</exception>
    public UserAddresses(UserNetSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        bool hasV4 = settings.Net is not null || settings.Host is not null || settings.DhcpStart is not null
            || settings.Dns is not null;
        bool hasV6 = settings.IPv6Net is not null || settings.IPv6Prefix is not null || settings.IPv6Host is not null
            || settings.IPv6Dns is not null || settings.IPv6PrefixLength is not null;
        if (settings.IPv4 == false && hasV4) throw Bad("IPv4 disabled but netmask/host/dns provided");
        if (settings.IPv6 == false && hasV6) throw Bad("IPv6 disabled but prefix/host6/dns6 provided");
        if (settings is { IPv4: false, IPv6: false }) throw Bad("IPv4 and IPv6 disabled");
        IsV4On = settings.IPv4 ?? (settings.IPv6 != true || hasV4);
        IsV6On = settings.IPv6 ?? (settings.IPv4 != true || hasV6);
        ReadV4(settings);
        ReadV6(settings);
    }

    /// <summary>The guest may use IPv4.</summary>
    public bool IsV4On { get; }

    /// <summary>The guest may use IPv6.</summary>
    public bool IsV6On { get; }

    /// <summary>The IPv4 network, and the bits that its addresses share.</summary>
    public uint Network { get; private set; }

    /// <summary>One bits for what all addresses of the IPv4 network share.</summary>
    public uint Mask { get; private set; }

    /// <summary>The IPv4 address that means the host.</summary>
    public InternetAddress Host { get; private set; }

    /// <summary>The IPv4 address that answers names.</summary>
    public InternetAddress Dns { get; private set; }

    /// <summary>The first IPv4 address that DHCP gives out.</summary>
    public InternetAddress FirstLease { get; private set; }

    /// <summary>The address of all of the IPv4 network.</summary>
    public InternetAddress Broadcast => InternetAddress.FromV4(Network | ~Mask);

    /// <summary>The IPv6 prefix.</summary>
    public InternetAddress Prefix { get; private set; }

    /// <summary>Bits of the IPv6 prefix.</summary>
    public int PrefixLength { get; private set; }

    /// <summary>The IPv6 address that means the host.</summary>
    public InternetAddress HostV6 { get; private set; }

    /// <summary>The IPv6 address that answers names.</summary>
    public InternetAddress DnsV6 { get; private set; }

    /// <summary>The router's own address on the link: fe80::2.</summary>
    public static InternetAddress RouterV6 => new(0xfe80_0000_0000_0000, 2);

    /// <summary>An address of the guest's network, whether or not a machine has it.</summary>
    public bool Contains(InternetAddress address) =>
        address.IsV4 ? (address.V4 & Mask) == Network : SamePrefix(address) || address.IsLinkLocalV6;

    /// <summary>The first guest's address of the same protocol, for forwarding rules that name none: of IPv4 DHCP's
    /// first.</summary>
    public InternetAddress DefaultGuest => FirstLease;

    private void ReadV4(UserNetSettings settings)
    {
        const uint DefaultNetwork = 0x0a00_0200, DefaultMask = 0xffff_ff00;
        (uint network, Mask) = settings.Net is { } text ? ParseNetwork(text) : (DefaultNetwork, DefaultMask);
        Network = network & Mask;
        Host = Own(settings.Host, 2, "Failed to parse host");
        if (!Contains(Host)) throw Bad("Host doesn't belong to network");
        Dns = Own(settings.Dns, 3, "Failed to parse DNS");
        if (Dns == Host) throw Bad("DNS must be different from host");
        FirstLease = Own(settings.DhcpStart, 15, "Failed to parse DHCP start address");
        if (!Contains(FirstLease)) throw Bad("DHCP doesn't belong to network");
        if (FirstLease == Host || FirstLease == Dns) throw Bad("DHCP must be different from host and DNS");

        InternetAddress Own(string? given, uint number, string error)
        {
            if (given is null) return InternetAddress.FromV4(Network | (number & ~Mask));
            return InternetAddress.TryParse(given, out InternetAddress address) && address.IsV4
                ? address : throw Bad(error);
        }
    }

    private static (uint Network, uint Mask) ParseNetwork(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string address = slash < 0 ? text : text[..slash];
        if (!InternetAddress.TryParse(address, out InternetAddress network) || !network.IsV4)
            throw Bad("Failed to parse netmask");
        if (slash < 0)
        {
            // The classes of RFC 791.
            uint mask = (network.V4 >> 28) switch { < 8 => 0xff00_0000, < 12 => 0xffff_0000, _ => 0xffff_ff00 };
            return (network.V4, mask);
        }

        string length = text[(slash + 1)..];
        if (int.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out int bits))
        {
            return bits is >= 4 and <= 32 ? (network.V4, uint.MaxValue << (32 - bits))
                : throw Bad("Invalid netmask provided (must be in range 4-32)");
        }

        if (!InternetAddress.TryParse(length, out InternetAddress parsed) || !parsed.IsV4)
            throw Bad("Failed to parse netmask");
        return BitOperations.PopCount(parsed.V4) == BitOperations.LeadingZeroCount(~parsed.V4)
            ? (network.V4, parsed.V4) : throw Bad($"Invalid netmask '{length}': its one bits are not all in front");
    }

    private void ReadV6(UserNetSettings settings)
    {
        string? text = settings.IPv6Net ?? settings.IPv6Prefix;
        long length = settings.IPv6PrefixLength ?? 64;
        Prefix = DefaultPrefix;
        if (text is not null)
        {
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            string address = slash < 0 ? text : text[..slash];
            if (!InternetAddress.TryParse(address, out InternetAddress prefix) || prefix.IsV4)
                throw Bad("Failed to parse IPv6 prefix");
            Prefix = prefix;
            if (slash >= 0
                && !long.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length))
                throw Bad("Failed to parse IPv6 prefix");
        }

        if (length is < 0 or > 126)
            throw Bad("Invalid IPv6 prefix provided (IPv6 prefix length must be between 0 and 126)");
        PrefixLength = (int)length;
        HostV6 = Own(settings.IPv6Host, 2, "Failed to parse IPv6 host");
        if (!SamePrefix(HostV6)) throw Bad("IPv6 Host doesn't belong to network");
        DnsV6 = Own(settings.IPv6Dns, 3, "Failed to parse IPv6 DNS");
        if (DnsV6 == HostV6) throw Bad("IPv6 DNS must be different from host");

        InternetAddress Own(string? given, ulong number, string error)
        {
            if (given is null) return new(Prefix.High, Prefix.Low | number);
            return InternetAddress.TryParse(given, out InternetAddress address) && !address.IsV4
                ? address : throw Bad(error);
        }
    }

    private bool SamePrefix(InternetAddress address)
    {
        ulong high = PrefixLength >= 64 ? ulong.MaxValue : PrefixLength == 0 ? 0 : ulong.MaxValue << (64 - PrefixLength);
        ulong low = PrefixLength <= 64 ? 0 : ulong.MaxValue << (128 - PrefixLength);
        return ((address.High ^ Prefix.High) & high) == 0 && ((address.Low ^ Prefix.Low) & low) == 0;
    }

    private static NetException Bad(string message) => new(NetError.BadValue, message);
}
