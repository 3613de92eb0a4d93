using System.Buffers.Binary;
using System.Text.Json;
using Emu.Core.DeviceTree;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>What the machine's memory is made of, and its content in files.</summary>
public sealed class MemoryTests : IDisposable
{
    private const ulong Kernel = 0x8020_0000;

    private readonly string folder = Directory.CreateTempSubdirectory("emu-memory-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Memory_goes_to_a_file_by_addresses_of_the_CPU_and_of_the_bus()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        machine.Machine.WhileStopped(() => true);
        foreach (string command in (string[])["memsave", "pmemsave"])
        {
            string file = Path.Combine(folder, command);
            Assert.Equal(JsonValueKind.Object, Save(client, command, Kernel, (2 << 20) + 3, file).ValueKind);
            byte[] saved = File.ReadAllBytes(file);
            // The guest goes round for ever, in its first instruction.
            Assert.Equal(((2 << 20) + 3, 0x63u), (saved.Length, BinaryPrimitives.ReadUInt32LittleEndian(saved)));
            Assert.True(saved.AsSpan(4).IndexOfAnyExcept((byte)0) < 0);
        }

        Assert.StartsWith(
            "Could not open '/nonexistent/x': ", Save(client, "pmemsave", Kernel, 1, "/nonexistent/x").GetProperty("desc").GetString(),
            StringComparison.Ordinal);
        Assert.Equal("Parameter 'size' expects a non-negative value", Save(client, "pmemsave", Kernel, -1, "/nonexistent/x").GetProperty("desc").GetString());
        Assert.Equal(
            "Parameter 'cpu-index' expects a CPU number",
            client.AskError("memsave", $"{{'val': 0, 'size': 1, 'filename': '{folder}/x', 'cpu-index': 4}}"));
    }

    [Fact]
    public void Registers_of_devices_are_not_read_and_are_zeros_in_the_file()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        machine.Machine.WhileStopped(() => true);
        string file = Path.Combine(folder, "file");
        Save(client, "pmemsave", 0x1000_0000, 0x1000, file);
        Assert.True(File.ReadAllBytes(file).AsSpan().IndexOfAnyExcept((byte)0) < 0);
    }

    [Fact]
    public void The_device_tree_that_the_guest_was_given_goes_to_a_file()
    {
        using TestMachine machine = new(options => options with { CpuCount = 3 });
        TestClient client = machine.Connect();
        string file = Path.Combine(folder, "tree");
        Assert.Equal(JsonValueKind.Object, client.Ask("dumpdtb", $"{{'filename': '{file}'}}").ValueKind);
        DeviceTreeDocument tree = DeviceTreeReader.Parse(File.ReadAllBytes(file));
        Assert.Equal(3, tree.Root.Children.Single(node => node.Name == "cpus").Children.Count(node => node.Name.StartsWith("cpu@", StringComparison.Ordinal)));
        Assert.Equal(
            $"info: dtb dumped to {file}\r\n",
            client.Ask("human-monitor-command", $"{{'command-line': 'dumpdtb {file}'}}").GetString());
    }

    [Fact]
    public void Memory_backends_are_listed_with_what_they_were_made_with()
    {
        using TestMachine machine = new(options => options with
        {
            Configuration = new MachineConfiguration()
            {
                Objects = [new("-object", KeyValueGrammar.Parse("qom-type=memory-backend-memfd,id=m,size=128M,share=on,merge=off"))],
                MemoryBackend = "m",
            },
        });
        TestClient client = machine.Connect();
        JsonElement only = Assert.Single(client.Ask("query-memdev").EnumerateArray());
        Assert.Equal(
            ("m", 128L << 20, true, false),
            (only.GetProperty("id").GetString(), only.GetProperty("size").GetInt64(), only.GetProperty("share").GetBoolean(),
                only.GetProperty("merge").GetBoolean()));
        Assert.Contains(
            "                       m    4 KiB  0x", client.Ask("human-monitor-command", "{'command-line': 'info ramblock'}").GetString(),
            StringComparison.Ordinal);
        Assert.False(client.Ask("query-current-machine").GetProperty("wakeup-suspend-support").GetBoolean());
    }

    private static JsonElement Save(TestClient client, string command, ulong address, int size, string file) =>
        client.Ask(command, $"{{'val': {address}, 'size': {size}, 'filename': '{file}'}}");
}
