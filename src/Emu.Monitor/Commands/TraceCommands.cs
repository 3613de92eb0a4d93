using Emu.Core.Tracing;

namespace Emu.Monitor.Commands;

/// <summary>Which events of devices, disks and networks are written.</summary>
internal static class TraceCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query(
            "trace-event-get-state", MonitorJson.Default.TraceQuery, MonitorJson.Default.IReadOnlyListTraceEventInfo,
            (_, arguments) =>
            [
                .. Find(arguments.Name).Select(each =>
                    new TraceEventInfo(each.Name, each.IsEnabled ? TraceState.Enabled : TraceState.Disabled, Vcpu: false)),
            ]),
        Command.Action(
            "trace-event-set-state", MonitorJson.Default.TraceArguments,
            (_, arguments) => EventTrace.Enable(Find(arguments.Name), arguments.Enable)),
    ];

    /// <summary>The events of a pattern.</summary>
    /// <exception cref="CommandException">It is a name, and there is no such event.</exception>
    public static IReadOnlyList<TraceEvent> Find(string pattern)
    {
        IReadOnlyList<TraceEvent> found = EventTrace.Find(pattern);
        return found.Count != 0 || EventTrace.IsPattern(pattern) ? found : throw new CommandException($"unknown event \"{pattern}\"");
    }
}

/// <summary>Arguments that name events.</summary>
internal sealed class TraceQuery
{
    public string Name { get; set; } = "";
}

/// <summary>Arguments of <c>trace-event-set-state</c>. All events are available, so that none has to be ignored.</summary>
internal sealed class TraceArguments
{
    public string Name { get; set; } = "";

    public bool Enable { get; set; }

    public bool? IgnoreUnavailable { get; set; }
}

/// <summary>What becomes of an event.</summary>
[System.Text.Json.Serialization.JsonConverter(typeof(KebabEnumConverter<TraceState>))]
internal enum TraceState
{
    Disabled, Enabled,
}

/// <summary>An item of <c>trace-event-get-state</c>.</summary>
internal sealed record TraceEventInfo(string Name, TraceState State, bool Vcpu);
