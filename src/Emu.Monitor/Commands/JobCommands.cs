using System.Text.Json;
using System.Text.Json.Serialization;
using Emu.Machine.Configuration;
using Emu.Model.Options;

namespace Emu.Monitor.Commands;

/// <summary>Snapshots of disks into new images, and the jobs that make images. A job is done when its command has answered;
/// its outcome stays until the client dismisses it.</summary>
internal static class JobCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Open("blockdev-create", MonitorJson.Default.CreateArguments, Create),
        Command.Query("query-jobs", MonitorJson.Default.IReadOnlyListJobInfo, call => call.Monitors.Jobs),
        Command.Query("query-block-jobs", MonitorJson.Default.IReadOnlyListJobInfo, _ => []),
        Command.Action("job-dismiss", MonitorJson.Default.IdArguments, Dismiss),
        Command.Action("job-cancel", MonitorJson.Default.CancelArguments, (call, arguments) => throw Refuse(call, arguments.Id, "cancel")),
        Verb("pause"), Verb("complete"), Verb("finalize"),
        Command.Action("job-resume", MonitorJson.Default.IdArguments, (call, arguments) =>
        {
            _ = Find(call, arguments.Id);
            throw new CommandException("Can't resume a job that was not paused");
        }),
        Command.Action("blockdev-snapshot", MonitorJson.Default.SnapshotArguments,
            (call, arguments) => Overlay(call, [(arguments.Node, arguments.Overlay)])),
        Command.Action("blockdev-snapshot-sync", MonitorJson.Default.SnapshotFileArguments, MakeOverlay),
        Command.Open("transaction", MonitorJson.Default.TransactionArguments, RunTogether),
    ];

    private static Command Verb(string verb) => Command.Action(
        $"job-{verb}", MonitorJson.Default.IdArguments, (call, arguments) => throw Refuse(call, arguments.Id, verb));

    private static JobInfo Find(CommandCall call, string id) =>
        call.Monitors.Jobs.FirstOrDefault(job => job.Id == id) ?? throw new CommandException("Job not found");

    private static CommandException Refuse(CommandCall call, string id, string verb)
    {
        JobInfo job = Find(call, id);
        return new CommandException($"Job '{id}' in state '{MonitorJson.Word(job.Status)}' cannot accept command verb '{verb}'");
    }

    private static void Create(CommandCall call, OptionTree given)
    {
        CreateArguments arguments = ArgumentBinder.Bind(MonitorJson.Default.CreateArguments, given);
        OptionTree options = given.Find("options")!.Tree ?? throw new CommandException("Invalid parameter type for 'options', expected: object");
        if (arguments.JobId.Length == 0 || !char.IsAsciiLetter(arguments.JobId[0])) throw new CommandException($"Invalid job ID '{arguments.JobId}'");
        if (call.Monitors.Jobs.Any(each => each.Id == arguments.JobId)) throw new CommandException($"Job ID '{arguments.JobId}' already in use");
        if (options.Text("driver") is not { } driver) throw new CommandException("Parameter 'driver' is missing");
        if (driver is not ("file" or "raw" or "qcow2")) throw new CommandException("Driver does not support blockdev-create");
        JobInfo job = new(arguments.JobId, "create", JobStatus.Created, 0, 1, null);
        job = call.Monitors.Enter(job, JobStatus.Created);
        job = call.Monitors.Enter(job, JobStatus.Running);
        try
        {
            call.Machine.CreateImage(options);
            job = job with { CurrentProgress = 1 };
            job = call.Monitors.Enter(job, JobStatus.Waiting);
            job = call.Monitors.Enter(job, JobStatus.Pending);
        }
        catch (ConfigurationException e)
        {
            job = call.Monitors.Enter(job with { CurrentProgress = 1, Error = e.Message }, JobStatus.Aborting);
        }

        call.Monitors.Enter(job, JobStatus.Concluded);
    }

    private static void Dismiss(CommandCall call, IdArguments arguments) =>
        call.Monitors.Enter(Find(call, arguments.Id), JobStatus.Null);

    private static void Overlay(CommandCall call, IReadOnlyList<(string Node, string Overlay)> pairs) =>
        BlockCommands.Guard(() => call.Machine.Overlay(pairs));

    /// <summary>Makes an image and puts it over a disk's.</summary>
    private static void MakeOverlay(CommandCall call, SnapshotFileArguments arguments) =>
        Overlay(call, [Prepare(call, arguments)]);

    private static (string Node, string Overlay) Prepare(CommandCall call, SnapshotFileArguments arguments)
    {
        if (arguments.Format is not (null or "qcow2")) throw new CommandException($"Invalid snapshot format '{arguments.Format}'; there is qcow2");
        if (call.Machine.WhileStopped(() => BlockCommands.FindDisk(call, arguments.Device, arguments.NodeName)) is not { } drive)
            throw new CommandException($"Cannot find device='{arguments.Device}' nor node-name='{arguments.NodeName}'");
        string name = arguments.SnapshotNodeName ?? $"{drive.Name}-{call.Monitors.NextSnapshot()}", file = $"{name}-file";
        if (arguments.Mode != SnapshotMode.Existing)
        {
            BlockCommands.Guard(() => call.Machine.CreateImage(CommandArguments.Of(
                ("driver", "file"), ("filename", arguments.SnapshotFile), ("size", 0))));
        }

        BlockCommands.Guard(() => call.Machine.AddBlockNode(CommandArguments.Of(
            ("driver", "file"), ("node-name", file), ("filename", arguments.SnapshotFile))));
        try
        {
            if (arguments.Mode != SnapshotMode.Existing)
            {
                BlockCommands.Guard(() => call.Machine.CreateImage(CommandArguments.Of(
                    ("driver", "qcow2"), ("file", file), ("size", drive.Length), ("backing-file", BlockDescription.FileOf(drive.Root)),
                    ("backing-fmt", drive.Root.Driver))));
            }

            OptionTree node = CommandArguments.Of(("driver", "qcow2"), ("node-name", name), ("file", file));
            node.Add("backing", OptionValue.OfJson(OptionKind.Null, "null"));
            BlockCommands.Guard(() => call.Machine.AddBlockNode(node));
        }
        catch (CommandException)
        {
            BlockCommands.Guard(() => call.Machine.RemoveBlockNode(file));
            throw;
        }

        return (drive.Root.NodeName ?? drive.Name, name);
    }

    /// <summary>Takes several snapshots at one moment of the guest, or none.</summary>
    private static void RunTogether(CommandCall call, OptionTree given)
    {
        ArgumentBinder.Bind(MonitorJson.Default.TransactionArguments, given);
        OptionValue actions = given.Find("actions")!;
        if (actions.Kind != OptionKind.List) throw new CommandException("Invalid parameter type for 'actions', expected: array");
        List<(string, string)> pairs = [];
        // All of them are read before any is begun.
        foreach (OptionValue item in actions.Items) _ = ReadAction(item);
        foreach (OptionValue item in actions.Items)
        {
            object action = ReadAction(item);
            pairs.Add(action is SnapshotArguments plain ? (plain.Node, plain.Overlay) : Prepare(call, (SnapshotFileArguments)action));
        }

        Overlay(call, pairs);
    }

    private static object ReadAction(OptionValue item)
    {
        OptionTree action = item.Tree ?? throw new CommandException("Invalid parameter type for 'actions', expected: object");
        string type = action.Text("type") ?? throw new CommandException("Parameter 'type' is missing");
        OptionTree data = action.Find("data")?.Tree ?? throw new CommandException("Parameter 'data' is missing");
        return type switch
        {
            "blockdev-snapshot" => ArgumentBinder.Bind(MonitorJson.Default.SnapshotArguments, data),
            "blockdev-snapshot-sync" => ArgumentBinder.Bind(MonitorJson.Default.SnapshotFileArguments, data),
            _ => throw new CommandException($"Parameter 'type' does not accept value '{type}'"),
        };
    }
}

/// <summary>What has become of a job.</summary>
[JsonConverter(typeof(KebabEnumConverter<JobStatus>))]
internal enum JobStatus
{
    Created, Running, Waiting, Pending, Aborting, Concluded, Null,
}

/// <summary>An item of <c>query-jobs</c>.</summary>
internal sealed record JobInfo(string Id, string Type, JobStatus Status, long CurrentProgress, long TotalProgress, string? Error);

/// <summary>What <c>JOB_STATUS_CHANGE</c> says.</summary>
internal sealed record JobEvent(JobStatus Status, string Id);

/// <summary>Arguments of <c>blockdev-create</c>.</summary>
internal sealed class CreateArguments
{
    public string JobId { get; set; } = "";

    public JsonElement Options { get; set; }
}

/// <summary>Arguments of <c>job-cancel</c>.</summary>
internal sealed class CancelArguments
{
    public string Id { get; set; } = "";
}

/// <summary>Arguments of <c>blockdev-snapshot</c>.</summary>
internal sealed class SnapshotArguments
{
    public string Node { get; set; } = "";

    public string Overlay { get; set; } = "";
}

/// <summary>Where the image of a snapshot comes from.</summary>
[JsonConverter(typeof(KebabEnumConverter<SnapshotMode>))]
internal enum SnapshotMode
{
    AbsolutePaths, Existing,
}

/// <summary>Arguments of <c>blockdev-snapshot-sync</c>.</summary>
internal sealed class SnapshotFileArguments
{
    public string? Device { get; set; }

    public string? NodeName { get; set; }

    public string SnapshotFile { get; set; } = "";

    public string? SnapshotNodeName { get; set; }

    public string? Format { get; set; }

    public SnapshotMode? Mode { get; set; }
}

/// <summary>Arguments of <c>transaction</c>.</summary>
internal sealed class TransactionArguments
{
    public JsonElement Actions { get; set; }
}
