using Emu.Block;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img commit</c>: writes what an image has into the image below it, and empties it.</summary>
internal static class CommitVerb
{
    private const int ChunkSize = 1 << 20;

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:t:b:dpqr:", "object=");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        if (options.Has("r")) throw new ImageException("a rate limit (-r) is not supported yet; leave it out");
        string path = options.Arguments[0];
        using OpenedImage opened = ImageOpening.Open(path, new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: false,
            File: ImageOpening.Cache(options.ValueOf("t"), "", shares: false)));
        if (opened.Node is not Qcow2Image { BackingName: { } name } image)
            throw new ImageException("Image does not have a backing file");
        if (options.ValueOf("b") is { } other && other != name && ImageName.Resolve(path, other) != ImageName.Resolve(path, name))
            throw new ImageException($"committing to '{other}' is not supported yet; only to the image directly below, '{name}'");
        using OpenedImage below = ImageOpening.Open(
            ImageName.Resolve(path, name), new ImageOpenOptions(Writable: true, Format: image.BackingFormat));
        Commit(image, below.Node);
        if (!options.Has("d") && !options.Has("b")) ImageOpening.Run(image.MakeEmptyAsync());
        ImageOpening.Run(image.CloseAsync());
        if (!options.Has("q")) Console.Out.WriteLine("Image committed.");
        return ExitStatus.Success;
    }

    private static void Commit(Qcow2Image image, BlockNode below)
    {
        if (below.Length < image.Length) ImageOpening.Run(below.ResizeAsync(image.Length));
        using IoBuffer buffer = new(ChunkSize);
        for (long at = 0; at < image.Length;)
        {
            BlockExtent extent = ImageOpening.Run(image.StatusAsync(at, image.Length - at));
            long length = extent.IsZero ? extent.Length : Math.Min(extent.Length, ChunkSize);
            if (extent is { IsAllocated: true, IsZero: true })
            {
                ImageOpening.Run(below.WriteZeroesAsync(at, length, WriteFlags.MayUnmap));
            }
            else if (extent.IsAllocated)
            {
                ImageOpening.Run(image.ReadAsync(at, buffer.Vector.Slice(0, length)));
                ImageOpening.Run(below.WriteAsync(at, buffer.Vector.Slice(0, length)));
            }

            at += length;
        }

        ImageOpening.Run(below.FlushAsync());
        if (below is Qcow2Image qcow2) ImageOpening.Run(qcow2.CloseAsync());
    }
}
