using System.Text.Json;
using System.Text.Json.Serialization;
using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Qcow2;
using Emu.Monitor.Qmp;

namespace Emu.Monitor.Commands;

/// <summary>What clients are told of images and of what was asked of them.</summary>
internal static class BlockDescription
{
    /// <summary>Describes a node.</summary>
    /// <param name="node">The node.</param>
    /// <param name="drive">The disk whose image it is; null for another node.</param>
    /// <param name="withBacking">The images below are described with it.</param>
    public static BlockImageInfo Describe(BlockNode node, BlockBackend? drive, bool withBacking)
    {
        int depth = 0;
        for (BlockNode? below = node.Backing; below is not null; below = below.Backing) depth++;
        ThrottleLimits? limits = drive?.Limits?.Limits;
        return new BlockImageInfo(
            FileOf(node) ?? "", node.NodeName, drive is null ? !node.IsWritable : !drive.IsWritable, node.Driver,
            node.Backing is { } backing ? FileOf(backing) : null, depth, Encrypted: false,
            MonitorJson.Word(drive?.DetectZeroes ?? DetectZeroes.Off), DescribeImage(node, withBacking),
            new BlockCache(drive?.IsWriteThrough != true, IsDirect(node), NoFlush: false))
        {
            Bps = Rate(limits, "bps-total"),
            BpsRd = Rate(limits, "bps-read"),
            BpsWr = Rate(limits, "bps-write"),
            Iops = Rate(limits, "iops-total"),
            IopsRd = Rate(limits, "iops-read"),
            IopsWr = Rate(limits, "iops-write"),
            BpsMax = Burst(limits, "bps-total"),
            BpsRdMax = Burst(limits, "bps-read"),
            BpsWrMax = Burst(limits, "bps-write"),
            IopsMax = Burst(limits, "iops-total"),
            IopsRdMax = Burst(limits, "iops-read"),
            IopsWrMax = Burst(limits, "iops-write"),
            BpsMaxLength = Length(limits, "bps-total"),
            BpsRdMaxLength = Length(limits, "bps-read"),
            BpsWrMaxLength = Length(limits, "bps-write"),
            IopsMaxLength = Length(limits, "iops-total"),
            IopsRdMaxLength = Length(limits, "iops-read"),
            IopsWrMaxLength = Length(limits, "iops-write"),
            IopsSize = limits?[ThrottleLimits.RequestSize] is { } size and not 0 ? size : null,
            Group = drive?.Limits?.Name,
        };
    }

    /// <summary>What was asked of a disk.</summary>
    public static BlockStatsInfo Statistics(BlockBackend drive, string path) => new(
        drive.IsNamed ? drive.Name : "", path, drive.Root.NodeName, Statistics(drive.Statistics))
    {
        Parent = drive.Root.Child is { } file ? Statistics(file) : null,
        Backing = drive.Root.Backing is { } backing ? Statistics(backing) : null,
    };

    /// <summary>What was asked of a node, of which only the extent is known.</summary>
    public static BlockStatsInfo Statistics(BlockNode node) => new(
        null, null, node.NodeName, new BlockStats() { WrHighestOffset = node is FileNode ? node.Length : 0 })
    {
        Parent = node.Child is { } file ? Statistics(file) : null,
        Backing = node.Backing is { } backing ? Statistics(backing) : null,
    };

    /// <summary>The file of an image itself, not of the one that it is an overlay of.</summary>
    public static string? FileOf(BlockNode node)
    {
        for (BlockNode? each = node; each is not null; each = each.Child)
            if (each is FileNode file) return file.Path;
        return null;
    }

    private static BlockStats Statistics(BlockStatistics asked) => new()
    {
        RdBytes = asked.Reads.Bytes,
        WrBytes = asked.Writes.Bytes,
        UnmapBytes = asked.Discards.Bytes,
        RdOperations = asked.Reads.Operations,
        WrOperations = asked.Writes.Operations,
        FlushOperations = asked.Flushes.Operations,
        UnmapOperations = asked.Discards.Operations,
        RdTotalTimeNs = asked.Reads.Nanoseconds,
        WrTotalTimeNs = asked.Writes.Nanoseconds,
        FlushTotalTimeNs = asked.Flushes.Nanoseconds,
        UnmapTotalTimeNs = asked.Discards.Nanoseconds,
        FailedRdOperations = asked.Reads.Failures,
        FailedWrOperations = asked.Writes.Failures,
        FailedFlushOperations = asked.Flushes.Failures,
        FailedUnmapOperations = asked.Discards.Failures,
        WrHighestOffset = asked.HighestWrite,
    };

    private static BlockImage DescribeImage(BlockNode node, bool withBacking)
    {
        Qcow2Image? image = node as Qcow2Image;
        ImageDescription? description = image?.Describe();
        return new BlockImage(FileOf(node) ?? "", node.Driver, node.Length, node.AllocatedBytes, description?.IsDirty ?? false)
        {
            ClusterSize = description?.ClusterSize,
            BackingFilename = image?.BackingName,
            FullBackingFilename = node.Backing is { } below ? FileOf(below) : null,
            BackingFilenameFormat = image?.BackingFormat,
            FormatSpecific = description is null ? null : new FormatSpecific(node.Driver, Specific(description)),
            BackingImage = withBacking && node.Backing is { } backing ? DescribeImage(backing, withBacking) : null,
        };
    }

    private static JsonElement Specific(ImageDescription description)
    {
        using JsonDocument document = JsonDocument.Parse(QmpText.WriteCompact(writer =>
        {
            writer.WriteStartObject();
            foreach ((string name, object value) in description.Specific) Write(writer, name, value);
            writer.WriteEndObject();
        }));
        return document.RootElement.Clone();
    }

    private static void Write(Utf8JsonWriter writer, string name, object value)
    {
        switch (value)
        {
            case bool isTrue:
                writer.WriteBoolean(name, isTrue);
                break;
            case int number:
                writer.WriteNumber(name, number);
                break;
            case string text:
                writer.WriteString(name, text);
                break;
            case IReadOnlyList<BitmapDescription> bitmaps:
                writer.WriteStartArray(name);
                foreach (BitmapDescription bitmap in bitmaps)
                {
                    writer.WriteStartObject();
                    writer.WriteStartArray("flags");
                    foreach (string flag in bitmap.Flags) writer.WriteStringValue(flag);
                    writer.WriteEndArray();
                    writer.WriteString("name", bitmap.Name);
                    writer.WriteNumber("granularity", bitmap.Granularity);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
        }
    }

    private static bool IsDirect(BlockNode node)
    {
        for (BlockNode? each = node; each is not null; each = each.Child)
            if (each is FileNode { IsDirect: true }) return true;
        return false;
    }

    private static long Rate(ThrottleLimits? limits, string kind) => limits?[kind] ?? 0;

    private static long? Burst(ThrottleLimits? limits, string kind) => limits?[$"{kind}-max"] is { } burst and not 0 ? burst : null;

    private static long? Length(ThrottleLimits? limits, string kind) => Burst(limits, kind) is null ? null : limits![$"{kind}-max-length"];
}

/// <summary>An item of <c>query-block</c>.</summary>
internal sealed record BlockInfo(
    string Device, string? Qdev, string Type, bool Removable, bool Locked, BlockImageInfo Inserted, string IoStatus);

/// <summary>An image, as a device has it.</summary>
internal sealed record BlockImageInfo(
    string File, string? NodeName, bool Ro, string Drv, [property: JsonPropertyName("backing_file")] string? BackingFile,
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

    [JsonPropertyName("bps_max")]
    public long? BpsMax { get; init; }

    [JsonPropertyName("bps_rd_max")]
    public long? BpsRdMax { get; init; }

    [JsonPropertyName("bps_wr_max")]
    public long? BpsWrMax { get; init; }

    [JsonPropertyName("iops_max")]
    public long? IopsMax { get; init; }

    [JsonPropertyName("iops_rd_max")]
    public long? IopsRdMax { get; init; }

    [JsonPropertyName("iops_wr_max")]
    public long? IopsWrMax { get; init; }

    [JsonPropertyName("bps_max_length")]
    public long? BpsMaxLength { get; init; }

    [JsonPropertyName("bps_rd_max_length")]
    public long? BpsRdMaxLength { get; init; }

    [JsonPropertyName("bps_wr_max_length")]
    public long? BpsWrMaxLength { get; init; }

    [JsonPropertyName("iops_max_length")]
    public long? IopsMaxLength { get; init; }

    [JsonPropertyName("iops_rd_max_length")]
    public long? IopsRdMaxLength { get; init; }

    [JsonPropertyName("iops_wr_max_length")]
    public long? IopsWrMaxLength { get; init; }

    [JsonPropertyName("iops_size")]
    public long? IopsSize { get; init; }

    /// <summary>The name of the group of limits; null for none.</summary>
    public string? Group { get; init; }

    [JsonPropertyName("write_threshold")]
    public long WriteThreshold { get; init; }
}

/// <summary>What is in an image.</summary>
internal sealed record BlockImage(string Filename, string Format, long VirtualSize, long ActualSize, bool DirtyFlag)
{
    public int? ClusterSize { get; init; }

    public string? BackingFilename { get; init; }

    public string? FullBackingFilename { get; init; }

    public string? BackingFilenameFormat { get; init; }

    public FormatSpecific? FormatSpecific { get; init; }

    public BlockImage? BackingImage { get; init; }
}

/// <summary>What a format alone says of an image.</summary>
internal sealed record FormatSpecific(string Type, JsonElement Data);

/// <summary>How an image is cached.</summary>
internal sealed record BlockCache(bool Writeback, bool Direct, bool NoFlush);

/// <summary>An item of <c>query-blockstats</c>.</summary>
internal sealed record BlockStatsInfo(string? Device, string? Qdev, string? NodeName, BlockStats Stats)
{
    public BlockStatsInfo? Parent { get; init; }

    public BlockStatsInfo? Backing { get; init; }
}

/// <summary>What was asked of a disk; requests are never merged, and invalid ones never reach it.</summary>
internal sealed record BlockStats
{
    [JsonPropertyName("rd_bytes")]
    public long RdBytes { get; init; }

    [JsonPropertyName("wr_bytes")]
    public long WrBytes { get; init; }

    [JsonPropertyName("unmap_bytes")]
    public long UnmapBytes { get; init; }

    [JsonPropertyName("rd_operations")]
    public long RdOperations { get; init; }

    [JsonPropertyName("wr_operations")]
    public long WrOperations { get; init; }

    [JsonPropertyName("flush_operations")]
    public long FlushOperations { get; init; }

    [JsonPropertyName("unmap_operations")]
    public long UnmapOperations { get; init; }

    [JsonPropertyName("rd_total_time_ns")]
    public long RdTotalTimeNs { get; init; }

    [JsonPropertyName("wr_total_time_ns")]
    public long WrTotalTimeNs { get; init; }

    [JsonPropertyName("flush_total_time_ns")]
    public long FlushTotalTimeNs { get; init; }

    [JsonPropertyName("unmap_total_time_ns")]
    public long UnmapTotalTimeNs { get; init; }

    [JsonPropertyName("wr_highest_offset")]
    public long WrHighestOffset { get; init; }

    [JsonPropertyName("rd_merged")]
    public long RdMerged { get; init; }

    [JsonPropertyName("wr_merged")]
    public long WrMerged { get; init; }

    [JsonPropertyName("unmap_merged")]
    public long UnmapMerged { get; init; }

    [JsonPropertyName("failed_rd_operations")]
    public long FailedRdOperations { get; init; }

    [JsonPropertyName("failed_wr_operations")]
    public long FailedWrOperations { get; init; }

    [JsonPropertyName("failed_flush_operations")]
    public long FailedFlushOperations { get; init; }

    [JsonPropertyName("failed_unmap_operations")]
    public long FailedUnmapOperations { get; init; }

    [JsonPropertyName("invalid_rd_operations")]
    public long InvalidRdOperations { get; init; }

    [JsonPropertyName("invalid_wr_operations")]
    public long InvalidWrOperations { get; init; }

    [JsonPropertyName("invalid_flush_operations")]
    public long InvalidFlushOperations { get; init; }

    [JsonPropertyName("invalid_unmap_operations")]
    public long InvalidUnmapOperations { get; init; }

    [JsonPropertyName("account_invalid")]
    public bool AccountInvalid { get; init; } = true;

    [JsonPropertyName("account_failed")]
    public bool AccountFailed { get; init; } = true;

    [JsonPropertyName("timed_stats")]
    public IReadOnlyList<long> TimedStats { get; init; } = [];
}
