using Emu.Core.Time;
using Emu.Host;

namespace Emu.Net.User;

/// <summary>
/// <c>-netdev user</c>: a network of our own for one guest, whose connections come out of sockets of the host. It needs no
/// rights and no other program. All of it runs on the loop's thread; its memory is bounded whatever the guest does, and no
/// frame makes it throw.
/// </summary>
public sealed class UserNetwork : NetEndpoint, IDisposable
{
    private const ulong Millisecond = 1_000_000, FastTick = 100 * Millisecond, SlowTick = 5_000 * Millisecond;
    private const ulong AdvertiseInterval = 300_000 * Millisecond;

    private readonly byte[] copied = GC.AllocateUninitializedArray<byte>(65536, pinned: true);
    private readonly IpInput input;
    private readonly List<HostForward> forwards = [];
    private readonly DescriptorWatch watch;
    private readonly MachineTimer timer;
    private ulong timerAt = MachineTimer.Never;
    private ulong advertisedAt;
    private bool hasSent, usesV6, isDisposed;

    /// <summary>Makes the network and opens the host's ends of its forwarding rules.</summary>
    /// <param name="name">The <c>id</c>.</param>
    /// <param name="loop">The loop on which everything runs. It is not busy with the network yet.</param>
    /// <param name="settings">What the user said.</param>
    /// <exception cref="NetException">Something that the user said is wrong, or the host does not let us.</exception>
    public UserNetwork(string name, EventLoop loop, UserNetSettings settings)
        : base(name, loop)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Smb is not null || settings.SmbServer is not null)
            throw new NetException(NetError.NotSupported,
                "smb= is not supported, as it needs another program: share a directory with a server of the host that the "
                + "guest reaches as 10.0.2.2, or give out files with tftp=");
        Addresses = new UserAddresses(settings);
        List<GuestForwardRule> servers = [.. settings.GuestForwards.Select(GuestForwardRule.Parse)];
        Resolver = new Resolver(settings.ResolverFile, () => Loop.Clock.Nanoseconds);
        Router = new Router(Addresses, settings.Restrict, settings.Loopback, Resolver, servers);
        CheckServers(servers);
        Output = new IpOutput(this);
        Arp = new Arp(this);
        Icmp = new Icmp(this);
        Icmp6 = new Icmp6(this);
        Pings = new PingLayer(this);
        Udp = new UdpLayer(this);
        Dhcp = new DhcpServer(this, settings);
        DhcpV6 = new DhcpV6Server(this, settings);
        Tftp = settings.Tftp is { } folder ? new TftpServer(this, folder) : null;
        Tcp = new TcpLayer(this, new ChunkPool());
        input = new IpInput(this);
        ReadyTable = new ReadyTable();
        watch = loop.Watch(ReadyTable.Descriptor, HostReady);
        timer = loop.CreateTimer(Tick);
        try
        {
            foreach (string rule in settings.HostForwards) AddForward(ForwardRule.Parse(rule));
        }
        catch
        {
            Dispose();
            throw;
        }

        watch.Enable();
    }

    /// <inheritdoc/>
    public override NetFeatures Accepts => NetFeatures.All;

    /// <inheritdoc/>
    public override string Description => Addresses.IsV4On
        ? $"net={InternetAddress.FromV4(Addresses.Network)},restrict={(Router.IsRestricted ? "on" : "off")}"
        : $"net={Addresses.Prefix}/{Addresses.PrefixLength},restrict={(Router.IsRestricted ? "on" : "off")}";

    /// <summary>The rules and the ports of the host that they have, for <c>info usernet</c> and messages.</summary>
    public IEnumerable<(ForwardRule Rule, HostEndpoint Bound)> Forwards =>
        forwards.Select(forward => (forward.Rule, forward.Bound));

    /// <summary>The addresses of the network.</summary>
    public UserAddresses Addresses { get; }

    internal Router Router { get; }

    internal Resolver Resolver { get; }

    internal IpOutput Output { get; }

    internal Arp Arp { get; }

    internal Icmp Icmp { get; }

    internal Icmp6 Icmp6 { get; }

    internal PingLayer Pings { get; }

    internal TcpLayer Tcp { get; }

    internal UdpLayer Udp { get; }

    internal DhcpServer Dhcp { get; }

    internal DhcpV6Server DhcpV6 { get; }

    internal TftpServer? Tftp { get; }

    internal ReadyTable ReadyTable { get; }

    /// <summary>Adds a forwarding rule, as <c>hostfwd_add</c> does.</summary>
    /// <exception cref="NetException">The host does not let us.</exception>
    public void AddForward(ForwardRule rule) => forwards.Add(new HostForward(this, rule));

    /// <summary>Takes a forwarding rule away by its protocol, the host's address and port, as <c>hostfwd_remove</c> does; its connections
    /// stay. On the loop. False when there is none.</summary>
    public bool RemoveForward(string text)
    {
        int at = forwards.FindIndex(each => each.Rule.IsCalled(text));
        if (at < 0) return false;
        forwards[at].Close();
        forwards.RemoveAt(at);
        return true;
    }

    /// <summary>A frame of the guest, for tests that need no other end.</summary>
    internal void Input(in NetFrame frame)
    {
        Receive(frame);
        ReceiveDone();
    }

    /// <summary>Notes who has an address.</summary>
    internal void Learn(InternetAddress address, MacAddress mac)
    {
        if (!Output.Neighbors.Learn(address, mac)) return;
        Tcp.AddressLearned(address);
        if (!address.IsV4) usesV6 = true;
        SetTimer();
    }

    /// <summary>Sends what lies in memory that may move.</summary>
    internal void SendCopied(
        InternetAddress from, InternetAddress to, byte protocol, ReadOnlySpan<byte> header, ReadOnlySpan<byte> payload,
        int checksumAt, byte hopLimit = 64)
    {
        payload.CopyTo(copied);
        Span<IoSegment> piece = [HostSegments.Of(copied, 0, payload.Length)];
        Output.Send(from, to, protocol, header, piece[..(payload.Length == 0 ? 0 : 1)], checksumAt, 0, hopLimit);
    }

    /// <summary>A frame has gone to the guest: it is told when the batch is over.</summary>
    internal void NoteSent() => hasSent = true;

    /// <summary>Something has to be looked at when its time comes.</summary>
    internal void SetTimer()
    {
        ulong now = Loop.Clock.Nanoseconds;
        SetTimer(now + (Tcp.NeedsTimer ? FastTick : SlowTick));
    }

    /// <summary>Lets others have their turn, then goes on with UDP.</summary>
    internal void Continue() => SetTimer(0);

    /// <inheritdoc/>
    protected override bool Receive(in NetFrame frame)
    {
        input.Receive(frame);
        return true;
    }

    /// <inheritdoc/>
    protected override void ReceiveDone() => Finish();

    /// <inheritdoc/>
    protected override void PeerReady()
    {
        Output.IsBlocked = false;
        Udp.Continue();
        Finish();
    }

    /// <inheritdoc/>
    protected override void PeerChanged() => Output.IsBlocked = false;

    /// <inheritdoc/>
    public override void Close() => Dispose();

    /// <inheritdoc/>
    public void Dispose()
    {
        if (isDisposed) return;
        isDisposed = true;
        watch.Dispose();
        timer.Cancel();
        foreach (HostForward forward in forwards) forward.Close();
        Tcp.Close();
        Udp.Close();
        Pings.Close();
        Tftp?.Close();
        ReadyTable.Dispose();
    }

    private void CheckServers(List<GuestForwardRule> servers)
    {
        foreach (GuestForwardRule rule in servers)
        {
            InternetAddress address = rule.Server.Address;
            if (!Addresses.Contains(address) || address == Addresses.Host || address == Addresses.Dns
                || servers.Any(other => other != rule && other.Server == rule.Server))
                throw new NetException(NetError.BadForward,
                    $"Conflicting/invalid host:port in guest forwarding rule '{rule.Text}'");
        }
    }

    private void HostReady()
    {
        ReadyTable.Dispatch();
        Finish();
    }

    private void Finish()
    {
        Tcp.Flush();
        if (!hasSent) return;
        hasSent = false;
        SendDone();
    }

    private void SetTimer(ulong deadline)
    {
        if (deadline >= timerAt) return;
        timerAt = deadline;
        timer.Set(deadline);
    }

    private void Tick()
    {
        timerAt = MachineTimer.Never;
        if (isDisposed) return;
        Udp.Continue();
        Tcp.Tick();
        Udp.Expire();
        Pings.Expire();
        Tftp?.Expire();
        input.Expire();
        foreach (HostForward forward in forwards) forward.Continue();
        ulong now = Loop.Clock.Nanoseconds;
        if (usesV6 && now - advertisedAt > AdvertiseInterval)
        {
            advertisedAt = now;
            Icmp6.Advertise();
        }

        Finish();
        if (Tcp.Count + Udp.Count + Pings.Count + input.Incomplete + (Tftp?.Count ?? 0) > 0 || usesV6) SetTimer();
    }
}
