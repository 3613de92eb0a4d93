using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;
using Emu.CacheFormat.SavedState;
using Emu.Host;
using Emu.Machine;
using Emu.Machine.Saving;
using Emu.Model.State;

namespace Emu.Monitor.Commands;

/// <summary>Saving a machine and going on with a saved one. A command returns when it has done so.</summary>
internal static class MigrationCommands
{
    private const string Events = "events";

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Action("migrate", MonitorJson.Default.MigrateArguments, Migrate),
        Command.Action("migrate-incoming", MonitorJson.Default.UriArguments, Receive),
        Command.Action("x-boot-snapshot", call =>
        {
            try
            {
                call.Machine.TakeBootSnapshot();
            }
            catch (StateException e)
            {
                throw new CommandException(e.Message);
            }
        }),
        Command.Action("migrate_cancel", _ => { }),
        Command.Query("query-migrate", MonitorJson.Default.MigrationInfo, call => call.Monitors.Migration),
        Command.Query(
            "query-migrate-capabilities", MonitorJson.Default.IReadOnlyListMigrationCapability,
            call => [new MigrationCapability(Events, call.Monitors.HasMigrationEvents)]),
        Command.Action("migrate-set-capabilities", MonitorJson.Default.MigrationCapabilities, Set),
    ];

    private static void Migrate(CommandCall call, MigrateArguments arguments)
    {
        if (arguments.Blk == true || arguments.Inc == true)
            throw new CommandException("disks are not migrated; give both machines the same images, and leave out blk and inc");
        if (arguments.Resume == true) throw new CommandException("Cannot resume if there is no paused migration");
        if (call.Machine.State == RunState.Inmigrate) throw new CommandException("Guest is waiting for an incoming migration");
        long began = Stopwatch.GetTimestamp();
        try
        {
            using Stream target = SavedAddress.Create(arguments.Uri);
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Setup));
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Active));
            long written = call.Machine.SaveTo(target);
            var total = (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds;
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Completed)
            {
                TotalTime = total,
                Downtime = total,
                Ram = new MigrationRam(written, 0, (long)call.Machine.Options.MemorySize),
            });
        }
        catch (Exception e) when (e is StateException or IOException or UnauthorizedAccessException)
        {
            // What can be said of an address that was not understood is no migration that has failed.
            if (call.Monitors.Migration.Status == MigrationStatus.Active)
                call.Monitors.Enter(new MigrationInfo(MigrationStatus.Failed) { ErrorDesc = Explain(arguments.Uri, e) });
            throw new CommandException(Explain(arguments.Uri, e));
        }
    }

    private static void Receive(CommandCall call, UriArguments arguments)
    {
        if (call.Machine.State != RunState.Inmigrate || call.Machine.Options.Incoming != SavedAddress.Deferred)
            throw new CommandException("'-incoming' was not specified on the command line");
        try
        {
            using Stream source = SavedAddress.OpenSaved(arguments.Uri);
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Setup));
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Active));
            call.Machine.Receive(source, SavedAddress.NameOf(arguments.Uri));
            call.Monitors.Enter(new MigrationInfo(MigrationStatus.Completed));
        }
        catch (Exception e) when (e is StateException or StateFileException or IOException)
        {
            throw new CommandException(Explain(arguments.Uri, e));
        }
    }

    private static string Explain(string uri, Exception error) =>
        FileFailure.IsOf(error) ? $"{SavedAddress.NameOf(uri)}: {FileFailure.Explain(SavedAddress.NameOf(uri), error)}" : error.Message;

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

/// <summary>How far a migration is.</summary>
[JsonConverter(typeof(KebabEnumConverter<MigrationStatus>))]
internal enum MigrationStatus
{
    Setup, Active, Completed, Failed,
}

/// <summary>Answer of <c>query-migrate</c>; empty when nothing was migrated.</summary>
internal sealed record MigrationInfo(MigrationStatus? Status = null)
{
    /// <summary>Milliseconds that it took.</summary>
    public long? TotalTime { get; init; }

    /// <summary>Milliseconds for which the guest stood still.</summary>
    public long? Downtime { get; init; }

    /// <summary>What went wrong.</summary>
    public string? ErrorDesc { get; init; }

    /// <summary>What became of the memory.</summary>
    public MigrationRam? Ram { get; init; }
}

/// <summary>Memory that was migrated: bytes written, bytes left, bytes that the machine has.</summary>
internal sealed record MigrationRam(long Transferred, long Remaining, long Total);

/// <summary>The event <c>MIGRATION</c>.</summary>
internal sealed record MigrationEvent(MigrationStatus Status);

/// <summary>Arguments of <c>migrate</c>.</summary>
internal sealed class MigrateArguments
{
    public string Uri { get; set; } = "";

    public bool? Blk { get; set; }

    public bool? Inc { get; set; }

    /// <summary>Clients of QMP have no need of it: QEMU takes it and does the same.</summary>
    public bool? Detach { get; set; }

    public bool? Resume { get; set; }
}

/// <summary>Arguments of a command about an address.</summary>
internal sealed class UriArguments
{
    public string Uri { get; set; } = "";
}

/// <summary>Arguments of <c>migrate-set-capabilities</c>.</summary>
internal sealed class MigrationCapabilities
{
    public JsonElement Capabilities { get; set; }
}

/// <summary>An item of <c>query-migrate-capabilities</c>.</summary>
internal sealed record MigrationCapability(string Capability, bool State);
