using System.Net;
using System.Net.Sockets;
using Emu.Core.Time;
using Emu.Net.Backends;

namespace Emu.Net.Tests;

public sealed class BackendTests : IDisposable
{
    private const int Patience = 20_000;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly List<NetEndpoint> opened = [];
    private readonly string folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        loop.Run(() =>
        {
            foreach (NetEndpoint each in opened) each.Close();
            return default;
        });
        loop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Frames_cross_a_stream_over_a_socket_file_both_ways()
    {
        string path = Path.Combine(folder, "s");
        RecordingEndpoint server = Plug(new StreamSettings { IsServer = true, AddressType = "unix", Path = path });
        RecordingEndpoint client = Plug(new StreamSettings { AddressType = "unix", Path = path });
        Exchange(client, server);
        Exchange(server, client);
    }

    [Fact]
    public void A_client_that_is_there_before_its_server_connects_later_and_again_when_the_server_comes_back()
    {
        int port = FreePort();
        RecordingEndpoint client = Plug(new SocketSettings { Connect = $"127.0.0.1:{port}" });
        for (int round = 0; round < 2; round++)
        {
            RecordingEndpoint server = Plug(new SocketSettings { Listen = $"127.0.0.1:{port}" });
            byte[] frame = Frame(60);
            Assert.True(SpinWait.SpinUntil(() =>
            {
                OnLoop(() => client.Send(frame));
                Thread.Sleep(20);
                return OnLoop(() => server.Frames.Count) > 0;
            }, Patience));
            OnLoop(() =>
            {
                server.Peer!.Close();
                return 0;
            });
        }
    }

    [Fact]
    public void A_server_ends_a_connection_that_says_nonsense_and_takes_the_next()
    {
        int port = FreePort();
        RecordingEndpoint server = Plug(new SocketSettings { Listen = $"127.0.0.1:{port}" });
        using (TcpClient hostile = new("127.0.0.1", port))
        {
            hostile.GetStream().Write([0xff, 0xff, 0xff, 0xff, 1, 2, 3]);
            hostile.ReceiveTimeout = Patience;
            // The end of the connection, or its reset: nothing else comes.
            int read = 0;
            try
            {
                read = hostile.GetStream().Read(new byte[1]);
            }
            catch (IOException)
            {
            }

            Assert.Equal(0, read);
        }

        Exchange(Plug(new SocketSettings { Connect = $"127.0.0.1:{port}" }), server);
    }

    [Fact]
    public void A_guest_without_room_holds_back_a_stream_and_loses_nothing()
    {
        string path = Path.Combine(folder, "s");
        RecordingEndpoint server = Plug(new StreamSettings { IsServer = true, AddressType = "unix", Path = path });
        RecordingEndpoint client = Plug(new StreamSettings { AddressType = "unix", Path = path });
        Exchange(client, server);
        OnLoop(() =>
        {
            server.Frames.Clear();
            return server.HasRoom = false;
        });
        // More than the sockets hold: the sender is refused in the end, and told when it may go on.
        int sent = 0;
        for (; sent < 2000 && OnLoop(() => client.Send(Frame(1000))); sent++)
        {
        }

        Assert.InRange(sent, 1, 1999);
        OnLoop(() =>
        {
            server.MakeRoom();
            return 0;
        });
        Assert.True(SpinWait.SpinUntil(() => OnLoop(() => server.Frames.Count) == sent, Patience));
        Assert.True(SpinWait.SpinUntil(() => OnLoop(() => client.TimesReady) > 0, Patience));
        Assert.All(server.Frames, frame => Assert.Equal(Frame(1000), frame.Bytes));
    }

    [Fact]
    public void Frames_cross_datagrams_of_UDP_and_of_socket_files()
    {
        int one = FreePort(), other = FreePort();
        Exchange(
            Plug(new SocketSettings { Udp = $"127.0.0.1:{other}", LocalAddress = $"127.0.0.1:{one}" }),
            Plug(new SocketSettings { Udp = $"127.0.0.1:{one}", LocalAddress = $"127.0.0.1:{other}" }));
        string left = Path.Combine(folder, "l"), right = Path.Combine(folder, "r");
        Exchange(
            Plug(new DatagramSettings { LocalType = "unix", LocalPath = left, RemoteType = "unix", RemotePath = right }),
            Plug(new DatagramSettings { LocalType = "unix", LocalPath = right, RemoteType = "unix", RemotePath = left }));
    }

    [Fact]
    public void A_hub_passes_a_frame_to_all_other_ports_and_to_none_of_another_hub()
    {
        RecordingEndpoint[] ends = [.. new[] { 0, 0, 0, 1 }.Select(hub => Plug(new HubPortSettings { HubId = hub }))];
        OnLoop(() => ends[1].Send(Frame(60)));
        Assert.Equal([1, 0, 1, 0], ends.Select(end => end.Frames.Count));
    }

    [Theory]
    [InlineData(null, null, null, "exactly one of listen=, connect=, mcast= or udp= is required")]
    [InlineData("foo", null, null, "host address 'foo' doesn't contain ':' separating host from port")]
    [InlineData(null, "1.2.3.4:55", null, "specified mcastaddr 1.2.3.4 (0x01020304) does not contain a multicast address")]
    [InlineData(null, null, "127.0.0.1:5", "localaddr= is mandatory with udp=")]
    public void Mistakes_in_sockets_are_refused_in_QEMUs_words(string? listen, string? multicast, string? udp, string message)
    {
        SocketSettings settings = new() { Listen = listen, Multicast = multicast, Udp = udp };
        Assert.Equal(message, Assert.Throws<NetException>(() => settings.Create("n", loop)).Message);
    }

    [Theory]
    [InlineData("br0", null, null, "the bridge helper")]
    [InlineData(null, "/etc/qemu-ifup", null, "a script")]
    [InlineData(null, null, true, "vhost")]
    public void What_a_tap_would_need_another_program_for_is_refused_by_name(
        string? bridge, string? script, bool? vhost, string what)
    {
        TapSettings settings = new() { Bridge = bridge, Script = script, Vhost = vhost };
        Assert.Contains(what, Assert.Throws<NetException>(() => settings.Create("n", loop)).Message, StringComparison.Ordinal);
    }

    private static byte[] Frame(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)i)];

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    private RecordingEndpoint Plug(NetdevSettings settings) => OnLoop(() =>
    {
        NetEndpoint backend = settings.Create($"n{opened.Count}", loop);
        opened.Add(backend);
        RecordingEndpoint guest = new(loop);
        NetEndpoint.Connect(guest, backend);
        return guest;
    });

    /// <summary>Sends until it comes, as a connection may still be on its way.</summary>
    private void Exchange(RecordingEndpoint from, RecordingEndpoint to)
    {
        byte[] frame = Frame(1514);
        Assert.True(SpinWait.SpinUntil(() =>
        {
            OnLoop(() => from.Send(frame));
            Thread.Sleep(10);
            return OnLoop(() => to.Frames.Count) > 0;
        }, Patience), "no frame came");
        Assert.Equal(frame, to.Frames[0].Bytes);
    }

    private T OnLoop<T>(Func<T> action)
    {
        T result = default!;
        loop.Run(() =>
        {
            result = action();
            return default;
        });
        return result;
    }
}
