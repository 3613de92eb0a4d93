using Emu.Monitor.Commands;

namespace Emu.Monitor.Hmp;

/// <summary>What <c>info</c> says of disks, and commands for them.</summary>
internal static class BlockTopics
{
    private static readonly string[] Limits = ["bps", "bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr"];

    /// <summary>The topics of this group.</summary>
    public static IEnumerable<HmpCommand> All =>
    [
        new("block", "[-n] [-v] [device]", "show info of one block device or all block devices (-n: show named nodes; -v: show details)", ShowDisks),
        new("blockstats", "", "show block device statistics", ShowStatistics),
        new("block-jobs", "", "show progress of ongoing block device operations", (call, arguments) =>
        {
            arguments.End();
            if (((IReadOnlyList<JobInfo>)call.Ask("query-block-jobs")!).Count == 0) call.PrintLine("No active jobs");
        }),
    ];

    /// <summary>The commands of this group.</summary>
    public static IEnumerable<HmpCommand> Commands =>
    [
        new("block_resize", "device size", "resize a block image", (call, arguments) =>
        {
            string device = arguments.TakeWord(), size = arguments.TakeWord();
            arguments.End();
            if (!Model.Options.ByteSize.TryParse(size, 1 << 20, out ulong bytes)) throw new CommandException($"invalid size '{size}'");
            call.Ask("block_resize", ("device", device), ("size", bytes));
        }),
        new("block_set_io_throttle", "device bps bps_rd bps_wr iops iops_rd iops_wr", "change I/O throttle limits for a block drive", (call, arguments) =>
        {
            string device = arguments.TakeWord();
            long[] limits = [.. Limits.Select(_ => arguments.TakeNumber(_ => null))];
            arguments.End();
            bool isDisk = ((IReadOnlyList<BlockInfo>)call.Ask("query-block")!).Any(each => each.Device == device);
            call.Ask("block_set_io_throttle",
                [(isDisk ? "device" : "id", device), .. Limits.Select((name, index) => (name, (object?)limits[index]))]);
        }),
    ];

    private static void ShowDisks(HmpCall call, HmpArguments arguments)
    {
        bool showsNodes = false, showsDetails = false;
        string? name = null;
        while (arguments.TakeOptionalWord() is { } word)
        {
            if (word == "-n") showsNodes = true;
            else if (word == "-v") showsDetails = true;
            else name = word;
        }

        if (showsNodes)
        {
            foreach (BlockImageInfo node in (IReadOnlyList<BlockImageInfo>)call.AskTree("query-named-block-nodes", new())!)
                if (name is null || node.NodeName == name) Show(call, "", node, null, showsDetails);
            return;
        }

        foreach (BlockInfo disk in (IReadOnlyList<BlockInfo>)call.Ask("query-block")!)
            if (name is null || disk.Device == name || disk.Inserted.NodeName == name)
                Show(call, disk.Device, disk.Inserted, disk.Qdev, showsDetails);
    }

    private static void Show(HmpCall call, string device, BlockImageInfo image, string? attachedTo, bool showsDetails)
    {
        string name = device.Length == 0 || device == image.NodeName ? image.NodeName ?? "" : $"{device} ({image.NodeName})";
        call.PrintLine($"{name}: {image.File} ({image.Drv}{(image.Ro ? ", read-only" : "")})");
        if (attachedTo is not null) call.PrintLine($"    Attached to:      {attachedTo}");
        string mode = (image.Cache.Writeback, image.Cache.Direct) switch
        {
            (true, false) => "writeback",
            (true, true) => "writeback, direct",
            (false, false) => "writethrough",
            _ => "writethrough, direct",
        };
        call.PrintLine($"    Cache mode:       {mode}");
        if (image.DetectZeroes != "off") call.PrintLine($"    Detect zeroes:    {image.DetectZeroes}");
        if (image.BackingFile is { } backing) call.PrintLine($"    Backing file:     {backing} (chain depth: {image.BackingFileDepth})");
        if ((image.Bps | image.BpsRd | image.BpsWr | image.Iops | image.IopsRd | image.IopsWr) != 0)
        {
            call.PrintLine($"    I/O throttling:   bps={image.Bps} bps_rd={image.BpsRd} bps_wr={image.BpsWr} bps_max={image.BpsMax ?? 0} "
                + $"bps_rd_max={image.BpsRdMax ?? 0} bps_wr_max={image.BpsWrMax ?? 0} iops={image.Iops} iops_rd={image.IopsRd} "
                + $"iops_wr={image.IopsWr} iops_max={image.IopsMax ?? 0} iops_rd_max={image.IopsRdMax ?? 0} "
                + $"iops_wr_max={image.IopsWrMax ?? 0} iops_size={image.IopsSize ?? 0} group={image.Group}");
        }

        for (BlockImage? each = showsDetails ? image.Image : null; each is not null; each = each.BackingImage)
        {
            call.PrintLine();
            call.PrintLine($"Images:\nimage: {each.Filename}\nfile format: {each.Format}\nvirtual size: {each.VirtualSize} bytes");
            call.PrintLine($"disk size: {each.ActualSize} bytes");
            if (each.ClusterSize is { } cluster) call.PrintLine($"cluster_size: {cluster}");
        }

        call.PrintLine();
    }

    private static void ShowStatistics(HmpCall call, HmpArguments arguments)
    {
        arguments.End();
        foreach (BlockStatsInfo disk in (IReadOnlyList<BlockStatsInfo>)call.AskTree("query-blockstats", new())!)
        {
            BlockStats asked = disk.Stats;
            call.PrintLine($"{(string.IsNullOrEmpty(disk.Device) ? disk.NodeName : disk.Device)}: rd_bytes={asked.RdBytes} wr_bytes={asked.WrBytes} "
                + $"rd_operations={asked.RdOperations} wr_operations={asked.WrOperations} flush_operations={asked.FlushOperations} "
                + $"wr_total_time_ns={asked.WrTotalTimeNs} rd_total_time_ns={asked.RdTotalTimeNs} "
                + $"flush_total_time_ns={asked.FlushTotalTimeNs} rd_merged=0 wr_merged=0");
        }
    }
}
