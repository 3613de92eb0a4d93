using System.Text;
using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img map</c>.</summary>
internal static class MapVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "f:s:l:U", "output=", "start-offset=s", "max-length=l", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        bool isJson = ImageOutput.IsJson(options);
        using OpenedImage opened = ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Format: ImageOpening.Format(options.ValueOf("f")), File: ImageOpening.Cache(null, "", options.Has("U"))));
        long start = Number(options.ValueOf("s"), "start offset") ?? 0, length = opened.Node.Length;
        long end = Number(options.ValueOf("l"), "maximum length") is { } most && most < length - start ? start + most : length;
        List<(long Start, ImageExtents.Found Found)> runs = Collect(opened.Node, start, end);
        if (isJson) PrintJson(runs);
        else PrintTable(opened, runs);
        return ExitStatus.Success;
    }

    private static long? Number(string? text, string what) => text is null ? null
        : ImageSize.Parse(text) ?? throw new ImageException($"Invalid {what} specified. You may use k, M, G, T, P or E suffixes for\nqemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.");

    private static List<(long Start, ImageExtents.Found Found)> Collect(BlockNode node, long start, long end)
    {
        List<(long Start, ImageExtents.Found Found)> runs = [];
        for (long at = start; at < end;)
        {
            ImageExtents.Found found = ImageExtents.At(node, at, end - at);
            if (runs.Count != 0 && Continues(runs[^1], found))
            {
                (long first, ImageExtents.Found last) = runs[^1];
                runs[^1] = (first, last with { Length = last.Length + found.Length });
            }
            else
            {
                runs.Add((at, found));
            }

            at += found.Length;
        }

        return runs;
    }

    private static bool Continues((long Start, ImageExtents.Found Found) last, ImageExtents.Found next)
    {
        BlockExtent one = last.Found.Extent, other = next.Extent;
        if (last.Found.Depth != next.Depth || one.Kind != other.Kind || last.Found.Node != next.Node) return false;
        return one.HostOffset < 0 ? other.HostOffset < 0 : one.HostOffset + last.Found.Length == other.HostOffset;
    }

    private static void PrintTable(OpenedImage opened, List<(long Start, ImageExtents.Found Found)> runs)
    {
        Console.Out.WriteLine($"{"Offset",-16}{"Length",-16}{"Mapped to",-16}File");
        foreach ((long start, ImageExtents.Found found) in runs)
        {
            if (!found.Extent.IsData || found.Extent.IsZero) continue;
            if (found.Extent.HostOffset < 0)
                throw new ImageException("File contains external, encrypted or compressed clusters.");
            string file = ImageExtents.PathOf(opened, found.Node);
            if (found.Node is Qcow2Image { DataFileName: { } data }) file = ImageName.Resolve(file, data);
            Console.Out.WriteLine($"{Hex(start),-16}{Hex(found.Length),-16}{Hex(found.Extent.HostOffset),-16}{file}");
        }
    }

    private static string Hex(long value) => value == 0 ? "0" : $"0x{value:x}";

    private static void PrintJson(List<(long Start, ImageExtents.Found Found)> runs)
    {
        StringBuilder text = new("[");
        for (int i = 0; i < runs.Count; i++)
        {
            (long start, ImageExtents.Found found) = runs[i];
            BlockExtent extent = found.Extent;
            text.Append(i == 0 ? "" : ",\n");
            text.Append($"{{ \"start\": {start}, \"length\": {found.Length}, \"depth\": {found.Depth}, ");
            text.Append($"\"present\": {Word(found.IsPresent)}, \"zero\": {Word(extent.IsZero)}, ");
            text.Append($"\"data\": {Word(extent.IsData)}");
            if (extent.HostOffset >= 0 && found.IsPresent) text.Append($", \"offset\": {extent.HostOffset}");
            text.Append('}');
        }

        Console.Out.WriteLine(text.Append(']'));
    }

    private static string Word(bool value) => value ? "true" : "false";
}
