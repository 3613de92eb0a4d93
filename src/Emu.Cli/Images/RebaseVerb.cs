using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Graph;
using Emu.Block.Qcow2;

namespace Emu.Cli.Images;

/// <summary><c>qemu-img rebase</c>: puts an image over another one. What the disk reads as stays the same, unless
/// <c>-u</c> says that only the name changes.</summary>
internal static class RebaseVerb
{
    private const int ChunkSize = 1 << 20;

    public static int Run(string[] words)
    {
        ImageOptions options = ImageOptions.Parse(words, "f:F:b:upt:T:qU", "object=", "image-opts", "force-share=U");
        if (options.Arguments.Count != 1) throw new ImageException("Expecting one image file name", isUsage: true);
        string path = options.Arguments[0];
        string? wanted = options.ValueOf("b");
        bool isUnsafe = options.Has("u");
        if (wanted is null && !isUnsafe) throw new ImageException("Use backing file (-b) option", isUsage: true);
        using OpenedImage opened = ImageOpening.Open(options, path, new ImageOpenOptions(
            Writable: true, Format: ImageOpening.Format(options.ValueOf("f")), WithBacking: !isUnsafe,
            File: ImageOpening.Cache(options.ValueOf("t"), "", shares: false)));
        if (opened.Node is not Qcow2Image image)
            throw new ImageException($"Could not change the backing file to '{wanted}': Operation not supported");
        string? name = string.IsNullOrEmpty(wanted) ? null : wanted;
        string? format = ImageOpening.Format(options.ValueOf("F"), "Invalid format name:");
        if (!isUnsafe) KeepContent(path, image, name, format, ImageOpening.Cache(options.ValueOf("T"), "source ", options.Has("U")));
        if (name is not null && format is null)
            throw new ImageException(
                $"Could not change the backing file to '{name}': backing format must be specified");
        ImageOpening.Run(image.ChangeBackingAsync(name, format));
        ImageOpening.Run(image.CloseAsync());
        return ExitStatus.Success;
    }

    private static void KeepContent(string path, Qcow2Image image, string? name, string? format, FileAccessOptions access)
    {
        using OpenedImage? below = name is null ? null : OpenNew(ImageName.Resolve(path, name), format, access);
        using IoBuffer old = new(ChunkSize), now = new(ChunkSize);
        for (long at = 0; at < image.Length;)
        {
            BlockExtent extent = ImageOpening.Run(image.StatusAsync(at, Math.Min(ChunkSize, image.Length - at)));
            if (!extent.IsAllocated) KeepRange(image, below?.Node, at, old.Vector.Slice(0, extent.Length), old, now);
            at += extent.Length;
        }
    }

    private static OpenedImage OpenNew(string path, string? format, FileAccessOptions access)
    {
        try
        {
            return ImageOpening.Open(path, new ImageOpenOptions(Format: format, File: access));
        }
        catch (ImageException e)
        {
            throw new ImageException($"Could not open new backing file '{path}': {e.Message}");
        }
    }

    private static void KeepRange(Qcow2Image image, BlockNode? below, long at, IoVector range, IoBuffer old, IoBuffer now)
    {
        ImageOpening.Run(image.ReadAsync(at, range));
        Span<byte> expected = now.Span[..(int)range.Length];
        expected.Clear();
        long inside = Math.Clamp((below?.Length ?? 0) - at, 0, range.Length);
        if (inside > 0) ImageOpening.Run(below!.ReadAsync(at, now.Vector.Slice(0, inside)));
        for (int from = 0; from < range.Length;)
        {
            int length = (int)Math.Min(image.ClusterSize - ((at + from) % image.ClusterSize), range.Length - from);
            Span<byte> wanted = old.Span.Slice(from, length);
            if (!wanted.SequenceEqual(expected.Slice(from, length)))
                // As in QEMU only what the old image below was too short for is kept as zeros without storage.
                ImageOpening.Run(at + from < (image.Backing?.Length ?? 0)
                    ? image.WriteAsync(at + from, range.Slice(from, length))
                    : image.WriteZeroesAsync(at + from, length, WriteFlags.MayUnmap));
            from += length;
        }
    }
}
