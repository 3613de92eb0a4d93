using Emu.Block.Files;
using Emu.Block.Qcow2;
using Emu.Block.Raw;
using Emu.Host;

namespace Emu.Block.Graph;

/// <summary>Opens images by name: the file, its format, and the images below it.</summary>
public static class ImageOpener
{
    private const int DeepestChain = 200;

    /// <summary>Formats that images can have.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["qcow2", "raw"];

    /// <summary>Opens an image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How.</param>
    /// <exception cref="BlockException">It cannot be opened; the message names the file, in QEMU's words.</exception>
    public static async ValueTask<OpenedImage> OpenAsync(string path, ImageOpenOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        return await OpenAsync(path, options, []);
    }

    /// <summary>The format that a file's first bytes show.</summary>
    public static async ValueTask<string> ProbeAsync(BlockNode file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using IoBuffer start = new(512);
        await file.ReadAsync(0, start.Vector);
        return Qcow2Header.IsOne(start.Span) ? "qcow2" : "raw";
    }

    private static async ValueTask<OpenedImage> OpenAsync(string path, ImageOpenOptions options, List<FileStatus> above)
    {
        FileNode file = OpenFile(path, options);
        BlockNode? node = null;
        try
        {
            if (file.Identity is { } identity)
            {
                if (above.Exists(identity.IsSameFile))
                    throw new BlockException(BlockError.Corrupt, $"Could not open '{path}': the backing chain loops at this image");
                if (above.Count == DeepestChain)
                    throw new BlockException(BlockError.Corrupt, $"Could not open '{path}': the backing chain is longer than {DeepestChain} images");
                above = [.. above, identity];
            }

            string format = options.Format ?? await ProbeAsync(file);
            node = await OpenFormatAsync(path, file, format, options);
            if (node is Qcow2Image { BackingName: { } backing } image && options is { WithBacking: true, MetadataOnly: false })
                image.SetBacking(await OpenBackingAsync(path, backing, image.BackingFormat, options, above));
            return new OpenedImage(path, file, node, options.Format is null);
        }
        catch
        {
            if (node is null) file.Dispose();
            else node.Dispose();
            throw;
        }
    }

    private static FileNode OpenFile(string path, ImageOpenOptions options)
    {
        if (ImageName.HasProtocol(path))
        {
            if (!path.StartsWith("file:", StringComparison.Ordinal))
                throw new BlockException(BlockError.Unsupported, $"Could not open '{path}': Unknown protocol '{path[..path.IndexOf(':', StringComparison.Ordinal)]}'");
            path = path["file:".Length..];
        }

        try
        {
            return FileNode.Open(path, options.Writable, options.File);
        }
        catch (BlockException e)
        {
            string detail = e.Error == BlockError.Locked ? $"{e.Message} [{path}]?" : $"Could not open '{path}': {e.Message}";
            throw new BlockException(e.Error, e.Error == BlockError.Locked ? detail : $"Could not open '{path}': {detail}", e);
        }
    }

    private static async ValueTask<BlockNode> OpenFormatAsync(
        string path, FileNode file, string format, ImageOpenOptions options)
    {
        try
        {
            return format switch
            {
                "raw" => new RawNode(file),
                "qcow2" => await Qcow2Image.OpenAsync(
                    file, name => OpenFile(ImageName.Resolve(path, name), options),
                    new Qcow2OpenOptions(options.Writable, options.Discards, options.IsRepair, options.MetadataOnly)),
                _ => throw new BlockException(BlockError.Unsupported, $"Unknown driver '{format}'"),
            };
        }
        catch (BlockException e) when (e.Error != BlockError.Locked)
        {
            throw new BlockException(e.Error, $"Could not open '{path}': {e.Message}", e);
        }
    }

    private static async ValueTask<BlockNode> OpenBackingAsync(
        string path, string name, string? format, ImageOpenOptions options, List<FileStatus> above)
    {
        try
        {
            OpenedImage below = await OpenAsync(
                ImageName.Resolve(path, name), options with { Writable = false, Format = format, IsRepair = false }, above);
            return below.Node;
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not open '{path}': Could not open backing file: {e.Message}", e);
        }
    }
}

/// <summary>An image that is open, with what is known of it beside its bytes.</summary>
/// <param name="Path">The name that it was opened by.</param>
/// <param name="File">Its file.</param>
/// <param name="Node">The image; disposing of it closes everything.</param>
/// <param name="WasProbed">Its format was found by looking at its bytes.</param>
public sealed record OpenedImage(string Path, FileNode File, BlockNode Node, bool WasProbed) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Node.Dispose();
}
