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
        client.Ask("blockdev-add", $"{{'driver': 'file', 'node-name': 's', 'filename': '{file}'}}");
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
        Assert.Equal("Block device disk is in use", client.AskError("blockdev-del", "{'node-name': 'disk'}"));
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
