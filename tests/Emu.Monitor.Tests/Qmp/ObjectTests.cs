using System.Text.Json;
using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Types and objects are shown as they are declared and as the machine has them.</summary>
public sealed class ObjectTests
{
    [Fact]
    public void Every_type_is_of_one_that_is_listed()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        JsonElement[] types = [.. client.Ask("qom-list-types", "{'abstract': true}").EnumerateArray()];
        HashSet<string> names = [.. types.Select(Name)];
        foreach (JsonElement type in types)
            if (type.TryGetProperty("parent", out JsonElement parent)) Assert.Contains(parent.GetString()!, names);
        foreach (string needed in (string[])["tcg-accel", "gpex-pcihost", "pcie-root-port", "virtio-blk-pci-non-transitional", "virtio-mmio", "none-machine"])
            Assert.Contains(needed, names);
    }

    [Fact]
    public void Only_what_implements_a_type_is_listed_for_it()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        string[] objects = [.. client.Ask("qom-list-types", "{'implements': 'user-creatable'}").EnumerateArray().Select(Name)];
        Assert.Contains("iothread", objects);
        Assert.DoesNotContain("virtio-blk-pci", objects);
        string[] devices = [.. client.Ask("qom-list-types", "{'implements': 'pci-device'}").EnumerateArray().Select(Name)];
        Assert.Contains("virtio-blk-pci", devices);
        Assert.DoesNotContain("virtio-pci", devices);
    }

    [Fact]
    public void Every_property_of_a_device_that_is_listed_can_be_set_on_the_command_line()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        foreach (JsonElement type in client.Ask("qom-list-types", "{'implements': 'device'}").EnumerateArray())
        {
            JsonElement properties = client.Ask("device-list-properties", $"{{'typename': '{Name(type)}'}}");
            foreach (JsonElement property in properties.EnumerateArray())
                if (MachineTypes.Find(Model.Descriptors.DescriptorKind.Device, Name(type)) is { } known)
                    Assert.NotNull(known.FindProperty(Name(property)));
        }
    }

    [Fact]
    public void Names_that_are_no_devices_are_refused_in_the_classes_that_clients_tell_apart()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        JsonElement unknown = client.Ask("device-list-properties", "{'typename': 'nope'}");
        Assert.Equal(("DeviceNotFound", "Device 'nope' not found"), (unknown.GetProperty("class").GetString(), unknown.GetProperty("desc").GetString()));
        Assert.Equal(
            "Parameter 'typename' expects a non-abstract device type", client.AskError("device-list-properties", "{'typename': 'iothread'}"));
        Assert.Equal("Class 'nope' not found", client.AskError("qom-list-properties", "{'typename': 'nope'}"));
        Assert.Equal("Device '/nope' not found", client.AskError("qom-list", "{'path': '/nope'}"));
        Assert.Equal("Path '' is ambiguous", client.AskError("qom-list", "{'path': ''}"));
    }

    [Fact]
    public void Every_property_that_is_listed_can_be_read_by_its_path()
    {
        using TestMachine machine = new(Populated);
        TestClient client = machine.Connect();
        HashSet<string> paths = [];
        Walk(client, "", paths);
        foreach (string expected in (string[])["/machine/peripheral/rp/rp", "/machine/peripheral/bal/virtio-backend", "/objects/io", "/machine/peripheral-anon/device[0]"])
            Assert.Contains(expected, paths);
    }

    [Fact]
    public void A_device_says_where_it_is_and_what_it_has()
    {
        using TestMachine machine = new(Populated);
        TestClient client = machine.Connect();
        Assert.Equal("virtio-balloon-pci", Get(client, "bal", "type").GetString());
        Assert.Equal(2 << 3, Get(client, "/machine/peripheral/bal", "addr").GetInt32());
        Assert.Equal("/objects/io", Get(client, "disk", "iothread").GetString());
        Assert.Equal("node", Get(client, "disk", "drive").GetString());
        Assert.Equal("Property 'virtio-blk-pci.nope' not found", client.AskError("qom-get", "{'path': 'disk', 'property': 'nope'}"));
        Assert.Equal(
            "Attempt to set property 'serial' on device 'disk' (type 'virtio-blk-pci') after it was realized",
            client.AskError("qom-set", "{'path': 'disk', 'property': 'serial', 'value': 'x'}"));
    }

    [Fact]
    public void A_balloon_is_asked_for_statistics_as_often_as_a_client_says()
    {
        using TestMachine machine = new(Populated);
        TestClient client = machine.Connect();
        client.Ask("qom-set", "{'path': '/machine/peripheral/bal', 'property': 'guest-stats-polling-interval', 'value': 2}");
        Assert.Equal(2, Get(client, "/machine/peripheral/bal", "guest-stats-polling-interval").GetInt32());
        JsonElement statistics = Get(client, "/machine/peripheral/bal", "guest-stats");
        Assert.Equal(0, statistics.GetProperty("last-update").GetInt64());
        Assert.Equal(ulong.MaxValue, statistics.GetProperty("stats").GetProperty("stat-free-memory").GetUInt64());
        Assert.Equal(
            "Invalid parameter type for 'guest-stats-polling-interval', expected: integer",
            client.AskError("qom-set", "{'path': 'bal', 'property': 'guest-stats-polling-interval', 'value': 'x'}"));
    }

    /// <summary>A machine with a device of each kind that the tree shows otherwise.</summary>
    internal static MachineOptions Populated(MachineOptions options) => options with
    {
        Configuration = new MachineConfiguration()
        {
            Objects = [Item("qom-type=iothread,id=io")],
            BlockNodes = [Item("driver=null-co,node-name=node")],
            Devices =
            [
                Item("driver=pcie-root-port,id=rp"), Item("driver=virtio-balloon-pci,id=bal,addr=2"),
                Item("driver=virtio-blk-pci,id=disk,drive=node,iothread=io"), Item("driver=virtio-rng-device"),
            ],
        },
    };

    private static ConfiguredItem Item(string options) => new("-test", KeyValueGrammar.Parse(options));

    private static void Walk(TestClient client, string path, HashSet<string> paths)
    {
        Assert.True(paths.Add(path), path);
        foreach (JsonElement each in client.Ask("qom-list", $"{{'path': '{path}/'}}").EnumerateArray())
        {
            if (each.GetProperty("type").GetString()!.StartsWith("child<", StringComparison.Ordinal)) Walk(client, $"{path}/{Name(each)}", paths);
            else Assert.False(IsError(Get(client, $"{path}/", Name(each))), $"{path}.{Name(each)}");
        }
    }

    private static bool IsError(JsonElement answer) => answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty("desc", out _);

    private static JsonElement Get(TestClient client, string path, string property) =>
        client.Ask("qom-get", $"{{'path': '{path}', 'property': '{property}'}}");

    private static string Name(JsonElement element) => element.GetProperty("name").GetString()!;
}
