using System.Globalization;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// One <c>hostfwd=</c>: what connects to a port of the host (or a socket file) is passed to a port of the guest.
/// </summary>
/// <param name="Text">The rule as the user wrote it.</param>
/// <param name="IsUdp">Datagrams instead of connections.</param>
/// <param name="Host">Where the host listens; port 0 takes a free one.</param>
/// <param name="Path">The socket file instead of an address; null for none.</param>
/// <param name="Guest">Where it goes; any address means the first that DHCP gives out.</param>
public sealed record ForwardRule(string Text, bool IsUdp, HostEndpoint Host, string? Path, HostEndpoint Guest)
{
    /// <summary>Reads <c>[tcp|udp]:[hostaddr]:hostport-[guestaddr]:guestport</c> or
    /// <c>unix:PATH-[guestaddr]:guestport</c>. IPv6 addresses stand in brackets.</summary>
    /// <exception cref="NetException">The rule cannot be read; the words are QEMU's.</exception>
    public static ForwardRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) throw Bad(text, "No : separators");
        string protocol = text[..colon], rest = text[(colon + 1)..];
        if (protocol == "unix")
        {
            int hyphen = rest.LastIndexOf('-');
            if (hyphen <= 0) throw Bad(text, "Bad host port separator");
            return new ForwardRule(text, false, default, rest[..hyphen], ParseGuest(text, rest[(hyphen + 1)..]));
        }

        if (protocol is not ("" or "tcp" or "udp")) throw Bad(text, "Bad protocol name");
        if (!TrySplit(rest, out string hostAddress, out rest)) throw Bad(text, "Bad host address");
        int end = rest.IndexOf('-', StringComparison.Ordinal);
        if (end < 0) throw Bad(text, "Bad host port separator");
        if (!TryPort(rest[..end], leastPort: 0, out ushort port)) throw Bad(text, "Bad host port");
        InternetAddress address = InternetAddress.FromV4(0);
        if (hostAddress.Length > 0 && !InternetAddress.TryParse(hostAddress, out address))
            throw Bad(text, "Bad host address");
        return new ForwardRule(
            text, protocol == "udp", new(address, port), null, ParseGuest(text, rest[(end + 1)..]));
    }

    /// <summary>True for the rule that a text without its guest means: <c>tcp:ADDRESS:PORT</c>.</summary>
    public bool IsCalled(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (Path is not null) return text == $"unix:{Path}";
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] is not ("" or "tcp" or "udp") || (text[..colon] == "udp") != IsUdp) return false;
        if (!TrySplit(text[(colon + 1)..], out string host, out string portText) || !TryPort(portText, leastPort: 0, out ushort port))
            return false;
        InternetAddress address = InternetAddress.FromV4(0);
        return (host.Length == 0 || InternetAddress.TryParse(host, out address)) && Host == new HostEndpoint(address, port);
    }

    private static HostEndpoint ParseGuest(string text, string part)
    {
        if (!TrySplit(part, out string address, out string portText)) throw Bad(text, "Bad guest address");
        InternetAddress guest = InternetAddress.FromV4(0);
        if (address.Length > 0 && !InternetAddress.TryParse(address, out guest)) throw Bad(text, "Bad guest address");
        return TryPort(portText, leastPort: 1, out ushort port) ? new(guest, port) : throw Bad(text, "Bad guest port");
    }

    /// <summary>Splits at the colon behind an address, which may stand in brackets.</summary>
    internal static bool TrySplit(string text, out string address, out string rest)
    {
        address = rest = "";
        int from = 0;
        if (text.StartsWith('['))
        {
            from = text.IndexOf(']', StringComparison.Ordinal);
            if (from < 0) return false;
        }

        int colon = text.IndexOf(':', from);
        if (colon < 0) return false;
        address = from > 0 ? text[1..from] : text[..colon];
        rest = text[(colon + 1)..];
        return from == 0 || colon == from + 1;
    }

    internal static bool TryPort(string text, int leastPort, out ushort port) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port >= leastPort;

    private static NetException Bad(string text, string reason) =>
        new(NetError.BadForward, $"Invalid host forwarding rule '{text}' ({reason})");
}
