using Emu.Machine.Boards;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>The machine without anything, which programs ask what there could be.</summary>
public sealed class EmptyMachineTests
{
    [Theory]
    [InlineData("info cpus", "")]
    [InlineData("info registers", "CPU#0 not available\r\n")]
    [InlineData("x/4xb 0", "Error: No CPU available\r\n")]
    [InlineData("p $pc", "Error: No CPU available\r\n")]
    [InlineData("gdbserver", "Error: gdbstub: meaningless to attach gdb to a machine without any CPU.\r\n")]
    [InlineData("memsave 0 16 nowhere", "Error: Parameter 'cpu-index' expects a CPU number\r\n")]
    [InlineData("info ramblock", "              Block Name    PSize              Offset               Used              Total\r\n")]
    public void Commands_for_people_say_that_there_is_no_CPU(string line, string said)
    {
        using TestMachine machine = new(board: Board.Empty);
        TestClient client = machine.Connect();
        Assert.Equal(said, client.Ask("human-monitor-command", $"{{'command-line': '{line}'}}").GetString());
    }

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
        Assert.Equal(0, client.Ask("query-memdev").GetArrayLength());
        Assert.Equal("This machine doesn't have a FDT", client.AskError("dumpdtb", "{'filename': '/nonexistent/tree'}"));
        client.Ask("quit");
        Assert.Equal(0, machine.WaitForEnd());
    }
}
