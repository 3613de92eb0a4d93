using Emu.Host;

namespace Emu.Net.User;

/// <summary>A forwarding rule at work: a socket of the host that takes connections for the guest.</summary>
internal sealed class HostForward : IReadyHandler
{
    private const int Backlog = 128, MostAccepts = 4 * TcpLayer.MostConnections;

    private readonly UserNetwork network;
    private readonly HostEndpoint guest;
    private int socket = -1;
    private int slot = -1;
    private bool hasMore;

    /// <summary>Opens the host's end.</summary>
    /// <exception cref="NetException">The host does not let us; the message says who has the port.</exception>
    public HostForward(UserNetwork network, ForwardRule rule)
    {
        this.network = network;
        Rule = rule;
        Bound = rule.Host;
        InternetAddress address = rule.Guest.Address.IsAny
            ? network.Addresses.DefaultGuest : rule.Guest.Address;
        guest = new(address, rule.Guest.Port);
        if (!network.Addresses.Contains(address) || (address.IsV4 ? !network.Addresses.IsV4On : !network.Addresses.IsV6On))
            throw new NetException(NetError.ForwardRefused,
                $"Could not set up host forwarding rule '{rule.Text}': {address} is not in the guest's network");
        int result = rule.IsUdp ? OpenUdp() : rule.Path is null ? OpenTcp() : OpenUnix(rule.Path);
        if (result < 0) throw Refused(result);
    }

    /// <summary>What the user wrote.</summary>
    public ForwardRule Rule { get; }

    /// <summary>The host's end, with the port that was chosen when the rule has 0.</summary>
    public HostEndpoint Bound { get; private set; }

    /// <summary>Where it leads.</summary>
    public HostEndpoint Guest => guest;

    public void Ready(uint events) => AcceptAll();

    /// <summary>Takes what waits, after the process had no descriptor left.</summary>
    public void Continue()
    {
        if (hasMore) AcceptAll();
    }

    /// <summary>Closes the host's end; connections stay.</summary>
    public void Close()
    {
        if (socket < 0) return;
        network.ReadyTable.Remove(slot);
        HostSocket.Close(socket);
        socket = -1;
        if (Rule.Path is not { } path || path.StartsWith('@')) return;
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            // A process that has given up its rights leaves the file, which the next one finds stale.
        }
    }

    private void AcceptAll()
    {
        hasMore = false;
        for (int i = 0; i < MostAccepts && socket >= 0; i++)
        {
            int accepted = HostSocket.Accept(socket, out HostEndpoint from);
            if (accepted == HostSocket.TryAgain) return;
            if (accepted < 0)
            {
                // Connections that ended in the queue are passed over; without a descriptor the timer tries again.
                if (accepted is -103 or -71) continue;
                hasMore = true;
                network.SetTimer();
                return;
            }

            HostEndpoint shown = from.Port == 0 ? new(Host, 0) : new(network.Router.ToGuest(from.Address), from.Port);
            if (shown.Address.IsV4 != guest.Address.IsV4) shown = new(Host, shown.Port);
            network.Tcp.Accept(accepted, shown, guest);
        }
    }

    private InternetAddress Host => guest.Address.IsV4 ? network.Addresses.Host : network.Addresses.HostV6;

    private int OpenUdp()
    {
        int result = network.Udp.Listen(Rule.Host, guest, out HostEndpoint bound);
        Bound = bound;
        return result;
    }

    private int OpenTcp()
    {
        socket = HostSocket.Create(Rule.Host.Address.IsV4, HostSocket.Stream);
        if (socket < 0) return socket;
        HostSocket.SetReuseAddress(socket);
        int result = HostSocket.Bind(socket, Rule.Host);
        if (result >= 0) result = Listen();
        if (result < 0) return result;
        result = HostSocket.GetName(socket, out HostEndpoint bound);
        Bound = bound;
        return result;
    }

    private int OpenUnix(string path)
    {
        socket = HostSocket.CreateUnix(HostSocket.Stream);
        if (socket < 0) return socket;
        int result = HostSocket.Bind(socket, path);
        if (result == HostSocket.AddressInUse && IsStale(path))
        {
            File.Delete(path);
            result = HostSocket.Bind(socket, path);
        }

        return result < 0 ? result : Listen();
    }

    /// <summary>A socket file that no process listens to is what a killed emulator leaves behind.</summary>
    private static bool IsStale(string path)
    {
        if (path.StartsWith('@')) return false;
        int probe = HostSocket.CreateUnix(HostSocket.Stream);
        if (probe < 0) return false;
        int result = HostSocket.Connect(probe, path);
        HostSocket.Close(probe);
        return result == HostSocket.ConnectionRefused && HostFile.StatusOf(path)?.Kind == FileKind.Other;
    }

    private int Listen()
    {
        int result = HostSocket.Listen(socket, Backlog);
        if (result < 0) return result;
        slot = network.ReadyTable.Add(socket, this);
        return slot < 0 ? slot : 0;
    }

    private NetException Refused(int error)
    {
        if (socket >= 0) HostSocket.Close(socket);
        socket = -1;
        string reason = Rule.Path is { } path ? $"{path}: {HostDescriptor.Describe(error)}"
            : $"{Rule.Host}: {HostDescriptor.Describe(error)}";
        if (error == HostSocket.AddressInUse && Rule.Path is null)
        {
            string holder = PortHolder.Find(Rule.Host, Rule.IsUdp) is { } found ? $" by {found}" : "";
            reason = $"{Rule.Host} is in use{holder}; use port 0 to take a free one";
        }
        else if (error == HostSocket.AccessDenied && Rule.Host.Port is > 0 and < 1024)
            reason = $"{Rule.Host} is for the administrator; use a port from 1024 on";
        return new NetException(
            NetError.ForwardRefused, $"Could not set up host forwarding rule '{Rule.Text}': {reason}");
    }
}
