using System.Text.Json.Serialization;
using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Devices.Virtio;
using Emu.Machine.Configuration;

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
            (call, _) => [.. List(call).Select(each => each.Inserted)]),
        Command.Action("block_resize", MonitorJson.Default.ResizeArguments, Resize),
    ];

    private static IReadOnlyList<BlockInfo> List(CommandCall call) => call.Machine.WhileStopped<IReadOnlyList<BlockInfo>>(
        () => [.. call.Machine.Parts.Select(Describe).OfType<BlockInfo>()]);

    private static BlockInfo? Describe(MachinePart part)
    {
        if (DeviceCommands.VirtioOf(part.Instance) is not VirtioBlock { Drive: { } drive }) return null;
        string path = part.Id is { } id ? $"/machine/peripheral/{id}" : "";
        bool isOnPci = part.Instance is VirtioPciFunction;
        return new BlockInfo(
            drive.Name, path.Length == 0 ? null : isOnPci ? $"{path}/virtio-backend" : path, "unknown", Removable: false,
            Locked: false, Describe(drive));
    }

    private static BlockImageInfo Describe(BlockBackend drive)
    {
        int depth = 0;
        for (BlockNode? node = drive.Root.Backing; node is not null; node = node.Backing) depth++;
        string file = FileOf(drive.Root) ?? "";
        string? backing = drive.Root.Backing is { } below ? FileOf(below) : null;
        return new BlockImageInfo(
            file, drive.Name, !drive.IsWritable, drive.Root.Driver, backing, depth, Encrypted: false,
            MonitorJson.Word(drive.DetectZeroes),
            new BlockImage(file, drive.Root.Driver, drive.Length, drive.Root.AllocatedBytes, backing),
            new BlockCache(!drive.IsWriteThrough, Direct: false, NoFlush: false));
    }

    /// <summary>The file of an image itself, not of the one that it is an overlay of.</summary>
    private static string? FileOf(BlockNode node)
    {
        for (BlockNode? each = node; each is not null; each = each.Child)
            if (each is FileNode file) return file.Path;
        return null;
    }

    private static void Resize(CommandCall call, ResizeArguments arguments)
    {
        string name = arguments.NodeName ?? arguments.Device ?? "";
        VirtioBlock? disk = call.Machine.WhileStopped(() => DeviceCommands.VirtioDevices(call.Machine).OfType<VirtioBlock>()
            .FirstOrDefault(each => each.Drive?.Name == name && name.Length != 0));
        if (disk?.Drive is not { } drive)
            throw new CommandException($"Cannot find device='{arguments.Device}' nor node-name='{arguments.NodeName}'");
        if (arguments.Size < 0) throw new CommandException("Parameter 'size' expects a >0 size");
        try
        {
            disk.Loop.Run(() => drive.ResizeAsync(arguments.Size));
        }
        catch (BlockException e)
        {
            throw new CommandException(e.Message);
        }
    }
}

/// <summary>An item of <c>query-block</c>.</summary>
internal sealed record BlockInfo(string Device, string? Qdev, string Type, bool Removable, bool Locked, BlockImageInfo Inserted);

/// <summary>An image, as a device has it.</summary>
internal sealed record BlockImageInfo(
    string File, string NodeName, bool Ro, string Drv, [property: JsonPropertyName("backing_file")] string? BackingFile,
    [property: JsonPropertyName("backing_file_depth")] int BackingFileDepth, bool Encrypted,
    [property: JsonPropertyName("detect_zeroes")] string DetectZeroes, BlockImage Image, BlockCache Cache)
{
    public long Bps { get; init; }

    [JsonPropertyName("bps_rd")]
    public long BpsRd { get; init; }

    [JsonPropertyName("bps_wr")]
    public long BpsWr { get; init; }

    public long Iops { get; init; }

    [JsonPropertyName("iops_rd")]
    public long IopsRd { get; init; }

    [JsonPropertyName("iops_wr")]
    public long IopsWr { get; init; }

    [JsonPropertyName("write_threshold")]
    public long WriteThreshold { get; init; }
}

/// <summary>What is in an image.</summary>
internal sealed record BlockImage(string Filename, string Format, long VirtualSize, long ActualSize, string? BackingFilename);

/// <summary>How an image is cached.</summary>
internal sealed record BlockCache(bool Writeback, bool Direct, bool NoFlush);

/// <summary>Arguments of <c>query-named-block-nodes</c>.</summary>
internal sealed class NodeQuery
{
    public bool? Flat { get; set; }
}

/// <summary>Arguments of <c>block_resize</c>.</summary>
internal sealed class ResizeArguments
{
    public string? Device { get; set; }

    public string? NodeName { get; set; }

    public long Size { get; set; }
}
