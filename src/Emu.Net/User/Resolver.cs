using Emu.Host;

namespace Emu.Net.User;

/// <summary>The host's name servers, as <c>/etc/resolv.conf</c> lists them (resolv.conf(5)). The file is read again when it
/// has changed, looked at once a second at most.</summary>
internal sealed class Resolver(string path, Func<ulong> nanoseconds)
{
    private const int MostServers = 3, MostFileLength = 64 * 1024;
    private const ulong Interval = 1_000_000_000;

    private readonly List<HostEndpoint> servers = [];
    private DateTime readAt;
    private ulong lookedAt;
    private bool hasLooked;
    private int current;

    /// <summary>The server to ask now; the host itself when none is listed.</summary>
    public HostEndpoint Server
    {
        get
        {
            Refresh();
            return servers.Count == 0 ? new(InternetAddress.FromV4(0x7f00_0001), Router.DnsPort)
                : servers[current % servers.Count];
        }
    }

    /// <summary>An endpoint is one of the servers.</summary>
    public bool IsServer(HostEndpoint endpoint)
    {
        foreach (HostEndpoint server in servers)
            if (server == endpoint) return true;
        return servers.Count == 0 && endpoint == Server;
    }

    /// <summary>The server that was asked does not answer: the next one.</summary>
    public void TryNext() => current = servers.Count == 0 ? 0 : (current + 1) % servers.Count;

    private void Refresh()
    {
        ulong now = nanoseconds();
        if (hasLooked && now - lookedAt < Interval) return;
        hasLooked = true;
        lookedAt = now;
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.LastWriteTimeUtc == readAt || file.Length > MostFileLength) return;
            readAt = file.LastWriteTimeUtc;
            servers.Clear();
            current = 0;
            foreach (string line in File.ReadLines(path)) ReadLine(line);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            servers.Clear();
        }
    }

    private void ReadLine(string line)
    {
        string[] words = line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length < 2 || words[0] != "nameserver" || servers.Count == MostServers) return;
        string address = words[1].Split('%')[0];
        // A server on a link of the host cannot be named without the link.
        if (InternetAddress.TryParse(address, out InternetAddress server) && !server.IsLinkLocalV6)
            servers.Add(new(server, Router.DnsPort));
    }
}
