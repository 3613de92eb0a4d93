using System.Text.Json;

namespace Emu.Monitor.Commands;

/// <summary>What machines can do about moving, which programs ask before they start one: they do not move, and could tell of it.</summary>
internal static class MigrationCommands
{
    private const string Events = "events";

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query(
            "query-migrate-capabilities", MonitorJson.Default.IReadOnlyListMigrationCapability,
            call => [new MigrationCapability(Events, call.Monitors.HasMigrationEvents)]),
        Command.Action("migrate-set-capabilities", MonitorJson.Default.MigrationCapabilities, Set),
    ];

    private static void Set(CommandCall call, MigrationCapabilities arguments)
    {
        if (arguments.Capabilities.ValueKind != JsonValueKind.Array)
            throw new CommandException("Invalid parameter type for 'capabilities', expected: array");
        bool hasEvents = call.Monitors.HasMigrationEvents;
        int index = 0;
        foreach (JsonElement each in arguments.Capabilities.EnumerateArray()) hasEvents = Read(each, $"capabilities[{index++}]");
        call.Monitors.HasMigrationEvents = hasEvents;
    }

    private static bool Read(JsonElement item, string place)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("capability", out JsonElement name) || name.ValueKind != JsonValueKind.String)
            throw new CommandException($"Parameter '{place}.capability' is missing");
        if (name.GetString() != Events) throw new CommandException($"Parameter 'capability' does not accept value '{name.GetString()}'");
        return item.TryGetProperty("state", out JsonElement state) && state.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? state.GetBoolean() : throw new CommandException($"Parameter '{place}.state' is missing");
    }
}

/// <summary>Arguments of <c>migrate-set-capabilities</c>.</summary>
internal sealed class MigrationCapabilities
{
    public JsonElement Capabilities { get; set; }
}

/// <summary>An item of <c>query-migrate-capabilities</c>.</summary>
internal sealed record MigrationCapability(string Capability, bool State);
