using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Emu.Host;
using Emu.Net.User;

namespace Emu.Net.Tests;

public sealed class UserNetworkTests
{
    private const byte Syn = 2, Rst = 4, Ack = 16;

    [Fact]
    public void Who_asks_for_the_gateway_gets_its_address_and_nobody_answers_for_others()
    {
        using UserNetworkFixture net = new();
        byte[] reply = Assert.Single(net.Send(GuestFrames.Arp(GuestFrames.Host)));
        Assert.Equal(GuestFrames.Gateway, MacAddress.Read(reply.AsSpan(22)));
        Assert.Empty(net.Send(GuestFrames.Arp(InternetAddress.FromV4(0x0a00_0263))));
    }

    [Fact]
    public void The_gateway_answers_pings_with_what_they_carried()
    {
        using UserNetworkFixture net = new();
        net.Send(GuestFrames.Arp(GuestFrames.Host));
        byte[] payload = [.. Enumerable.Range(0, 100).Select(i => (byte)i)];
        byte[] reply = Assert.Single(net.Send(GuestFrames.Ping(GuestFrames.Host, payload)));
        Assert.Equal(0, reply[34]);
        Assert.Equal(payload, reply[42..]);
    }

    [Fact]
    public void Dhcp_gives_the_first_address_to_the_first_card_and_the_same_again()
    {
        using UserNetworkFixture net = new();
        for (int i = 0; i < 2; i++)
        {
            byte[] offer = Assert.Single(net.Send(GuestFrames.Dhcp(1)));
            Assert.Equal(0x0a00_020fu, BinaryPrimitives.ReadUInt32BigEndian(offer.AsSpan(14 + 28 + 16)));
        }

        byte[] acknowledged = Assert.Single(net.Send(GuestFrames.Dhcp(3, GuestFrames.Address)));
        byte[] options = acknowledged[(14 + 28 + 240)..];
        Assert.Equal((byte[])[53, 1, 5], options[..3]);
        Assert.Contains("0304" + "0a000202", Convert.ToHexStringLower(options));
        Assert.Contains("0604" + "0a000203", Convert.ToHexStringLower(options));
    }

    [Fact]
    public void Dhcp_refuses_an_address_that_is_not_its_own()
    {
        using UserNetworkFixture net = new();
        byte[] refusal = Assert.Single(net.Send(GuestFrames.Dhcp(3, InternetAddress.FromV4(0x0a00_02c8))));
        Assert.Equal((byte[])[53, 1, 6], refusal[(14 + 28 + 240)..][..3]);
    }

    [Fact]
    public void A_restricted_guest_reaches_no_server_and_gets_no_router()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        using Socket datagrams = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        datagrams.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        using UserNetworkFixture net = new(new UserNetSettings { Restrict = true });
        ushort port = (ushort)((IPEndPoint)server.LocalEndpoint).Port;
        byte[] reply = Assert.Single(net.Send(
            GuestFrames.Arp(GuestFrames.Host), GuestFrames.Tcp(GuestFrames.Host, 1000, port, 1, 0, Syn, 1000, []),
            GuestFrames.Udp(GuestFrames.Host, 1000, (ushort)((IPEndPoint)datagrams.LocalEndPoint!).Port, [1])).Skip(1));
        Assert.Equal(Rst | Ack, reply[14 + 20 + 13]);
        Thread.Sleep(50);
        Assert.False(server.Pending());
        Assert.Equal(0, datagrams.Available);
        byte[] offer = Assert.Single(net.Send(GuestFrames.Dhcp(1)));
        Assert.DoesNotContain("03040a000202", Convert.ToHexStringLower(offer[(14 + 28 + 240)..]));
    }

    [Fact]
    public void A_guest_may_not_name_the_hosts_loopback_itself()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        using UserNetworkFixture net = new();
        ushort port = (ushort)((IPEndPoint)server.LocalEndpoint).Port;
        byte[] frame = GuestFrames.Tcp(InternetAddress.FromV4(0x7f00_0001), 1000, port, 1, 0, Syn, 1000, []);
        byte[] reply = Assert.Single(net.Send(GuestFrames.Arp(GuestFrames.Host), frame).Skip(1));
        Assert.Equal(Rst | Ack, reply[14 + 20 + 13]);
        Assert.False(server.Pending());
    }

    [Fact]
    public void The_hosts_loopback_can_be_switched_off()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        using UserNetworkFixture net = new(new UserNetSettings { Loopback = false });
        ushort port = (ushort)((IPEndPoint)server.LocalEndpoint).Port;
        byte[] frame = GuestFrames.Tcp(GuestFrames.Host, 1000, port, 1, 0, Syn, 1000, []);
        byte[] reply = Assert.Single(net.Send(GuestFrames.Arp(GuestFrames.Host), frame).Skip(1));
        Assert.Equal(Rst | Ack, reply[14 + 20 + 13]);
    }

    [Fact]
    public void Tftp_gives_out_files_of_its_folder_and_none_beside_it()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            Directory.CreateDirectory(Path.Combine(folder, "public"));
            File.WriteAllText(Path.Combine(folder, "secret"), "secret");
            File.WriteAllText(Path.Combine(folder, "public", "file"), "content");
            File.CreateSymbolicLink(Path.Combine(folder, "public", "link"), "../secret");
            using UserNetworkFixture net = new(new UserNetSettings { Tftp = Path.Combine(folder, "public") });
            net.Send(GuestFrames.Arp(GuestFrames.Host));
            byte[] data = Assert.Single(net.Send(Read("file")));
            Assert.Equal([0, 3, 0, 1, .. "content"u8], data[42..]);
            foreach (string name in (string[])["../secret", "/../secret", "link", "a/../../secret", "missing", ""])
            {
                byte[] error = Assert.Single(net.Send(Read(name)));
                Assert.Equal((byte[])[0, 5], error[42..44]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static byte[] Read(string name) =>
            GuestFrames.Udp(GuestFrames.Host, 2000, 69, [0, 1, .. Encoding.UTF8.GetBytes(name), 0, .. "octet\0"u8]);
    }

    [Fact]
    public void Tftp_sends_a_file_of_many_blocks_whole()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            byte[] content = new byte[512 * 7];
            new Random(1).NextBytes(content);
            File.WriteAllBytes(Path.Combine(folder, "file"), content);
            using UserNetworkFixture net = new(new UserNetSettings { Tftp = folder });
            net.Send(GuestFrames.Arp(GuestFrames.Host));
            List<byte> received = [];
            byte[] frame = GuestFrames.Udp(GuestFrames.Host, 2000, 69, [0, 1, .. "file\0octet\0"u8]);
            while (true)
            {
                byte[] block = Assert.Single(net.Send(frame));
                received.AddRange(block[46..]);
                frame = GuestFrames.Udp(GuestFrames.Host, 2000, 69, [0, 4, block[44], block[45]]);
                // The last block is shorter, even if it is empty.
                if (block.Length < 46 + 512) break;
            }

            Assert.Equal(content, received);
            Assert.Empty(net.Send(frame));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_forwarding_rule_for_a_port_that_is_taken_names_the_port_the_holder_and_the_way_out()
    {
        using TcpListener server = new(IPAddress.Loopback, 0);
        server.Start();
        int port = ((IPEndPoint)server.LocalEndpoint).Port;
        using Emu.Core.Time.EventLoop loop = new(new());
        NetException error = Assert.Throws<NetException>(() => new UserNetwork("n", loop, new UserNetSettings
        {
            HostForwards = [$"tcp:127.0.0.1:{port}-:22"],
        }));
        Assert.StartsWith($"Could not set up host forwarding rule 'tcp:127.0.0.1:{port}-:22'", error.Message, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{port} is in use", error.Message, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", error.Message, StringComparison.Ordinal);
        Assert.Contains("use port 0", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("foo", "No : separators")]
    [InlineData("tcp::99999-:22", "Bad host port")]
    [InlineData("tcp::22-:x", "Bad guest port")]
    [InlineData("tcp:a:22-:22", "Bad host address")]
    [InlineData("tcp::2222", "Bad host port separator")]
    [InlineData("xx::22-:22", "Bad protocol name")]
    [InlineData("tcp::22-x:22", "Bad guest address")]
    public void A_forwarding_rule_that_cannot_be_read_is_refused_in_QEMUs_words(string rule, string reason)
    {
        NetException error = Assert.Throws<NetException>(() => ForwardRule.Parse(rule));
        Assert.Equal($"Invalid host forwarding rule '{rule}' ({reason})", error.Message);
    }

    [Fact]
    public void Addresses_that_do_not_fit_together_are_refused_in_QEMUs_words()
    {
        Assert.Equal("Failed to parse netmask", Fail(new() { Net = "foo" }));
        Assert.Equal("Invalid netmask provided (must be in range 4-32)", Fail(new() { Net = "10.0.2.0/33" }));
        Assert.Equal("Host doesn't belong to network", Fail(new() { Host = "1.2.3.4" }));
        Assert.Equal("Failed to parse host", Fail(new() { Host = "x" }));
        Assert.Equal("DNS must be different from host", Fail(new() { Dns = "10.0.2.2" }));
        Assert.Equal("DHCP doesn't belong to network", Fail(new() { DhcpStart = "9.9.9.9" }));
        Assert.Equal("DHCP must be different from host and DNS", Fail(new() { DhcpStart = "10.0.2.3" }));
        Assert.Equal("IPv4 and IPv6 disabled", Fail(new() { IPv4 = false, IPv6 = false }));
        Assert.Equal("IPv4 disabled but netmask/host/dns provided", Fail(new() { IPv4 = false, Net = "10.0.2.0/24" }));
        Assert.Equal("Failed to parse IPv6 prefix", Fail(new() { IPv6Net = "x" }));

        static string Fail(UserNetSettings settings) => Assert.Throws<NetException>(() => new UserAddresses(settings)).Message;
    }

    [Fact]
    public void A_network_of_ones_own_has_its_addresses_at_QEMUs_places()
    {
        UserAddresses addresses = new(new UserNetSettings { Net = "192.168.76.0/24", DhcpStart = "192.168.76.9" });
        Assert.Equal("192.168.76.2", addresses.Host.ToString());
        Assert.Equal("192.168.76.3", addresses.Dns.ToString());
        Assert.Equal("192.168.76.9", addresses.FirstLease.ToString());
        Assert.Equal("fec0::2", addresses.HostV6.ToString());
    }

    [Fact]
    public void A_solicitation_for_a_router_is_answered_with_the_prefix_and_the_name_server()
    {
        using UserNetworkFixture net = new();
        InternetAddress guest = new(0xfe80_0000_0000_0000, 0x5054_00ff_fe12_3456), routers = new(0xff02_0000_0000_0000, 2);
        byte[] advertised = Assert.Single(net.Send(
            GuestFrames.IpV6(guest, routers, 58, [133, 0, 0, 0, 0, 0, 0, 0], checksumAt: 2)));
        string text = Convert.ToHexStringLower(advertised[54..]);
        Assert.Equal(134, advertised[54]);
        Assert.Contains("030440c0", text, StringComparison.Ordinal);
        Assert.Contains("fec00000000000000000000000000003", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Smb_is_refused_by_name()
    {
        using Emu.Core.Time.EventLoop loop = new(new());
        NetException error = Assert.Throws<NetException>(() => new UserNetwork("n", loop, new() { Smb = "/tmp" }));
        Assert.StartsWith("smb= is not supported", error.Message, StringComparison.Ordinal);
    }
}
