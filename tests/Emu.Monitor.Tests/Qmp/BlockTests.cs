using System.Text.Json;
using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Images are opened, made, put over each other and closed while the machine has them.</summary>
public sealed class BlockTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("emu-block-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_snapshot_puts_a_new_image_over_a_disks_and_leaves_the_one_below_as_it_is()
    {
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        string file = Path.Combine(folder, "overlay.qcow2");
        File.WriteAllBytes(file, []);
        client.Ask("blockdev-add", $"{{'driver': 'file', 'node-name': 's', 'filename': '{file}', 'auto-read-only': true}}");
        client.Ask("blockdev-create", "{'job-id': 'j', 'options': {'driver': 'qcow2', 'file': 's', 'size': 1048576}}");
        Assert.Equal(
            ["created", "running", "waiting", "pending", "concluded"],
            client.Text.Split("\r\n").Where(line => line.Contains("JOB_STATUS_CHANGE", StringComparison.Ordinal))
                .Select(line => Text(JsonDocument.Parse(line).RootElement.GetProperty("data"), "status")));
        JsonElement job = client.Ask("query-jobs")[0];
        Assert.Equal(("j", "create", "concluded"), (Text(job, "id"), Text(job, "type"), Text(job, "status")));
        Assert.Equal("Job 'j' in state 'concluded' cannot accept command verb 'cancel'", client.AskError("job-cancel", "{'id': 'j'}"));
        client.Ask("job-dismiss", "{'id': 'j'}");
        Assert.Equal(0, client.Ask("query-jobs").GetArrayLength());
        client.Ask("blockdev-add", "{'driver': 'qcow2', 'node-name': 'f', 'file': 's', 'backing': null}");
        Assert.Equal(
            "Cannot find device='nope' nor node-name='nope'",
            client.AskError("transaction", "{'actions': [{'type': 'blockdev-snapshot', 'data': {'node': 'disk', 'overlay': 'nope'}}]}"));
        Assert.Equal(
            "Parameter 'type' does not accept value 'nope'",
            client.AskError("transaction", "{'actions': [{'type': 'blockdev-snapshot', 'data': {'node': 'disk', 'overlay': 'f'}}, {'type': 'nope', 'data': {}}]}"));
        client.Ask("transaction", "{'actions': [{'type': 'blockdev-snapshot', 'data': {'node': 'disk', 'overlay': 'f'}}]}");

        JsonElement disk = client.Ask("query-block")[0].GetProperty("inserted");
        Assert.Equal(("f", "qcow2", 1), (Text(disk, "node-name"), Text(disk, "drv"), disk.GetProperty("backing_file_depth").GetInt32()));
        Assert.Equal("raw", Text(disk.GetProperty("image").GetProperty("backing-image"), "format"));
        Assert.Equal("f", client.Ask("qom-get", "{'path': 'd', 'property': 'drive'}").GetString());
        Assert.Equal("Node 'disk' is busy: node is used as backing hd of 'f'", client.AskError("blockdev-del", "{'node-name': 'disk'}"));
        Assert.StartsWith("Node 'disk' is busy", client.AskError("blockdev-snapshot", "{'node': 'disk', 'overlay': 's'}"), StringComparison.Ordinal);

        client.Ask("device_del", "{'id': 'd'}");
        machine.WriteBus(0x3000_8000 + 0x54 + 0x18, 0x7c0);
        client.WaitUntil("\"device\": \"d\"");
        foreach (string node in (string[])["f", "s", "disk"])
            Assert.Equal(JsonValueKind.Object, client.Ask("blockdev-del", $"{{'node-name': '{node}'}}").ValueKind);
        Assert.Equal(0, client.Ask("query-named-block-nodes").GetArrayLength());
    }

    [Fact]
    public void A_snapshot_into_a_file_makes_the_image_with_the_name_of_the_one_below()
    {
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        string file = Path.Combine(folder, "new.qcow2");
        client.Ask("blockdev-snapshot-sync", $"{{'node-name': 'disk', 'snapshot-file': '{file}', 'snapshot-node-name': 'top'}}");
        JsonElement image = client.Ask("query-block")[0].GetProperty("inserted").GetProperty("image");
        Assert.Equal((file, Disk, "raw"), (Text(image, "filename"), Text(image, "backing-filename"), Text(image, "backing-filename-format")));
        Assert.Equal(
            "Cannot find device='zz' nor node-name=''", client.AskError("blockdev-snapshot-sync", $"{{'device': 'zz', 'snapshot-file': '{file}'}}"));
    }

    [Fact]
    public void Every_node_is_listed_once_by_a_name_and_can_be_resized_when_it_is_a_disks()
    {
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        JsonElement[] nodes = [.. client.Ask("query-named-block-nodes", "{'flat': true}").EnumerateArray()];
        Assert.Equal(["raw", "file"], nodes.Select(node => Text(node, "drv")));
        Assert.Equal(nodes.Length, nodes.Select(node => Text(node, "node-name")).Distinct().Count());
        client.Ask("block_resize", "{'node-name': 'disk', 'size': 2097152}");
        Assert.Equal(2097152, new FileInfo(Disk).Length);
        Assert.Equal("Cannot find device='x' nor node-name='y'", client.AskError("block_resize", "{'device': 'x', 'node-name': 'y', 'size': 1}"));
        JsonElement statistics = client.Ask("query-blockstats")[0];
        Assert.Equal(("disk", 0), (Text(statistics, "node-name"), statistics.GetProperty("stats").GetProperty("rd_operations").GetInt32()));
        Assert.Equal(2, client.Ask("query-blockstats", "{'query-nodes': true}").GetArrayLength());
    }

    [Fact]
    public void Limits_of_a_disk_are_shown_and_taken_away_again()
    {
        const string none = "'bps': 0, 'bps_rd': 0, 'bps_wr': 0, 'iops_rd': 0, 'iops_wr': 0";
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        client.Ask("block_set_io_throttle", $"{{'id': '/machine/peripheral/d/virtio-backend', {none}, 'iops': 1000, 'iops_max': 2000}}");
        JsonElement disk = client.Ask("query-block")[0].GetProperty("inserted");
        Assert.Equal((1000, 2000), (disk.GetProperty("iops").GetInt32(), disk.GetProperty("iops_max").GetInt32()));
        Assert.Contains("iops=1000", client.Ask("human-monitor-command", "{'command-line': 'info block'}").GetString(), StringComparison.Ordinal);
        client.Ask("block_set_io_throttle", $"{{'id': 'd', {none}, 'iops': 0}}");
        Assert.Equal(0, client.Ask("query-block")[0].GetProperty("inserted").GetProperty("iops").GetInt32());
        Assert.Equal("Device 'zz' not found", client.AskError("block_set_io_throttle", $"{{'id': 'zz', {none}, 'iops': 0}}"));
        Assert.Equal("Need exactly one of 'device' and 'id'", client.AskError("block_set_io_throttle", $"{{{none}, 'iops': 0}}"));
        Assert.Equal(
            "bps_max/iops_max cannot be lower than bps/iops",
            client.AskError("block_set_io_throttle", $"{{'id': 'd', {none}, 'iops': 10, 'iops_max': 5}}"));
    }

    [Fact]
    public void Limits_are_those_of_a_group_that_disks_share_by_name()
    {
        const string none = "'bps': 0, 'bps_rd': 0, 'bps_wr': 0, 'iops_rd': 0, 'iops_wr': 0";
        using TestMachine machine = new(options => WithDisk(options) with
        {
            Configuration = WithDisk(options).Configuration with
            {
                Objects = [Item("-object", "qom-type=throttle-group,id=g,x-iops-total=5,x-iops-total-max=9")],
            },
        });
        TestClient client = machine.Connect();
        Assert.Equal(9, Limits(client).GetProperty("iops-total-max").GetInt32());
        client.Ask("block_set_io_throttle", $"{{'id': 'd', {none}, 'iops': 100, 'iops_max': 200, 'iops_max_length': 3, 'group': 'g'}}");
        JsonElement disk = client.Ask("query-block")[0].GetProperty("inserted");
        Assert.Equal(("g", 3), (Text(disk, "group"), disk.GetProperty("iops_max_length").GetInt32()));
        Assert.Equal((100, 200), (Limits(client).GetProperty("iops-total").GetInt32(), Limits(client).GetProperty("iops-total-max").GetInt32()));
        client.Ask("qom-set", "{'path': '/objects/g', 'property': 'limits', 'value': {'iops-total': 150}}");
        Assert.Equal(150, client.Ask("query-block")[0].GetProperty("inserted").GetProperty("iops").GetInt32());
        Assert.Equal("object 'g' is in use, can not be deleted", client.AskError("object-del", "{'id': 'g'}"));
        string shown = client.Ask("human-monitor-command", "{'command-line': 'info block'}").GetString()!;
        Assert.Contains("iops_size=0 group=g\r\n", shown, StringComparison.Ordinal);
        client.Ask("human-monitor-command", "{'command-line': 'block_set_io_throttle d 0 0 0 0 0 0'}");
        Assert.False(client.Ask("query-block")[0].GetProperty("inserted").TryGetProperty("group", out _));
        client.Ask("block_set_io_throttle", $"{{'id': 'd', {none}, 'iops': 1}}");
        Assert.Equal("d", Text(client.Ask("query-block")[0].GetProperty("inserted"), "group"));
        Assert.Equal(JsonValueKind.Object, client.Ask("object-del", "{'id': 'g'}").ValueKind);

        static JsonElement Limits(TestClient client) => client.Ask("qom-get", "{'path': '/objects/g', 'property': 'limits'}");
    }

    [Fact]
    public void A_disks_image_is_opened_anew_while_the_disk_uses_it()
    {
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        string options = $"'driver': 'raw', 'node-name': 'disk', 'file': {{'driver': 'file', 'filename': '{Disk}'}}";
        Assert.Equal(
            "Read-only block node 'disk' cannot support read-write users",
            client.AskError("blockdev-reopen", $"{{'options': [{{{options}, 'read-only': true}}]}}"));
        client.Ask("blockdev-reopen", $"{{'options': [{{{options}, 'size': 524288, 'detect-zeroes': 'on'}}]}}");
        JsonElement disk = client.Ask("query-block")[0].GetProperty("inserted");
        Assert.Equal((524288, "on"), (disk.GetProperty("image").GetProperty("virtual-size").GetInt64(), Text(disk, "detect_zeroes")));
    }

    [Fact]
    public void A_disk_is_put_onto_another_file_while_the_guest_has_it()
    {
        string second = Path.Combine(folder, "second");
        File.WriteAllBytes(second, new byte[2 << 20]);
        using TestMachine machine = new(options => WithDisk(options) with
        {
            Configuration = WithDisk(options).Configuration with
            {
                BlockNodes =
                [
                    Item("-blockdev", $"driver=file,node-name=a,filename={Disk}"), Item("-blockdev", $"driver=file,node-name=b,filename={second}"),
                    Item("-blockdev", "driver=raw,node-name=disk,file=a"), Item("-blockdev", "driver=raw,node-name=other,file=b"),
                ],
            },
        });
        TestClient client = machine.Connect();
        Assert.Equal("node 'b' is in use by another node or device", client.AskError("blockdev-reopen", Onto("disk", "b")));
        Assert.Equal("Making 'disk' a file child of 'disk' would create a cycle", client.AskError("blockdev-reopen", Onto("disk", "disk")));
        client.Ask("blockdev-del", "{'node-name': 'other'}");
        Assert.Equal(
            "Cannot find device='' nor node-name='none'",
            client.AskError("blockdev-reopen", $"{{'options': [{Of("disk", "b")}, {Of("disk", "none")}]}}"));
        Assert.Equal((1 << 20, "Block device a is in use"), (Size(client), client.AskError("blockdev-del", "{'node-name': 'a'}")));

        Assert.Equal(JsonValueKind.Object, client.Ask("blockdev-reopen", Onto("disk", "b")).ValueKind);
        Assert.Equal((2 << 20, "Block device b is in use"), (Size(client), client.AskError("blockdev-del", "{'node-name': 'b'}")));
        Assert.Equal(JsonValueKind.Object, client.Ask("blockdev-del", "{'node-name': 'a'}").ValueKind);
        File.Delete(Disk);
        client.Ask("blockdev-add", $"{{'driver': 'file', 'node-name': 'a', 'filename': '{second}', 'read-only': true, 'force-share': true}}");
        Assert.Equal("Block node is read-only", client.AskError("blockdev-reopen", Onto("disk", "a")));
        Assert.Equal(2 << 20, Size(client));

        static string Of(string node, string file) => $"{{'driver': 'raw', 'node-name': '{node}', 'file': '{file}'}}";

        static string Onto(string node, string file) => $"{{'options': [{Of(node, file)}]}}";

        static int Size(TestClient client) =>
            client.Ask("query-block")[0].GetProperty("inserted").GetProperty("image").GetProperty("virtual-size").GetInt32();
    }

    [Fact]
    public void A_file_that_need_not_be_written_is_shared_until_it_gets_a_user_who_writes()
    {
        string image = Path.Combine(folder, "shared");
        File.WriteAllBytes(image, new byte[65536]);
        using TestMachine one = new(), other = new();
        TestClient first = one.Connect(), second = other.Connect();
        foreach (TestClient client in (TestClient[])[first, second])
        {
            client.Ask("blockdev-add", $"{{'driver': 'file', 'node-name': 's', 'filename': '{image}', 'auto-read-only': true}}");
            client.Ask("blockdev-add", "{'driver': 'raw', 'node-name': 'r', 'file': 's', 'read-only': true}");
        }

        Assert.Equal([true, true], second.Ask("query-named-block-nodes", "{'flat': true}").EnumerateArray().Select(node => node.GetProperty("ro").GetBoolean()));
        second.Ask("blockdev-del", "{'node-name': 'r'}");
        Assert.StartsWith(
            "Failed to get \"write\" lock", second.AskError("blockdev-add", "{'driver': 'raw', 'node-name': 'r', 'file': 's'}"), StringComparison.Ordinal);
        foreach (string node in (string[])["r", "s"]) first.Ask("blockdev-del", $"{{'node-name': '{node}'}}");
        second.Ask("blockdev-add", "{'driver': 'raw', 'node-name': 'r', 'file': 's'}");
        Assert.Equal([false, false], second.Ask("query-named-block-nodes", "{'flat': true}").EnumerateArray().Select(node => node.GetProperty("ro").GetBoolean()));
        second.Ask("blockdev-del", "{'node-name': 'r'}");
        Assert.True(second.Ask("query-named-block-nodes", "{'flat': true}")[0].GetProperty("ro").GetBoolean());
    }

    [Fact]
    public void Nodes_that_cannot_be_had_are_refused_in_QEMUs_words()
    {
        using TestMachine machine = new(WithDisk);
        TestClient client = machine.Connect();
        (string Arguments, string Error)[] cases =
        [
            ("'driver': 'null-co', 'node-name': 'disk'", "Duplicate nodes with node-name='disk'"),
            ("'driver': 'null-co'", "'node-name' must be specified for the root node"),
            ("'driver': 'file', 'node-name': 'n'", "Parameter 'filename' is missing"),
            ("'driver': 'file', 'node-name': 'n', 'filename': '/nope'", "Could not open '/nope': No such file or directory"),
            ("'driver': 'null-co', 'node-name': 'n', 'foo': 1", "Parameter 'foo' is unexpected"),
            ("'driver': 'raw', 'node-name': 'n', 'file': 'nope'", "Cannot find device='nope' nor node-name='nope'"),
            ("'driver': 'null-co', 'node-name': '1x'", "Invalid node-name: '1x'"),
        ];
        foreach ((string arguments, string error) in cases)
            Assert.Equal(error, client.AskError("blockdev-add", $"{{{arguments}}}"));
        Assert.Equal("Driver does not support blockdev-create", client.AskError("blockdev-create", "{'job-id': 'j', 'options': {'driver': 'null-co'}}"));
        Assert.Equal("Invalid job ID '1'", client.AskError("blockdev-create", "{'job-id': '1', 'options': {'driver': 'qcow2'}}"));
        client.Ask("blockdev-create", "{'job-id': 'k', 'options': {'driver': 'qcow2', 'file': 'nope', 'size': 1}}");
        Assert.Equal("Cannot find device='nope' nor node-name='nope'", Text(client.Ask("query-jobs")[0], "error"));
    }

    private string Disk => Path.Combine(folder, "disk.raw");

    private MachineOptions WithDisk(MachineOptions options)
    {
        File.WriteAllBytes(Disk, new byte[1 << 20]);
        return options with
        {
            Configuration = new MachineConfiguration()
            {
                BlockNodes = [Item("-blockdev", $"driver=raw,node-name=disk,file.driver=file,file.filename={Disk}")],
                Devices = [Item("-device", "driver=pcie-root-port,id=p"), Item("-device", "driver=virtio-blk-pci,id=d,drive=disk,bus=p")],
            },
        };
    }

    private static ConfiguredItem Item(string option, string text) => new(option, KeyValueGrammar.Parse(text));

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
