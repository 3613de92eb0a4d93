using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img measure</c>: how much a new image needs.</summary>
internal static class MeasureVerb
{
    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(
            words, "f:l:o:O:U", "output=", "size=", "object=", "image-opts", "force-share=U");
        bool isJson = ImageOutput.IsJson(options);
        string format = options.ValueOf("O") ?? "raw";
        ImageOpening.CheckTarget(format);
        CreationOptions creation = new(format, options.ValuesOf("o"));
        string? sizeText = options.ValueOf("size");
        if ((options.Arguments.Count == 1) == (sizeText is not null) || options.Arguments.Count > 1)
            throw new ImageException(
                sizeText is null ? "Either --size N or one filename must be specified." : "--size N cannot be used together with a filename.",
                isUsage: true);
        using OpenedImage? opened = sizeText is not null ? null : ImageOpening.Open(options, options.Arguments[0], new ImageOpenOptions(
            Format: ImageOpening.Format(options.ValueOf("f")), File: ImageOpening.Cache(null, "", options.Has("U"))));
        if (opened is not null && options.ValueOf("l") is { } snapshot) ConvertVerb.ShowSnapshot(opened.Node, snapshot);
        long size = opened?.Node.Length ?? ImageSize.Parse(sizeText!)
            ?? throw new ImageException("Invalid image size specified. You may use k, M, G, T, P or E suffixes for\nqemu-img: kilobytes, megabytes, gigabytes, terabytes, petabytes and exabytes.");
        (long required, long full) = Measure(opened?.Node, size, format, creation);
        long? bitmaps = opened?.Node is Qcow2Image { HasBitmapSupport: true } image && format == "qcow2"
            && creation.ToQcow2(size) is { Version: >= 3 } target ? image.LargestBitmapStorage(target.ClusterSize) : null;
        Print(isJson, required, full, bitmaps);
        return ExitStatus.Success;
    }

    private static (long Required, long Full) Measure(BlockNode? node, long size, string format, CreationOptions creation)
    {
        if (format == "raw") return (size, size);
        Qcow2Creation image = creation.ToQcow2(size);
        long metadata = image.FullSize() - RoundUp(size, image.ClusterSize);
        long allocated = creation.Preallocation is Preallocation.Reserve or Preallocation.Full
            ? RoundUp(size, image.ClusterSize)
            : node is null ? 0 : AllocatedClusters(node, image.ClusterSize) * image.ClusterSize;
        return (metadata + allocated, image.FullSize());
    }

    private static long RoundUp(long value, long unit) => (value + unit - 1) / unit * unit;

    private static long AllocatedClusters(BlockNode node, int clusterSize)
    {
        long clusters = 0, next = 0;
        for (long at = 0; at < node.Length;)
        {
            ImageExtents.Found found = ImageExtents.At(node, at, node.Length - at);
            if (found.Extent.IsData && !found.Extent.IsZero)
            {
                long first = Math.Max(next, at / clusterSize), end = RoundUp(at + found.Length, clusterSize) / clusterSize;
                clusters += Math.Max(0, end - first);
                next = Math.Max(next, end);
            }

            at += found.Length;
        }

        return clusters;
    }

    private static void Print(bool isJson, long required, long full, long? bitmaps)
    {
        if (isJson)
        {
            ImageOutput.WriteJson(json =>
            {
                json.WriteStartObject();
                if (bitmaps is { } storage) json.WriteNumber("bitmaps", storage);
                json.WriteNumber("required", required);
                json.WriteNumber("fully-allocated", full);
                json.WriteEndObject();
            });
            return;
        }

        Console.Out.WriteLine($"required size: {required}");
        Console.Out.WriteLine($"fully allocated size: {full}");
        if (bitmaps is not null) Console.Out.WriteLine($"bitmaps size: {bitmaps}");
    }
}
