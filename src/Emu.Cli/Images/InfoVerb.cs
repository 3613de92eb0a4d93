using System.Globalization;
using System.Text.Json;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img info</c>.</summary>
internal static class InfoVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:U", "output=", "backing-chain", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        bool isJson = ImageOutput.IsJson(options), isChain = options.Has("backing-chain");
        List<OpenedImage> images = [];
        try
        {
            OpenChain(options.Arguments[0], options, isChain, images);
            if (isJson) ImageOutput.WriteJson(json => WriteJson(json, images, isChain));
            else Print(images);
        }
        finally
        {
            foreach (OpenedImage image in images) image.Dispose();
        }

        return ExitStatus.Success;
    }

    /// <summary>A snapshot's line in a list for a person.</summary>
    public static string Line(Qcow2Snapshot snapshot)
    {
        DateTime date = DateTimeOffset.FromUnixTimeSeconds(snapshot.Seconds).LocalDateTime;
        TimeSpan clock = TimeSpan.FromMilliseconds(snapshot.GuestClock / 1_000_000);
        string clockText = string.Create(
            CultureInfo.InvariantCulture,
            $"{(long)clock.TotalHours:00}:{clock.Minutes:00}:{clock.Seconds:00}.{clock.Milliseconds:000}");
        string count = snapshot.InstructionCount == ulong.MaxValue ? "" : $"{snapshot.InstructionCount}";
        return $"{snapshot.Id,-10}{snapshot.Name,-17}{ImageSize.Format((long)snapshot.StateSize),8}" +
            $"{date.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),20}{clockText,13}{count,11}";
    }

    /// <summary>The line above a list of snapshots.</summary>
    public const string SnapshotHeader =
        "ID        TAG               VM SIZE                DATE     VM CLOCK     ICOUNT";

    // No image below is opened to describe the one above: a header from a stranger decides nothing.
    private static void OpenChain(string path, ImageOptions options, bool isChain, List<OpenedImage> images)
    {
        string? format = ImageOpening.Format(options.ValueOf("f"));
        while (true)
        {
            ImageOpenOptions how = new(
                Format: format, File: ImageOpening.Cache(null, "", options.Has("U")), MetadataOnly: true);
            OpenedImage image = images.Count == 0 ? ImageOpening.Open(options, path, how) : ImageOpening.Open(path, how);
            images.Add(image);
            if (!isChain || image.Node is not Qcow2Image { BackingName: { } backing } qcow2) return;
            path = ImageName.Resolve(image.HostFile?.Path ?? path, backing);
            format = qcow2.BackingFormat;
            if (images.Exists(each => each.HostFile?.Identity is { } one && ImageLoop(path, one)) || images.Count > 200)
                throw new ImageException($"Backing file '{path}' creates an infinite loop.");
        }
    }

    private static bool ImageLoop(string path, Host.FileStatus identity) =>
        Host.HostFile.StatusOf(path) is { } next && next.IsSameFile(identity);

    private static void Print(List<OpenedImage> images)
    {
        for (int i = 0; i < images.Count; i++)
        {
            if (i != 0) Console.Out.WriteLine();
            Print(images[i]);
        }
    }

    private static void Print(OpenedImage image)
    {
        BlockNode node = image.Node;
        Console.Out.WriteLine($"image: {image.Path}");
        Console.Out.WriteLine($"file format: {node.Driver}");
        Console.Out.WriteLine($"virtual size: {ImageSize.Format(node.Length)} ({node.Length} bytes)");
        long stored = image.File.AllocatedBytes;
        Console.Out.WriteLine($"disk size: {(stored == BlockNode.Unknown ? "unavailable" : ImageSize.Format(stored))}");
        if (node is not Qcow2Image qcow2) return;
        ImageDescription description = qcow2.Describe();
        Console.Out.WriteLine($"cluster_size: {description.ClusterSize}");
        if (description.IsDirty) Console.Out.WriteLine("cleanly shut down: no");
        if (qcow2.BackingName is { } backing)
        {
            string? full = FullName(image, backing);
            Console.Out.WriteLine(
                $"backing file: {backing}{(full is null ? " (cannot determine actual path)" : full == backing ? "" : $" (actual path: {full})")}");
            if (qcow2.BackingFormat is { } format) Console.Out.WriteLine($"backing file format: {format}");
        }

        if (description.Snapshots.Count != 0)
        {
            Console.Out.WriteLine("Snapshot list:");
            Console.Out.WriteLine(SnapshotHeader);
            foreach (Qcow2Snapshot snapshot in description.Snapshots) Console.Out.WriteLine(Line(snapshot));
        }

        Console.Out.WriteLine("Format specific information:");
        foreach ((string name, object value) in description.Specific) PrintValue(name, value);
    }

    private static void PrintValue(string name, object value)
    {
        string label = $"    {name.Replace('-', ' ')}:";
        if (value is IReadOnlyList<BitmapDescription> bitmaps)
        {
            Console.Out.WriteLine(label);
            for (int i = 0; i < bitmaps.Count; i++)
            {
                Console.Out.WriteLine($"        [{i}]:");
                Console.Out.WriteLine("            flags:");
                for (int at = 0; at < bitmaps[i].Flags.Count; at++)
                    Console.Out.WriteLine($"                [{at}]: {bitmaps[i].Flags[at]}");
                Console.Out.WriteLine($"            name: {bitmaps[i].Name}");
                Console.Out.WriteLine($"            granularity: {bitmaps[i].Granularity}");
            }

            return;
        }

        Console.Out.WriteLine($"{label} {(value is bool flag ? flag ? "true" : "false" : value)}");
    }

    private static void WriteJson(Utf8JsonWriter json, List<OpenedImage> images, bool isChain)
    {
        if (isChain) json.WriteStartArray();
        foreach (OpenedImage image in images) WriteJson(json, image);
        if (isChain) json.WriteEndArray();
    }

    // The order of the members is QEMU's, which scripts that compare text depend on.
    private static void WriteJson(Utf8JsonWriter json, OpenedImage image)
    {
        Qcow2Image? qcow2 = image.Node as Qcow2Image;
        ImageDescription? description = qcow2?.Describe();
        json.WriteStartObject();
        if (description is { Snapshots.Count: > 0 }) WriteSnapshots(json, description.Snapshots);
        if (qcow2?.BackingFormat is { } format) json.WriteString("backing-filename-format", format);
        json.WriteNumber("virtual-size", image.Node.Length);
        json.WriteString("filename", image.Path);
        if (description is not null) json.WriteNumber("cluster-size", description.ClusterSize);
        json.WriteString("format", image.Node.Driver);
        if (image.File.AllocatedBytes is >= 0 and var stored) json.WriteNumber("actual-size", stored);
        if (description is not null) WriteSpecific(json, description);
        if (qcow2?.BackingName is { } backing)
        {
            if (FullName(image, backing) is { } full) json.WriteString("full-backing-filename", full);
            json.WriteString("backing-filename", backing);
        }

        json.WriteBoolean("dirty-flag", description?.IsDirty ?? false);
        json.WriteEndObject();
    }

    private static void WriteSnapshots(Utf8JsonWriter json, IReadOnlyList<Qcow2Snapshot> snapshots)
    {
        json.WriteStartArray("snapshots");
        foreach (Qcow2Snapshot snapshot in snapshots)
        {
            json.WriteStartObject();
            if (snapshot.InstructionCount != ulong.MaxValue) json.WriteNumber("icount", snapshot.InstructionCount);
            json.WriteNumber("vm-clock-nsec", snapshot.GuestClock % 1_000_000_000);
            json.WriteString("name", snapshot.Name);
            json.WriteNumber("date-sec", snapshot.Seconds);
            json.WriteNumber("date-nsec", snapshot.Nanoseconds);
            json.WriteNumber("vm-clock-sec", snapshot.GuestClock / 1_000_000_000);
            json.WriteString("id", snapshot.Id);
            json.WriteNumber("vm-state-size", snapshot.StateSize);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteSpecific(Utf8JsonWriter json, ImageDescription description)
    {
        json.WriteStartObject("format-specific");
        json.WriteString("type", "qcow2");
        json.WriteStartObject("data");
        foreach ((string name, object value) in description.Specific)
        {
            switch (value)
            {
                case bool flag: json.WriteBoolean(name, flag); break;
                case int number: json.WriteNumber(name, number); break;
                case IReadOnlyList<BitmapDescription> bitmaps: WriteBitmaps(json, name, bitmaps); break;
                default: json.WriteString(name, value.ToString()); break;
            }
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteBitmaps(Utf8JsonWriter json, string name, IReadOnlyList<BitmapDescription> bitmaps)
    {
        json.WriteStartArray(name);
        foreach (BitmapDescription bitmap in bitmaps)
        {
            json.WriteStartObject();
            json.WriteStartArray("flags");
            foreach (string flag in bitmap.Flags) json.WriteStringValue(flag);
            json.WriteEndArray();
            json.WriteString("name", bitmap.Name);
            json.WriteNumber("granularity", bitmap.Granularity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>The path that a backing image's name stands for; null when the image lies in no directory.</summary>
    private static string? FullName(OpenedImage image, string backing)
    {
        if (image.HostFile is null && ImageName.HasProtocol(image.Path)) return null;
        string path = ImageName.HasProtocol(image.Path) ? image.HostFile!.Path : image.Path;
        try
        {
            return ImageName.Resolve(path, backing);
        }
        catch (BlockException)
        {
            return backing;
        }
    }
}
