using System.Text.Json;
using Emu.Machine;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Devices come and go behind root ports.</summary>
public sealed class HotPlugTests
{
    private const ulong FirstPort = 0x3000_8000, SlotControl = 0x54 + 0x18, SlotStatus = 0x54 + 0x1a, LinkStatus = 0x54 + 0x12;
    private const uint PowerOff = 0x7c0, PowerOn = 0x1c0;

    [Fact]
    public void A_device_behind_a_root_port_is_announced_and_goes_when_software_switches_its_power_off()
    {
        using TestMachine machine = new(WithPorts);
        TestClient client = machine.Connect();
        Assert.Equal(0u, Read(machine, SlotStatus) & 0x40);
        client.Ask("device_add", "{'driver': 'virtio-rng-pci', 'id': 'r', 'bus': 'p1'}");
        // Presence, and what software has not seen: the button, the presence and the link have changed.
        Assert.Equal(0x149u, Read(machine, SlotStatus));
        Assert.NotEqual(0u, Read(machine, LinkStatus) & 0x2000);
        Assert.True(client.Ask("qom-get", "{'path': 'r', 'property': 'hotplugged'}").GetBoolean());
        Write(machine, SlotStatus, 0x149);
        Write(machine, SlotControl, PowerOn);
        Assert.Equal(0x50u, Read(machine, SlotStatus));
        Write(machine, SlotStatus, 0x10);

        client.Ask("device_del", "{'id': 'r'}");
        Assert.Equal(0x41u, Read(machine, SlotStatus));
        Assert.Equal("Device r is already in the process of unplug", client.AskError("device_del", "{'id': 'r'}"));
        Write(machine, SlotControl, PowerOff);
        client.WaitUntil("{\"path\": \"/machine/peripheral/r/virtio-backend\"}");
        client.WaitUntil("{\"device\": \"r\", \"path\": \"/machine/peripheral/r\"}");
        Assert.Equal(0u, Read(machine, SlotStatus) & 0x40);
        Assert.Equal("Device 'r' not found", client.AskError("device_del", "{'id': 'r'}"));
    }

    [Fact]
    public void A_device_in_a_slot_without_power_goes_at_once_and_its_place_and_its_parts_are_free_again()
    {
        using TestMachine machine = new(WithPorts);
        TestClient client = machine.Connect();
        client.Ask("blockdev-add", "{'driver': 'null-co', 'node-name': 'n'}");
        client.Ask("netdev_add", "{'type': 'user', 'id': 'net'}");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(JsonValueKind.Object, client.Ask("device_add", "{'driver': 'virtio-blk-pci', 'id': 'd', 'bus': 'p1', 'drive': 'n'}").ValueKind);
            Assert.Equal("Node n is in use", client.AskError("blockdev-del", "{'node-name': 'n'}"));
            client.Ask("device_add", "{'driver': 'virtio-net-pci', 'id': 'c', 'bus': 'p2', 'netdev': 'net', 'mac': '52:54:00:00:00:07'}");
            JsonElement filter = Assert.Single(client.Ask("query-rx-filter", "{'name': 'c'}").EnumerateArray());
            Assert.Equal(("c", "52:54:00:00:00:07", "all", 4096), (filter.GetProperty("name").GetString(), filter.GetProperty("main-mac").GetString(), filter.GetProperty("vlan").GetString(), filter.GetProperty("vlan-table").GetArrayLength()));
            Assert.Equal("net client(net) isn't a NIC", client.AskError("query-rx-filter", "{'name': 'net'}"));
            client.Ask("device_del", "{'id': '/machine/peripheral/d'}");
            client.WaitUntil("\"device\": \"d\"", i + 1);
            client.Ask("device_del", "{'id': 'c'}");
            client.WaitUntil("\"device\": \"c\"", i + 1);
        }

        Assert.Equal(JsonValueKind.Object, client.Ask("blockdev-del", "{'node-name': 'n'}").ValueKind);
        Assert.Equal("Failed to find node with node-name='n'", client.AskError("blockdev-del", "{'node-name': 'n'}"));
        client.Ask("netdev_del", "{'id': 'net'}");
        Assert.Equal(0, client.Ask("query-block").GetArrayLength());
    }

    [Fact]
    public void What_cannot_be_plugged_in_is_refused_in_QEMUs_words_and_leaves_nothing_behind()
    {
        using TestMachine machine = new(WithPorts);
        TestClient client = machine.Connect();
        client.Ask("blockdev-add", "{'driver': 'null-co', 'node-name': 'n'}");
        (string Arguments, string Error)[] cases =
        [
            ("'driver': 'virtio-rng-pci', 'id': 'r'", "Bus 'pcie.0' does not support hotplugging"),
            ("'driver': 'virtio-rng-pci', 'id': 'r', 'bus': 'nope'", "Bus 'nope' not found"),
            ("'driver': 'virtio-rng-pci', 'id': 'p1', 'bus': 'p1'", "Duplicate device ID 'p1'"),
            ("'driver': 'virtio-rng-pci', 'id': '1x', 'bus': 'p1'", "Parameter 'id' expects an identifier"),
            ("'driver': 'virtio-rng-pci', 'id': 'r', 'bus': 'p1', 'foo': 1", "Property 'virtio-rng-pci.foo' not found"),
            ("'driver': 'virtio-rng-device', 'id': 'r'", "Bus 'virtio-mmio-bus.7' does not support hotplugging"),
            ("'driver': 'loader', 'id': 'r'", "Device 'loader' can not be hotplugged on this machine"),
            ("'driver': 'pcie-root-port', 'id': 'r'", "Bus 'pcie.0' does not support hotplugging"),
            ("'driver': 'iothread', 'id': 'r', 'bus': 'p1'", "'iothread' is not a valid device model name"),
            ("'driver': 'virtio-rng-pci', 'id': 'r', 'bus': 'cold'", "Hot-plug failed: unsupported by the port device 'cold'"),
            ("'driver': 'virtio-blk-pci', 'id': 'r', 'bus': 'p1', 'drive': 'n', 'queue-size': 7",
                "queue-size must be a power of two between 4 and 1024, not 7"),
            ("'id': 'r', 'bus': 'p1'", "Parameter 'driver' is missing"),
        ];
        foreach ((string arguments, string error) in cases) Assert.Equal(error, client.AskError("device_add", $"{{{arguments}}}"));
        Assert.Equal("Bus 'pcie.0' does not support hotplugging", client.AskError("device_del", "{'id': 'p1'}"));
        Assert.Equal(JsonValueKind.Object, client.Ask("blockdev-del", "{'node-name': 'n'}").ValueKind);
    }

    [Fact]
    public void A_device_that_was_added_is_there_after_a_reset_with_its_slots_power_on()
    {
        using TestMachine machine = new(WithPorts);
        TestClient client = machine.Connect();
        client.Ask("device_add", "{'driver': 'virtio-rng-pci', 'id': 'r', 'bus': 'p1'}");
        client.Ask("cont");
        client.Ask("stop");
        client.Ask("system_reset");
        Assert.Equal((0x40u, PowerOn), (Read(machine, SlotStatus), Read(machine, SlotControl)));
    }

    private static MachineOptions WithPorts(MachineOptions options) => options with
    {
        Configuration = new MachineConfiguration()
        {
            Devices = [Item("driver=pcie-root-port,id=p1"), Item("driver=pcie-root-port,id=p2"), Item("driver=pcie-root-port,id=cold,hotplug=off")],
        },
    };

    private static ConfiguredItem Item(string options) => new("-device", KeyValueGrammar.Parse(options));

    private static uint Read(TestMachine machine, ulong register) => machine.ReadBus(FirstPort + register);

    private static void Write(TestMachine machine, ulong register, uint value) => machine.WriteBus(FirstPort + register, value);
}
