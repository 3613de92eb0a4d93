using Emu.Host;

namespace Emu.Net.User;

/// <summary>One port of a guest and the host's sockets that stand for it: one for each version of IP, made when needed. Who
/// answers may be any host, as with any port of UDP.</summary>
internal sealed class UdpSession(UdpLayer layer, HostEndpoint guest)
{
    private readonly HostEndpoint[] callers = new HostEndpoint[8];
    private int nextCaller;

    public HostEndpoint Guest => guest;

    public UdpSocket? V4 { get; set; }

    public UdpSocket? V6 { get; set; }

    /// <summary>A forwarding rule made the session: it stays.</summary>
    public bool IsForward { get; init; }

    /// <summary>The guest has asked the name server through it, by this address.</summary>
    public InternetAddress AskedDns { get; set; }

    /// <summary>The number of the last question to the name server; negative when it was answered.</summary>
    public int OpenQuestion { get; set; } = -1;

    public ulong LastUsed { get; set; }

    /// <summary>Somebody has answered: it is kept longer.</summary>
    public bool IsAnswered { get; set; }

    public UdpLayer Layer => layer;

    /// <summary>Notes who has sent something through a forwarding rule: the guest may answer, whatever else is
    /// forbidden.</summary>
    public void NoteCaller(HostEndpoint caller)
    {
        if (IsCaller(caller)) return;
        callers[nextCaller] = caller;
        nextCaller = (nextCaller + 1) % callers.Length;
    }

    public bool IsCaller(HostEndpoint endpoint) => Array.IndexOf(callers, endpoint) >= 0;
}
