using Emu.Core.Time;
using Emu.Model;

namespace Emu.Net.User;

/// <summary>
/// What <c>-netdev user</c> can be told, as the user types it; <see cref="UserAddresses"/> checks it. The defaults are
/// QEMU's.
/// </summary>
[NetDevice("user")]
public sealed partial class UserNetSettings : NetdevSettings
{
    /// <summary>IPv4 is on (<c>ipv4</c>); by default unless only IPv6 is asked for.</summary>
    [Property("ipv4")]
    public bool? IPv4 { get; set; }

    /// <summary>IPv6 is on (<c>ipv6</c>); by default unless only IPv4 is asked for.</summary>
    [Property("ipv6")]
    public bool? IPv6 { get; set; }

    /// <summary>The guest's IPv4 network (<c>net</c>): an address, with a prefix length or mask.</summary>
    [Property("net")]
    public string? Net { get; set; }

    /// <summary>The address that means the host (<c>host</c>).</summary>
    [Property("host")]
    public string? Host { get; set; }

    /// <summary>The first of 16 addresses that DHCP gives out (<c>dhcpstart</c>).</summary>
    [Property("dhcpstart")]
    public string? DhcpStart { get; set; }

    /// <summary>The address that answers names (<c>dns</c>).</summary>
    [Property("dns")]
    public string? Dns { get; set; }

    /// <summary>The guest's IPv6 network (<c>ipv6-net</c>): a prefix, with its length.</summary>
    [Property("ipv6-net")]
    public string? IPv6Net { get; set; }

    /// <summary>The IPv6 prefix by its old name (<c>ipv6-prefix</c>).</summary>
    [Property("ipv6-prefix")]
    public string? IPv6Prefix { get; set; }

    /// <summary>The length of <see cref="IPv6Prefix"/> (<c>ipv6-prefixlen</c>).</summary>
    [Property("ipv6-prefixlen")]
    public long? IPv6PrefixLength { get; set; }

    /// <summary>The IPv6 address that means the host (<c>ipv6-host</c>).</summary>
    [Property("ipv6-host")]
    public string? IPv6Host { get; set; }

    /// <summary>The IPv6 address that answers names (<c>ipv6-dns</c>).</summary>
    [Property("ipv6-dns")]
    public string? IPv6Dns { get; set; }

    /// <summary>The guest reaches nothing but what rules name (<c>restrict</c>).</summary>
    [Property("restrict")]
    public bool Restrict { get; set; }

    /// <summary>The host's address reaches servers on the host's loopback (<c>loopback</c>, not in QEMU).</summary>
    [Property("loopback")]
    public bool Loopback { get; set; } = true;

    /// <summary>The name that DHCP gives the guest (<c>hostname</c>).</summary>
    [Property("hostname")]
    public string? HostName { get; set; }

    /// <summary>The domain that DHCP gives the guest (<c>domainname</c>).</summary>
    [Property("domainname")]
    public string? DomainName { get; set; }

    /// <summary>The domains that the guest searches names in (<c>dnssearch</c>, any number).</summary>
    [Property("dnssearch")]
    public IReadOnlyList<string> DnsSearch { get; set; } = [];

    /// <summary>The directory whose files TFTP gives out (<c>tftp</c>).</summary>
    [Property("tftp")]
    public string? Tftp { get; set; }

    /// <summary>The name of the TFTP server in DHCP's answers (<c>tftp-server-name</c>).</summary>
    [Property("tftp-server-name")]
    public string? TftpServerName { get; set; }

    /// <summary>The file that DHCP tells the guest to boot (<c>bootfile</c>).</summary>
    [Property("bootfile")]
    public string? BootFile { get; set; }

    /// <summary>Ports of the host that lead into the guest (<c>hostfwd</c>, any number).</summary>
    [Property("hostfwd")]
    public IReadOnlyList<string> HostForwards { get; set; } = [];

    /// <summary>Servers that the guest sees (<c>guestfwd</c>, any number).</summary>
    [Property("guestfwd")]
    public IReadOnlyList<string> GuestForwards { get; set; } = [];

    /// <summary>The shared directory of QEMU's SMB server (<c>smb</c>), which is refused by name.</summary>
    [Property("smb")]
    public string? Smb { get; set; }

    /// <summary>The address of QEMU's SMB server (<c>smbserver</c>), which is refused by name.</summary>
    [Property("smbserver")]
    public string? SmbServer { get; set; }

    /// <summary>The file with the host's name servers.</summary>
    public string ResolverFile { get; set; } = "/etc/resolv.conf";

    /// <inheritdoc/>
    public override NetEndpoint Create(string id, EventLoop loop) => new UserNetwork(id, loop, this);
}
