using System.Net;
using System.Net.Sockets;
using System.Text;
using Emu.Core.Time;
using Emu.Host;
using Emu.Model.Options;

namespace Emu.Chardev.Tests;

public sealed class CharacterDevicesTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());
    private readonly FakeTerminal terminal = new();
    private readonly CharacterDevices devices;
    private readonly string folder = Directory.CreateTempSubdirectory("emu-chardev").FullName;

    public CharacterDevicesTests() => devices = new CharacterDevices(loop, new RecordingControl(), terminal);

    public void Dispose()
    {
        devices.Dispose();
        loop.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Stdio_keeps_the_signal_keys_unless_the_escape_key_is_there()
    {
        Open("stdio,id=a");
        Assert.True(terminal.KeepsSignalKeys);
        CharacterDevices others = new(loop, new RecordingControl(), terminal);
        others.Open(KeyValueGrammar.Parse("stdio,id=a,mux=on", "backend"));
        Assert.False(terminal.KeepsSignalKeys);
        others.Dispose();
    }

    [Fact]
    public void The_hosts_end_of_a_device_that_the_guest_uses_is_replaced_and_what_others_use_is_not()
    {
        string one = Path.Combine(folder, "one"), other = Path.Combine(folder, "other");
        Open($"file,id=a,path={one}");
        Open("null,id=fixed");
        Open("null,id=unused");
        Open("null,id=many,mux=on");
        ICharacterBackend device = devices.Find<ICharacterBackend>("a")!;
        RecordingFrontEnd guest = new();
        device.Attach(guest);
        Assert.NotNull(devices.FindFixed("fixed"));
        device.Write("first"u8);
        device.Flush();
        Change($"file,id=a,path={other}");
        device.Write("second"u8);
        device.Flush();
        Assert.Equal(("first", "second", 1), (File.ReadAllText(one), File.ReadAllText(other), guest.RoomAvailableCalls));
        Assert.Equal("a", devices.IdOf(device));
        Assert.False(devices.Remove("a"));
        Change("ringbuf,id=unused,size=64");
        Assert.Equal(["file", "ringbuf"], devices.List().Where(each => each.Id is "a" or "unused").Select(each => each.Kind));
        foreach ((string options, string error) in ((string, string)[])[
            ("null,id=nope", "Chardev 'nope' does not exist"), ("null,id=many", "Mux device hotswap not supported yet"),
            ("null,id=fixed", "Chardev user does not support chardev hotswap")])
            Assert.Equal(error, Assert.Throws<OptionException>(() => Change(options)).Message);
        Assert.Throws<ChardevException>(() => Change("file,id=a,path=/nope/x"));
        device.Write("!"u8);
        device.Flush();
        Assert.Equal("second!", File.ReadAllText(other));
    }

    [Theory]
    [InlineData("nope,id=b", "'nope' is not a valid char driver name")]
    [InlineData("null", "no id specified")]
    [InlineData("null,id=b,foo=1", "Invalid parameter 'foo'")]
    [InlineData("file,id=b", "no filename given")]
    [InlineData("file,id=b,path=/nope/x", "/nope/x")]
    [InlineData("pipe,id=b,path=/nope/x", "/nope/x")]
    [InlineData("ringbuf,id=b,size=100", "power of two")]
    [InlineData("socket,id=b", "port")]
    [InlineData("socket,id=b,host=example.org,port=1", "in numbers")]
    [InlineData("socket,id=b,path=/nope/x", "unix:/nope/x")]
    [InlineData("socket,id=b,path=/nope/x,wait=off", "client connect mode")]
    [InlineData("socket,id=b,path=/nope/x,websocket=on", "websocket")]
    [InlineData("mux,id=b,chardev=c", "c not found")]
    [InlineData("vc,id=b", "not supported")]
    [InlineData("stdio,id=b", "another device has them")]
    public void What_cannot_be_had_is_told_by_name(string options, string expected)
    {
        Open("stdio,id=a");
        Exception error = Assert.ThrowsAny<Exception>(() => Open(options));
        Assert.True(error is OptionException or ChardevException, error.ToString());
        Assert.Contains(expected, error.Message);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void A_terminal_that_refuses_is_reported_as_such()
    {
        terminal.Refuses = true;
        Assert.Equal(ChardevError.NoRawTerminal, Assert.Throws<ChardevException>(() => Open("stdio,id=a")).Error);
    }

    [Fact]
    public void A_device_serves_one_user_and_a_multiplexed_one_several()
    {
        Open("null,id=a");
        devices.ConnectSerialPort("a");
        Assert.Contains("in use", Assert.Throws<OptionException>(() => devices.ConnectSerialPort("a")).Message);
        Open("null,id=b,mux=on");
        devices.ConnectSerialPort("b");
        devices.ConnectSerialPort("b");
        Assert.Equal(3, devices.SerialPorts.Count);
    }

    [Fact]
    public void A_ring_keeps_the_last_output()
    {
        RingBackend ring = new(8);
        Assert.Equal(10, ring.Write("0123456789"u8));
        byte[] read = new byte[5];
        Assert.Equal(5, ring.Read(read));
        Assert.Equal("23456", Encoding.ASCII.GetString(read));
        Assert.Equal(3, ring.Read(read));
        Assert.Equal(0, ring.Read(read));
    }

    [Fact]
    public void A_file_is_added_to_and_a_log_gets_a_copy()
    {
        string file = Path.Combine(folder, "f"), log = Path.Combine(folder, "l");
        File.WriteAllText(file, "old ");
        Open($"file,id=a,path={file},append=on,logfile={log}");
        devices.ConnectSerialPort("a");
        devices.SerialPorts[0].Write("new"u8);
        devices.Flush();
        Assert.Equal(("old new", "new"), (File.ReadAllText(file), File.ReadAllText(log)));
    }

    [Fact]
    public void A_socket_waits_at_a_file_and_takes_one_connection_after_the_other()
    {
        string path = Path.Combine(folder, "s");
        RecordingFrontEnd guest = Connect($"socket,id=a,path={path},server=on,wait=off");
        for (int round = 0; round < 2; round++)
        {
            using Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            client.Connect(new UnixDomainSocketEndPoint(path));
            client.Send("ab"u8);
            WaitFor(() => guest.Input.Length == 2 * (round + 1));
            devices.SerialPorts[0].Write("hello"u8);
            Assert.Equal("hello", Receive(client, 5));
        }

        devices.Dispose();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_client_connects_again_when_it_was_told_to()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen(1);
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        RecordingFrontEnd guest = Connect($"socket,id=a,host=127.0.0.1,port={port},reconnect=1,nodelay=on");
        for (int round = 0; round < 2; round++)
        {
            using Socket peer = server.Accept();
            peer.Send("x"u8);
            WaitFor(() => guest.Input.Length == round + 1);
        }
    }

    [Fact]
    public void Telnet_commands_do_not_reach_the_guest()
    {
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        server.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        server.Listen(1);
        int port = ((IPEndPoint)server.LocalEndPoint!).Port;
        RecordingFrontEnd guest = Connect($"socket,id=a,host=127.0.0.1,port={port},telnet=on");
        using Socket peer = server.Accept();
        peer.Send([255, 253, 1, (byte)'a', 255, 250, 31, 0, 80, 255, 240, (byte)'b', 255, 255]);
        WaitFor(() => guest.Input.Length == 3);
        Assert.Equal("ab\xff", guest.Input);
        devices.SerialPorts[0].Write([1, 255, 2]);
        byte[] all = new byte[9 + 4];
        int count = 0;
        while (count < all.Length) count += peer.Receive(all.AsSpan(count));
        Assert.Equal([1, 255, 255, 2], all[9..]);
    }

    private RecordingFrontEnd Connect(string options)
    {
        Open(options);
        devices.ConnectSerialPort("a");
        RecordingFrontEnd guest = new();
        devices.SerialPorts[0].Attach(guest);
        return guest;
    }

    [Fact]
    public void Standard_input_and_output_are_as_large_as_their_terminal_through_a_multiplexer_too()
    {
        StdioBackend plain = new(loop, terminal, keepSignalKeys: false);
        Assert.Equal(new ConsoleSize(80, 24), plain.Size);
        using EscapeMultiplexer escaped = new(plain, loop, new RecordingControl());
        Assert.Equal(new ConsoleSize(80, 24), escaped.Size);
    }

    private void Change(string options) => devices.Change(KeyValueGrammar.Parse(options, "backend"));

    private void Open(string options) => devices.Open(KeyValueGrammar.Parse(options, "backend"));

    private static string Receive(Socket socket, int length)
    {
        byte[] bytes = new byte[length];
        for (int count = 0; count < length;) count += socket.Receive(bytes.AsSpan(count));
        return Encoding.ASCII.GetString(bytes);
    }

    private static void WaitFor(Func<bool> condition) => Assert.True(SpinWait.SpinUntil(condition, 20_000));

    private sealed class FakeTerminal : ITerminal
    {
        public bool IsPresent => true;
        public (int Columns, int Rows)? Size => (80, 24);
        public bool Refuses { get; set; }
        public bool KeepsSignalKeys { get; private set; }

        public void EnterRaw(bool keepSignalKeys)
        {
            if (Refuses) throw new IOException("refused by the test");
            KeepsSignalKeys = keepSignalKeys;
        }

        public void Restore()
        {
        }
    }
}
