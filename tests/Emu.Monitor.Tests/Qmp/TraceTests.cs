using System.Text.Json;
using Emu.Core.Tracing;

namespace Emu.Monitor.Tests.Qmp;

/// <summary>Events are switched on and off, by an event that no other test has.</summary>
public sealed class TraceTests
{
    [Fact]
    public void An_event_is_enabled_by_its_name_and_a_pattern_may_name_none()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        Assert.Equal("disabled", State(client));
        client.Ask("trace-event-set-state", "{'name': 'user_dhcp_re*', 'enable': true, 'ignore-unavailable': true}");
        Assert.Equal("enabled", State(client));
        Assert.True(EventTrace.IsOn && TraceEvents.DhcpReply.IsEnabled);
        Assert.Equal(
            "user_dhcp_reply : state 1\r\n",
            client.Ask("human-monitor-command", "{'command-line': 'info trace-events user_d*'}").GetString());
        Assert.Equal("", client.Ask("human-monitor-command", "{'command-line': 'trace-event user_dhcp_reply off'}").GetString());
        Assert.Equal("disabled", State(client));
        Assert.Equal("unknown event \"nope\"", client.AskError("trace-event-get-state", "{'name': 'nope'}"));
        Assert.Equal("unknown event \"nope\"", client.AskError("trace-event-set-state", "{'name': 'nope', 'enable': true}"));
        Assert.Equal(0, client.Ask("trace-event-get-state", "{'name': 'nope*'}").GetArrayLength());
        Assert.Equal(TraceEvents.All.Count, client.Ask("trace-event-get-state", "{'name': '*'}").GetArrayLength());
    }

    private static string? State(TestClient client)
    {
        JsonElement only = Assert.Single(client.Ask("trace-event-get-state", "{'name': 'user_dhcp_reply'}").EnumerateArray());
        Assert.False(only.GetProperty("vcpu").GetBoolean());
        return only.GetProperty("state").GetString();
    }
}
