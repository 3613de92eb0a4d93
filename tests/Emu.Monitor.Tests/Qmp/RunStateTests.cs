using System.Text.Json;
using Emu.Machine;
using Emu.Testing;
using Emu.Testing.Machines;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Commands that start, stop, reset and end a machine, and what clients hear of it.</summary>
public sealed class RunStateTests
{
    [Fact]
    public void A_machine_says_whether_it_runs_and_each_change_is_an_event_before_its_answer()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();

        Assert.Equal("prelaunch", Status(client));
        Assert.Equal(["RESUME", "{}"], Change(client, "cont"));
        Assert.Equal("running", Status(client));
        Assert.Equal(["{}"], Change(client, "cont"));
        Assert.Equal(["STOP", "{}"], Change(client, "stop"));
        Assert.Equal("paused", Status(client));
        Assert.Equal(["{}"], Change(client, "stop"));
        Assert.Equal(["RESET", "{}"], Change(client, "system_reset"));
        Assert.Equal("prelaunch", Status(client));
        Assert.Equal(["RESUME", "{}"], Change(client, "cont"));
        Assert.Equal(["RESET", "{}"], Change(client, "system_reset"));
        Assert.Equal("running", Status(client));
        Assert.Equal(["POWERDOWN", "{}"], Change(client, "system_powerdown"));
    }

    [Fact]
    public void Quit_is_answered_and_ends_a_machine_that_stands_still()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        client.Send("{'execute': 'quit'}");
        Assert.Equal(0, machine.WaitForEnd());
        machine.Monitors.Dispose();
        Assert.Contains("{\"return\": {}}", client.Text, StringComparison.Ordinal);
        Assert.Contains("\"event\": \"SHUTDOWN\", \"data\": {\"guest\": false, \"reason\": \"host-qmp-quit\"}", client.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_guest_that_powers_off_leaves_a_machine_that_only_a_reset_starts_again()
    {
        GuestCode code = new();
        code.Finish(0x5555);
        using TestMachine machine = new(options => options with { StaysOnShutdown = true }, code);
        TestClient client = machine.Connect();
        client.Ask("cont");
        Assert.Contains("\"guest\": true, \"reason\": \"guest-shutdown\"", client.WaitFor("SHUTDOWN"), StringComparison.Ordinal);
        client.WaitFor("STOP");
        Assert.Equal("shutdown", Status(client));
        Assert.Equal("Resetting the Virtual Machine is required", client.AskError("cont"));
        Assert.Equal(["RESET", "{}"], Change(client, "system_reset"));
        Assert.Equal("prelaunch", Status(client));
        client.Ask("set-action", "{'shutdown': 'poweroff'}");
        client.Ask("cont");
        Assert.Equal(0, machine.WaitForEnd());
    }

    [Fact]
    public void A_reset_ends_the_machine_once_the_user_has_said_so()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        client.Ask("set-action", "{'reboot': 'shutdown'}");
        client.Send("{'execute': 'system_reset'}");
        Assert.Equal(0, machine.WaitForEnd());
        client.WaitFor("\"reason\": \"host-qmp-system-reset\"");
    }

    [Fact]
    public void Clients_that_have_not_negotiated_get_no_events_and_all_others_get_each()
    {
        using TestMachine machine = new();
        TestClient first = machine.Connect(), second = machine.Connect(), silent = new();
        machine.Monitors.AddQmp(silent, isPretty: false);
        first.Ask("cont");
        second.WaitFor("RESUME");
        first.Ask("stop");
        second.WaitFor("STOP");
        Assert.DoesNotContain("event", silent.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_client_that_reads_nothing_delays_no_other_and_its_commands_wait()
    {
        using TestMachine machine = new();
        TestClient reading = machine.Connect(), dead = machine.Connect();
        dead.IsReading = false;
        // Answers are short: beyond 1 MiB of them events would be left out.
        string commands = string.Concat(Enumerable.Repeat("{'execute':'query-version'}", 10_000));
        Assert.True(SpinWait.SpinUntil(() => dead.Send(commands) == 0, TimeSpan.FromMinutes(2)), "it is read for ever");
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(["RESUME", "{}"], Change(reading, "cont"));
            Assert.Equal(["STOP", "{}"], Change(reading, "stop"));
        }

        dead.Read();
        dead.WaitFor("STOP");
    }

    [Fact]
    public void Work_that_needs_still_CPUs_runs_whether_the_machine_runs_or_not()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        Assert.Equal(7, machine.Machine.WhileStopped(() => 7));
        client.Ask("cont");
        Assert.Equal(8, machine.Machine.WhileStopped(() => 8));
        Assert.Equal(RunState.Running, machine.Machine.State);
        Assert.Throws<InvalidDataException>(() => machine.Machine.WhileStopped<int>(() => throw new InvalidDataException()));
        client.Ask("quit");
        machine.WaitForEnd();
        Assert.Throws<InvalidOperationException>(() => machine.Machine.WhileStopped(() => 9));
    }

    private static string? Status(TestClient client)
    {
        JsonElement status = client.Ask("query-status");
        Assert.Equal(status.GetProperty("status").GetString() == "running", status.GetProperty("running").GetBoolean());
        return status.GetProperty("status").GetString();
    }

    /// <summary>Names of the events that come up to the answer, and the answer.</summary>
    private static string[] Change(TestClient client, string command)
    {
        client.Send($"{{'execute': '{command}'}}");
        List<string> lines = [];
        while (true)
        {
            JsonElement line = JsonDocument.Parse(client.ReadLine()).RootElement;
            bool isEvent = line.TryGetProperty("event", out JsonElement name);
            lines.Add(isEvent ? name.GetString()! : line.GetProperty("return").ToString());
            if (!isEvent) return [.. lines];
        }
    }
}
