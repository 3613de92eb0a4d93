using System.Text.Json;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;
using Emu.Model.Descriptors;
using Emu.Model.Options;
using Emu.Monitor.Objects;

namespace Emu.Monitor.Commands;

/// <summary>Disks and their images.</summary>
internal static class BlockCommands
{
    /// <summary>The commands of this group.</summary>
    public static IEnumerable<Command> All =>
    [
        Command.Query("query-block", MonitorJson.Default.IReadOnlyListBlockInfo, List),
        Command.Query(
            "query-named-block-nodes", MonitorJson.Default.NodeQuery, MonitorJson.Default.IReadOnlyListBlockImageInfo,
            (call, arguments) => call.Machine.WhileStopped<IReadOnlyList<BlockImageInfo>>(
                () => [.. call.Machine.BlockNodes.Select(node => BlockDescription.Describe(node, FindDisk(call, node), arguments.Flat != true))])),
        Command.Query("query-blockstats", MonitorJson.Default.StatsQuery, MonitorJson.Default.IReadOnlyListBlockStatsInfo, ListStatistics),
        Command.Action("block_resize", MonitorJson.Default.ResizeArguments, Resize),
        Command.Action("block_set_io_throttle", MonitorJson.Default.ThrottleArguments, SetLimits),
        Command.Open("blockdev-add", MonitorJson.Default.BlockdevArguments, (call, given) => Guard(() => call.Machine.AddBlockNode(given)))
            with { Union = ("driver", DescriptorKind.BlockDriver) },
        Command.Open("blockdev-reopen", MonitorJson.Default.ReopenArguments, Reopen),
        Command.Action(
            "blockdev-del", MonitorJson.Default.NodeArguments, (call, arguments) => Guard(() => call.Machine.RemoveBlockNode(arguments.NodeName))),
    ];

    /// <summary>Turns what a machine says of a configuration into the client's error.</summary>
    internal static void Guard(Action act)
    {
        try
        {
            act();
        }
        catch (ConfigurationException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>The disk of that name, or whose image is a node of that name; null for none.</summary>
    internal static BlockBackend? FindDisk(CommandCall call, string? device, string? node)
    {
        if (string.IsNullOrEmpty(device) && string.IsNullOrEmpty(node)) return null;
        return Disks(call).Select(each => each.Disk.Drive!).FirstOrDefault(
            drive => (device is not null && drive.IsNamed && drive.Name == device) || (node is not null && drive.Root.NodeName == node));
    }

    private static BlockBackend? FindDisk(CommandCall call, BlockNode node) =>
        Disks(call).Select(each => each.Disk.Drive!).FirstOrDefault(drive => drive.Root == node);

    private static IEnumerable<(MachinePart Part, VirtioBlock Disk)> Disks(CommandCall call)
    {
        foreach (MachinePart part in call.Machine.Parts)
            if (DeviceCommands.VirtioOf(part.Instance) is VirtioBlock { Drive: not null } disk) yield return (part, disk);
    }

    private static IReadOnlyList<BlockInfo> List(CommandCall call) => call.Machine.WhileStopped<IReadOnlyList<BlockInfo>>(() =>
    [
        .. Disks(call).Select(each => new BlockInfo(
            each.Disk.Drive!.IsNamed ? each.Disk.Drive.Name : "", PathOf(call, each.Part), "unknown", Removable: false, Locked: false,
            BlockDescription.Describe(each.Disk.Drive.Root, each.Disk.Drive, withBacking: true), "ok")),
    ]);

    /// <summary>Where the disk's device is among the objects.</summary>
    private static string PathOf(CommandCall call, MachinePart part)
    {
        string path = ObjectTree.PathOf(call.Machine, part)!;
        return part.Instance is VirtioPciFunction ? $"{path}/virtio-backend" : part.Id ?? path;
    }

    private static IReadOnlyList<BlockStatsInfo> ListStatistics(CommandCall call, StatsQuery arguments) =>
        call.Machine.WhileStopped<IReadOnlyList<BlockStatsInfo>>(() => arguments.QueryNodes == true
            ? [.. call.Machine.BlockNodes.Select(node => BlockDescription.Statistics(node))]
            : [.. Disks(call).Select(each => BlockDescription.Statistics(each.Disk.Drive!, PathOf(call, each.Part)))]);

    private static void Resize(CommandCall call, ResizeArguments arguments)
    {
        BlockBackend? drive = call.Machine.WhileStopped(() => FindDisk(call, arguments.Device, arguments.NodeName));
        BlockNode? node = drive?.Root ?? (arguments.NodeName is { } name
            ? call.Machine.WhileStopped(() => call.Machine.BlockNodes.FirstOrDefault(each => each.NodeName == name)) : null);
        if (node is null) throw new CommandException($"Cannot find device='{arguments.Device}' nor node-name='{arguments.NodeName}'");
        if (arguments.Size < 0) throw new CommandException("Parameter 'size' expects a >0 size");
        try
        {
            if (drive?.Loop is { } loop) loop.Run(() => drive.ResizeAsync(arguments.Size));
            else if (Disks(call).Any(each => IsBelow(each.Disk.Drive!.Root, node))) throw new CommandException($"Node '{arguments.NodeName}' is below a disk; resize the disk");
            else node.ResizeAsync(arguments.Size).AsTask().GetAwaiter().GetResult();
        }
        catch (BlockException e)
        {
            throw new CommandException(e.Message);
        }
    }

    private static void Reopen(CommandCall call, OptionTree given)
    {
        ArgumentBinder.Bind(MonitorJson.Default.ReopenArguments, given);
        OptionValue options = given.Find("options")!;
        if (options.Kind != OptionKind.List) throw new CommandException("Invalid parameter type for 'options', expected: array");
        List<OptionTree> trees = [];
        foreach (OptionValue each in options.Items)
        {
            trees.Add(each.Tree ?? throw new CommandException($"Invalid parameter type for 'options[{trees.Count}]', expected: object"));
            if (trees[^1].Find("driver") is null) throw new CommandException($"Parameter 'options[{trees.Count - 1}].driver' is missing");
        }

        Guard(() => call.Machine.ReopenBlockNodes(trees));
    }

    private static bool IsBelow(BlockNode root, BlockNode node) => root == node || root.Children.Any(child => IsBelow(child, node));

    private static void SetLimits(CommandCall call, ThrottleArguments arguments)
    {
        if (arguments.Id is null == arguments.Device is null) throw new CommandException("Need exactly one of 'device' and 'id'");
        BlockBackend drive = call.Machine.WhileStopped(() => Find(call, arguments.Device, arguments.Id));
        try
        {
            ThrottleLimits limits = ThrottleLimits.Of(arguments.Limit);
            drive.Loop!.Run(() =>
            {
                SetLimits(call.Machine.Throttles, drive, limits, arguments);
                return default;
            });
        }
        catch (BlockException e)
        {
            throw new CommandException(e.Message);
        }
    }

    /// <summary>On the disk's loop. A disk without limits leaves its group; the limits of a group are those of all its disks.</summary>
    private static void SetLimits(ThrottleGroups groups, BlockBackend drive, ThrottleLimits limits, ThrottleArguments arguments)
    {
        if (limits.IsUnlimited)
        {
            drive.Limits = null;
            return;
        }

        string name = arguments.Group ?? drive.Limits?.Name ?? (drive.IsNamed ? drive.Name : arguments.Device ?? arguments.Id!);
        ThrottleGroup group = groups.Join(name);
        group.Limits = limits;
        drive.Limits = group;
        group.Leave();
    }

    /// <summary>The disk of a name, or of a device by its id or path.</summary>
    private static BlockBackend Find(CommandCall call, string? device, string? id)
    {
        if (device is not null)
            return FindDisk(call, device, null) ?? throw CommandException.NoDevice(device);
        (MachinePart Part, VirtioBlock Disk) found = Disks(call).FirstOrDefault(
            each => each.Part.Id == id || ObjectTree.PathOf(call.Machine, each.Part) == id || PathOf(call, each.Part) == id);
        if (found.Disk?.Drive is { } drive) return drive;
        return call.Machine.Parts.Any(part => part.Id == id)
            ? throw new CommandException("Device does not have a block device backend") : throw CommandException.NoDevice(id!);
    }
}

/// <summary>Arguments of <c>query-named-block-nodes</c>.</summary>
internal sealed class NodeQuery
{
    public bool? Flat { get; set; }
}

/// <summary>Arguments of <c>query-blockstats</c>.</summary>
internal sealed class StatsQuery
{
    public bool? QueryNodes { get; set; }
}

/// <summary>Arguments that name a block node.</summary>
internal sealed class NodeArguments
{
    public string NodeName { get; set; } = "";
}

/// <summary>Arguments of <c>blockdev-reopen</c>.</summary>
internal sealed class ReopenArguments
{
    public JsonElement Options { get; set; }
}

/// <summary>The arguments of <c>blockdev-add</c> that all block nodes have.</summary>
internal sealed class BlockdevArguments
{
    public string Driver { get; set; } = "";

    public string? NodeName { get; set; }

    public bool? ReadOnly { get; set; }

    public bool? AutoReadOnly { get; set; }

    public bool? ForceShare { get; set; }

    public string? Discard { get; set; }

    public string? DetectZeroes { get; set; }
}

/// <summary>Arguments of <c>block_resize</c>.</summary>
internal sealed class ResizeArguments
{
    public string? Device { get; set; }

    public string? NodeName { get; set; }

    public long Size { get; set; }
}
