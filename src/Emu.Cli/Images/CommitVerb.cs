using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img commit</c>: writes what an image has into the image below it, or into one further down, and
/// empties it.</summary>
internal static class CommitVerb
{
    private const int ChunkSize = 1 << 20;

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:t:b:dpqr:", "object=", "image-opts");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        long rate = ImageSize.Rate(options.ValueOf("r"));
        string path = options.Arguments[0];
        using OpenedImage opened = ImageOpening.Open(options, path, new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: false,
            File: ImageOpening.Cache(options.ValueOf("t"), "", shares: false)));
        if (opened.Node is not Qcow2Image { BackingName: not null } image)
            throw new ImageException("Image does not have a backing file");
        BlockNode target = OpenBelow(opened, image, options.ValueOf("b"));
        Commit(image, target, rate);
        if (!options.Has("d") && !options.Has("b")) MakeEmpty(path, image);
        ImageOpening.Run(image.CloseAsync());
        if (options.Has("p") && !options.Has("q")) Console.Out.WriteLine("    (100.00/100%)\r");
        if (!options.Has("q")) Console.Out.WriteLine("Image committed.");
        return ExitStatus.Success;
    }

    /// <summary>Opens the images below, the last of them for writing, and puts them below the image.</summary>
    /// <param name="opened">The image.</param>
    /// <param name="top">The same.</param>
    /// <param name="wanted">Name of the last one, as the image would name it; null for the one directly below.</param>
    private static BlockNode OpenBelow(OpenedImage opened, Qcow2Image top, string? wanted)
    {
        string path = opened.HostFile?.Path ?? opened.Path, shown = opened.Path;
        string? target = wanted is null ? null : ImageName.Resolve(path, wanted);
        Qcow2Image at = top;
        for (int depth = 0; ; depth++)
        {
            if (at.BackingName is not { } name || depth > 200)
                throw new ImageException($"Did not find '{wanted}' in the backing chain of '{shown}'");
            path = ImageName.Resolve(path, name);
            bool isTarget = target is null || Path.GetFullPath(target) == Path.GetFullPath(path);
            OpenedImage below = ImageOpening.Open(
                path, new ImageOpenOptions(Writable: isTarget, Format: at.BackingFormat, WithBacking: isTarget));
            at.SetBacking(below.Node);
            if (isTarget) return below.Node;
            if (below.Node is not Qcow2Image next)
                throw new ImageException($"Did not find '{wanted}' in the backing chain of '{shown}'");
            at = next;
        }
    }

    private static void Commit(Qcow2Image image, BlockNode below, long rate)
    {
        ThrottleGroup? limit = rate == 0 ? null : ThrottleGroup.OfRate(rate);
        using IoBuffer buffer = new(ChunkSize);
        try
        {
            if (below.Length < image.Length) ImageOpening.Run(below.ResizeAsync(image.Length));
            for (long at = 0; at < image.Length;) at += CommitRun(image, below, at, buffer, limit);
            ImageOpening.Run(below.FlushAsync());
            if (below is Qcow2Image qcow2) ImageOpening.Run(qcow2.CloseAsync());
        }
        catch (BlockException e)
        {
            throw new ImageException($"Block job failed: {e.Message}");
        }
    }

    private static long CommitRun(Qcow2Image image, BlockNode below, long at, IoBuffer buffer, ThrottleGroup? limit)
    {
        (long length, BlockExtent extent) = Above(image, below, at, image.Length - at);
        if (!extent.IsZero) length = Math.Min(length, ChunkSize);
        if (!extent.IsAllocated) return length;
        if (limit is not null) ImageOpening.Run(limit.EnterAsync(isWrite: true, length));
        if (extent.IsZero)
        {
            ImageOpening.Run(below.WriteZeroesAsync(at, length, WriteFlags.MayUnmap));
            return length;
        }

        ImageOpening.Run(image.ReadAsync(at, buffer.Vector.Slice(0, length)));
        ImageOpening.Run(below.WriteAsync(at, buffer.Vector.Slice(0, length)));
        return length;
    }

    /// <summary>What the images above the target have.</summary>
    private static (long Length, BlockExtent Extent) Above(BlockNode top, BlockNode target, long at, long length)
    {
        BlockExtent extent = default;
        for (BlockNode? node = top; node is not null && node != target; node = node.Backing)
        {
            // What a shorter image does not reach reads as zeros through it.
            if (at >= node.Length) return (length, new BlockExtent(length, BlockExtentKind.Zero | BlockExtentKind.Allocated));
            extent = ImageOpening.Run(node.StatusAsync(at, Math.Min(length, node.Length - at)));
            length = extent.Length;
            if (extent.IsAllocated) break;
        }

        return (length, extent);
    }

    private static void MakeEmpty(string path, Qcow2Image image)
    {
        try
        {
            ImageOpening.Run(image.MakeEmptyAsync());
        }
        catch (BlockException e)
        {
            throw new ImageException($"Failed to empty {path}: {e.Message}");
        }
    }
}
