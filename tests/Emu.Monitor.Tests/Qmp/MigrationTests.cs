using System.Runtime.Versioning;
using System.Text.Json;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Machines that programs save, and go on with.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class MigrationTests : IDisposable
{
    private const ulong Place = 0x8040_0000;

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("emu-migrate-");

    private string Saved => Path.Combine(folder.FullName, "state");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void A_machine_that_was_saved_goes_on_in_another_one_that_waits()
    {
        Save();
        using TestMachine machine = new(options => options with { Incoming = "defer", StartsPaused = false }, Counter());
        TestClient client = machine.Connect();
        Assert.Equal("inmigrate", Status(client));
        // Nothing of this makes a machine run that is not there.
        client.Ask("cont");
        client.Ask("stop");
        client.Ask("system_reset");
        Assert.Equal("inmigrate", Status(client));
        client.Ask("cont");
        client.Ask("migrate-incoming", $"{{'uri': 'file:{Saved}'}}");
        client.WaitUntil("\"RESUME\"");
        Assert.Equal("running", Status(client));
        Assert.Equal("completed", client.Ask("query-migrate").GetProperty("status").GetString());
        Assert.Equal("'-incoming' was not specified on the command line", client.AskError("migrate-incoming", $"{{'uri': 'file:{Saved}'}}")!);
    }

    [Fact]
    public void A_machine_that_begins_as_a_saved_one_can_be_left_paused()
    {
        Save();
        using TestMachine machine = new(options => options with { Incoming = $"file:{Saved}" }, Counter());
        TestClient client = machine.Connect();
        Assert.True(SpinWait.SpinUntil(() => Status(client) == "paused", TimeSpan.FromMinutes(1)));
        Assert.NotEqual(0u, machine.ReadBus(Place));
    }

    [Fact]
    public void Saving_is_told_of_and_leaves_a_machine_that_can_go_on()
    {
        using TestMachine machine = new(options => options with { StartsPaused = false }, Counter());
        TestClient client = machine.Connect();
        client.Ask("migrate-set-capabilities", "{'capabilities': [{'capability': 'events', 'state': true}]}");
        Assert.False(client.Ask("query-migrate").TryGetProperty("status", out _));
        client.Ask("migrate", $"{{'uri': 'file:{Saved}'}}");
        client.WaitUntil("\"status\": \"completed\"");
        Assert.Equal("postmigrate", Status(client));
        JsonElement info = client.Ask("query-migrate");
        Assert.Equal("completed", info.GetProperty("status").GetString());
        Assert.Equal(new FileInfo(Saved).Length, info.GetProperty("ram").GetProperty("transferred").GetInt64());
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Saved));
        client.Ask("cont");
        Assert.Equal("running", Status(client));
    }

    [Fact]
    public void What_cannot_be_saved_runs_on()
    {
        using TestMachine machine = new(options => options with { StartsPaused = false }, Counter());
        TestClient client = machine.Connect();
        Assert.StartsWith("unknown migration protocol: tcp:0:1; ", client.AskError("migrate", "{'uri': 'tcp:0:1'}"));
        Assert.Equal("/nowhere/at/all: there is no such directory", client.AskError("migrate", "{'uri': 'file:/nowhere/at/all'}"));
        Assert.Equal("File descriptor named 'gone' not found", client.AskError("migrate", "{'uri': 'fd:gone'}"));
        Assert.StartsWith("disks are not migrated; ", client.AskError("migrate", $"{{'uri': 'file:{Saved}', 'blk': true}}"));
        Assert.Equal("running", Status(client));
        Assert.StartsWith("/dev/full: ", client.AskError("migrate", "{'uri': 'file:/dev/full'}"));
        Assert.Equal("failed", client.Ask("query-migrate").GetProperty("status").GetString());
        Assert.Equal("running", Status(client));
    }

    private void Save()
    {
        using TestMachine machine = new(options => options with { StartsPaused = false }, Counter());
        Assert.True(SpinWait.SpinUntil(() => machine.ReadBus(Place) != 0, TimeSpan.FromMinutes(1)));
        machine.Connect().Ask("migrate", $"{{'uri': 'file:{Saved}'}}");
    }

    private static string? Status(TestClient client) => client.Ask("query-status").GetProperty("status").GetString();

    /// <summary>Counts in memory, never zero again.</summary>
    private static GuestCode Counter()
    {
        GuestCode code = new();
        code.LoadAddress(T0, Place);
        code.Add(Addi(T1, Zero, 1));
        int loop = code.Position;
        code.Add(Sd(T1, 0, T0), I(1, T1, 0b110, T1, 0b0010011)); // ori
        code.Add(Addi(T1, T1, 2));
        code.Add(Beq(Zero, Zero, loop - code.Position));
        return code;
    }
}
