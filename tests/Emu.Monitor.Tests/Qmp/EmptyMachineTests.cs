using Emu.Machine.Boards;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>The machine without anything, which programs ask what there could be.</summary>
public sealed class EmptyMachineTests
{
    [Fact]
    public void A_machine_without_anything_answers_and_ends()
    {
        using TestMachine machine = new(board: Board.Empty);
        TestClient client = machine.Connect();
        Assert.Equal(0, client.Ask("query-cpus-fast").GetArrayLength());
        Assert.Equal(0, client.Ask("query-pci").GetArrayLength());
        Assert.Equal(0, client.Ask("query-memory-size-summary").GetProperty("base-memory").GetInt64());
        Assert.Equal("prelaunch", client.Ask("query-status").GetProperty("status").GetString());
        client.Ask("cont");
        Assert.Equal("running", client.Ask("query-status").GetProperty("status").GetString());
        client.Ask("system_reset");
        Assert.Equal("none-machine", client.Ask("qom-get", "{'path': '/machine', 'property': 'type'}").GetString());
        client.Ask("quit");
        Assert.Equal(0, machine.WaitForEnd());
    }
}
