using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Emu.Core.Time;
using Emu.Net;
using Emu.Net.Backends;
using Emu.Net.User;

namespace Emu.NetProbe;

/// <summary>A user network whose guest is the kernel of this network namespace, by a tap.</summary>
internal sealed class ProbeNetwork : IDisposable
{
    public const int GuestPort = 7000, GuestDatagramPort = 7001;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly UserNetwork network;
    private readonly TapNetdev tap;
    private readonly string resolverFile;

    public ProbeNetwork(int seed)
    {
        Run("ip", "link set lo up");
        resolverFile = Path.GetTempFileName();
        File.WriteAllText(resolverFile, "# two servers, of which one is dead\nnameserver 127.0.0.9\nnameserver 127.0.0.1\n");
        network = new UserNetwork("user", loop, new UserNetSettings
        {
            ResolverFile = resolverFile,
            HostForwards =
            [
                $"tcp:127.0.0.1:0-:{GuestPort}", $"udp:127.0.0.1:0-:{GuestDatagramPort}",
                $"unix:@probe-{Environment.ProcessId}-:{GuestPort}", "tcp:127.0.0.1:0-:9",
            ],
        });
        tap = new TapNetdev("tap", loop, new TapSettings { InterfaceName = "tap0", Script = "no" });
        Link = new LossyLink(loop, seed);
        if (Environment.GetEnvironmentVariable("EMU_NET_DUMP") is { } path) network.AddFilter(new FilterDump(path));
        NetEndpoint.Connect(network, Link.Left);
        NetEndpoint.Connect(tap, Link.Right);
        using ManualResetEventSlim done = new();
        loop.Post(() =>
        {
            tap.PeerFeaturesChanged();
            done.Set();
        });
        done.Wait();
        Run("ip", "addr add 10.0.2.15/24 dev tap0");
        Run("ip", "link set tap0 up");
        Run("ip", "route add default via 10.0.2.2");
    }

    public LossyLink Link { get; }

    public static IPAddress Guest { get; } = IPAddress.Parse("10.0.2.15");

    public static IPAddress Gateway { get; } = IPAddress.Parse("10.0.2.2");

    public static IPEndPoint NameServer { get; } = new(IPAddress.Parse("10.0.2.3"), 53);

    public IPEndPoint ForwardedStream => new(IPAddress.Loopback, Bound(0));

    public IPEndPoint ForwardedDatagram => new(IPAddress.Loopback, Bound(1));

    /// <summary>Leads to a port of the guest where nobody listens.</summary>
    public IPEndPoint ForwardedToNobody => new(IPAddress.Loopback, Bound(3));

    public static string ForwardedPath => $"\0probe-{Environment.ProcessId}";

    public static Socket ListenOnHost() => Listen(IPAddress.Loopback, 0);

    public static Socket ListenInGuest() => Listen(Guest, GuestPort);

    /// <summary>A connection of the guest to a port of the host.</summary>
    public static Socket ConnectFromGuest(int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(Guest, 0));
        socket.Connect(Gateway, port);
        return socket;
    }

    public void Dispose()
    {
        using ManualResetEventSlim done = new();
        loop.Post(() =>
        {
            network.Dispose();
            tap.Dispose();
            done.Set();
        });
        done.Wait();
        loop.Dispose();
        File.Delete(resolverFile);
    }

    private int Bound(int rule) => network.Forwards.ElementAt(rule).Bound.Port;

    private static Socket Listen(IPAddress address, int port)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(address, port));
        socket.Listen(1024);
        return socket;
    }

    private static void Run(string program, string arguments)
    {
        using Process process = Process.Start(program, arguments);
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {arguments} failed");
    }
}
