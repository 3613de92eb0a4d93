using Emu.Host;

namespace Emu.Net.User;

/// <summary>One <c>guestfwd=</c>: what the guest connects to at an address of its network goes to a server of the
/// host.</summary>
/// <param name="Text">The rule as the user wrote it.</param>
/// <param name="Server">The address and port that the guest sees.</param>
/// <param name="Target">The server of the host; unused when <paramref name="Path"/> is set.</param>
/// <param name="Path">The server's socket file; null for none.</param>
public sealed record GuestForwardRule(string Text, HostEndpoint Server, HostEndpoint Target, string? Path)
{
    /// <summary>Reads <c>[tcp]:server:port-tcp:host:port</c> or <c>[tcp]:server:port-unix:PATH</c>.</summary>
    /// <exception cref="NetException">The rule cannot be read, or has a target that is not here.</exception>
    public static GuestForwardRule Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || text[..colon] is not ("" or "tcp")) throw Bad(text);
        int hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (hyphen < colon || !ForwardRule.TrySplit(text[(colon + 1)..hyphen], out string address, out string portText)
            || !InternetAddress.TryParse(address, out InternetAddress server)
            || !ForwardRule.TryPort(portText, leastPort: 1, out ushort port))
            throw Bad(text);
        HostEndpoint seen = new(server, port);
        string target = text[(hyphen + 1)..];
        if (target.StartsWith("unix:", StringComparison.Ordinal) && target.Length > 5)
            return new GuestForwardRule(text, seen, default, target[5..].Split(',')[0]);
        if (target.StartsWith("tcp:", StringComparison.Ordinal)
            && ForwardRule.TrySplit(target[4..], out string host, out string hostPort)
            && ForwardRule.TryPort(hostPort.Split(',')[0], leastPort: 1, out ushort targetPort))
        {
            InternetAddress targetAddress = InternetAddress.FromV4(0x7f00_0001);
            if (host is not ("" or "localhost") && !InternetAddress.TryParse(host, out targetAddress)) throw Bad(text);
            return new GuestForwardRule(text, seen, new(targetAddress, targetPort), null);
        }

        throw new NetException(NetError.NotSupported,
            $"guestfwd='{text}': only targets tcp:HOST:PORT and unix:PATH are supported; let a server listen there");
    }

    private static NetException Bad(string text) =>
        new(NetError.BadForward, $"Invalid guest forwarding rule '{text}'");
}
