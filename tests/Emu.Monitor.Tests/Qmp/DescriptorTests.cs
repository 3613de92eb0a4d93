using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Emu.Chardev;
using Emu.Host;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Descriptors that clients send beside a message reach the commands that take them.</summary>
public sealed class DescriptorTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-fd-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_descriptor_of_a_set_is_opened_by_the_name_of_the_set()
    {
        string image = Path.Combine(folder, "image");
        File.WriteAllBytes(image, new byte[65536]);
        using TestMachine machine = new();
        using SocketClient client = new(machine, Path.Combine(folder, "qmp"));
        using FileStream file = new(image, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        JsonElement added = client.Ask("add-fd", "{'fdset-id': 7, 'opaque': 'disk'}", file);
        Assert.Equal(7, added.GetProperty("fdset-id").GetInt64());
        JsonElement set = client.Ask("query-fdsets", null, null)[0];
        Assert.Equal(("disk", added.GetProperty("fd").GetInt32()), (set.GetProperty("fds")[0].GetProperty("opaque").GetString(), set.GetProperty("fds")[0].GetProperty("fd").GetInt32()));
        client.Ask("blockdev-add", "{'driver': 'file', 'node-name': 'n', 'filename': '/dev/fdset/7'}", null);
        Assert.Equal(65536, client.Ask("query-named-block-nodes", null, null)[0].GetProperty("image").GetProperty("virtual-size").GetInt64());
        client.Ask("remove-fd", "{'fdset-id': 7}", null);
        Assert.Equal(0, client.Ask("query-fdsets", null, null).GetArrayLength());
        Assert.Equal("File descriptor named 'fdset-id:7' not found", client.AskError("remove-fd", "{'fdset-id': 7}"));
        Assert.Equal("Could not open '/dev/fdset/7': No such file or directory", client.AskError("blockdev-add", "{'driver': 'file', 'node-name': 'm', 'filename': '/dev/fdset/7'}"));
        client.Ask("blockdev-del", "{'node-name': 'n'}", null);
    }

    [Fact]
    public void A_descriptor_with_a_name_becomes_a_character_device_and_a_message_without_one_is_refused()
    {
        using TestMachine machine = new();
        using SocketClient client = new(machine, Path.Combine(folder, "qmp"));
        Assert.Equal("No file descriptor supplied via SCM_RIGHTS", client.AskError("getfd", "{'fdname': 'x'}"));
        using Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        string path = Path.Combine(folder, "given");
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        client.Ask("getfd", "{'fdname': 'given'}", listener);
        client.Ask("chardev-add", "{'id': 'c', 'backend': {'type': 'socket', 'data': {'addr': {'type': 'fd', 'data': {'str': 'given'}}}}}", null);
        Assert.Equal("File descriptor named 'given' not found", client.AskError("closefd", "{'fdname': 'given'}"));
        Assert.Equal("Chardev with id 'c' already exists", client.AskError("chardev-add", "{'id': 'c', 'backend': {'type': 'null', 'data': {}}}"));
        client.Ask("chardev-remove", "{'id': 'c'}", null);
        Assert.Equal("Chardev 'c' not found", client.AskError("chardev-remove", "{'id': 'c'}"));
        client.Ask("chardev-add", "{'id': 'p', 'backend': {'type': 'pty', 'data': {}}}", null).GetProperty("pty");
        Assert.Equal("Parameter 'backend.data.out' is missing", client.AskError("chardev-add", "{'id': 'f', 'backend': {'type': 'file', 'data': {}}}"));
        Assert.Equal("Parameter 'type' does not accept value 'nope'", client.AskError("chardev-add", "{'id': 'f', 'backend': {'type': 'nope', 'data': {}}}"));
    }

    /// <summary>A program at a socket of the machine's monitor.</summary>
    private sealed class SocketClient : IDisposable
    {
        private readonly SocketBackend server;
        private readonly Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        private readonly StreamReader answers;

        public SocketClient(TestMachine machine, string path)
        {
            server = new SocketBackend(machine.Machine.Events, new SocketPlan() { IsServer = true, Path = path });
            machine.Monitors.AddQmp(server, isPretty: false);
            socket.Connect(new UnixDomainSocketEndPoint(path));
            answers = new StreamReader(new NetworkStream(socket));
            Assert.Contains("QMP", answers.ReadLine(), StringComparison.Ordinal);
            Ask("qmp_capabilities", null, null);
        }

        public JsonElement Ask(string command, string? arguments, object? handle)
        {
            JsonElement answer = Send(command, arguments, handle);
            Assert.True(answer.TryGetProperty("return", out JsonElement result), $"{command}: {answer}");
            return result;
        }

        public string? AskError(string command, string arguments) =>
            Send(command, arguments, null).GetProperty("error").GetProperty("desc").GetString();

        public void Dispose()
        {
            socket.Dispose();
            server.Dispose();
        }

        private JsonElement Send(string command, string? arguments, object? handle)
        {
            byte[] text = Encoding.UTF8.GetBytes(
                $"{{\"execute\": \"{command}\"{(arguments is null ? "" : $", \"arguments\": {arguments}")}}}\n");
            int passed = handle switch
            {
                FileStream file => (int)file.SafeFileHandle.DangerousGetHandle(),
                Socket given => (int)given.SafeHandle.DangerousGetHandle(),
                _ => -1,
            };
            int sent = HostSocket.SendWithDescriptor((int)socket.SafeHandle.DangerousGetHandle(), text, passed);
            Assert.Equal(text.Length, sent);
            while (true)
            {
                JsonElement line = JsonDocument.Parse(answers.ReadLine()!).RootElement;
                if (!line.TryGetProperty("event", out _)) return line;
            }
        }
    }
}
