using Emu.Block.Files;
using Emu.Block.Qcow2;
using Emu.Block.Raw;
using Emu.Host;

namespace Emu.Block.Graph;

/// <summary>Opens images by name or by description: the file or the nodes in its place, the format, and the images
/// below it.</summary>
public static class ImageOpener
{
    private const int DeepestChain = 200;

    /// <summary>Formats that images can have.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["qcow2", "raw"];

    /// <summary>Formats that QEMU has and this program has not; QEMU itself can only read the last three.</summary>
    public static IReadOnlyList<string> ForeignFormats { get; } =
        ["luks", "parallels", "qcow", "qed", "vdi", "vhdx", "vmdk", "vpc", "bochs", "cloop", "dmg"];

    /// <summary>Drivers that are no formats: what lies below one, or stands alone.</summary>
    public static IReadOnlyList<string> Protocols => ProtocolNodes.Names;

    /// <summary>Opens an image.</summary>
    /// <param name="name">The file, a name that begins with a protocol, or <c>json:</c> and a description.</param>
    /// <param name="options">How.</param>
    /// <exception cref="BlockException">It cannot be opened; the message names the file, in QEMU's words.</exception>
    public static ValueTask<OpenedImage> OpenAsync(string name, ImageOpenOptions options)
    {
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            return OpenAsync(name, ImageName.Describe(name), options, []);
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not open '{name}': {e.Message}", e);
        }
    }

    /// <summary>Opens an image by its description.</summary>
    /// <param name="description">It is used up.</param>
    /// <param name="options">How; the description wins over it.</param>
    /// <exception cref="BlockException">It cannot be opened, or an option is not there.</exception>
    public static ValueTask<OpenedImage> OpenAsync(BlockOptions description, ImageOpenOptions options)
    {
        ArgumentNullException.ThrowIfNull(description);
        return OpenAsync(NameOf(description), description, options, []);
    }

    /// <summary>The format that a file's first bytes show.</summary>
    public static async ValueTask<string> ProbeAsync(BlockNode file)
    {
        ArgumentNullException.ThrowIfNull(file);
        using IoBuffer start = new(512);
        await file.ReadAsync(0, start.Vector.Slice(0, Math.Min(512, file.Length)));
        return Qcow2Header.IsOne(start.Span) ? "qcow2" : "raw";
    }

    /// <summary>The shortest name by which a described image can be opened again.</summary>
    internal static string NameOf(BlockOptions description)
    {
        string[] names = [.. description.Names];
        bool isPlain = names.All(each => each is "driver" or "file.driver" or "filename" or "file.filename");
        string key = names.Contains("file.filename") ? "file.filename" : "filename";
        if (!isPlain || !names.Contains(key)) return ProtocolNodes.NameOf(description) ?? "json:" + description.ToJson();
        string name = description.Take(key)!;
        description.SetDefault(key, name);
        return name;
    }

    private static async ValueTask<OpenedImage> OpenAsync(
        string name, BlockOptions description, ImageOpenOptions options, List<FileStatus> above)
    {
        string? format = description.Take("driver") ?? options.Format;
        options = TakeCommon(description, options);
        BlockNode file = await OpenFileAsync(name, format, description, options);
        BlockNode? node = null;
        try
        {
            FileNode? host = ProtocolNodes.HostFileOf(file);
            if (host?.Identity is { } identity)
            {
                if (above.Exists(identity.IsSameFile))
                    throw new BlockException(BlockError.Corrupt, $"Could not open '{name}': the backing chain loops at this image");
                if (above.Count == DeepestChain)
                    throw new BlockException(BlockError.Corrupt, $"Could not open '{name}': the backing chain is longer than {DeepestChain} images");
                above = [.. above, identity];
            }

            bool isBare = format is not null && ProtocolNodes.Names.Contains(format);
            string path = host?.Path ?? name;
            node = isBare ? file : await OpenFormatAsync(name, path, file, format ?? await ProbeAsync(file), description, options);
            await OpenBelowAsync(node, path, description, options, above);
            ThrowIfLeft(description, format ?? "raw", isBare);
            return new OpenedImage(ImageName.Plain(name), file, node, format is null, host);
        }
        catch
        {
            if (node is null) file.Dispose();
            else node.Dispose();
            throw;
        }
    }

    internal static async ValueTask OpenBelowAsync(
        BlockNode node, string path, BlockOptions description, ImageOpenOptions options, List<FileStatus> above)
    {
        bool hasNone = description.Take("backing") is "";
        BlockOptions described = description.TakeChild("backing");
        if (node is not Qcow2Image image || hasNone || !options.WithBacking || options.MetadataOnly) return;
        ImageOpenOptions below = options with { Writable = false, Format = null, IsRepair = false };
        if (described.Names.Count != 0)
            image.SetBacking((await OpenAsync(NameOf(described), described, below, above)).Node);
        else if (image.BackingName is { } backing)
            image.SetBacking(await OpenBackingAsync(path, backing, below with { Format = image.BackingFormat }, above));
    }

    private static ImageOpenOptions TakeCommon(BlockOptions description, ImageOpenOptions options)
    {
        FileAccessOptions file = options.File;
        if (description.TakeSwitch("force-share") is { } shares) file = file with { IsShared = shares };
        if (description.TakeSwitch("cache.direct") is { } direct) file = file with { Direct = direct };
        if (description.TakeSwitch("cache.no-flush") is { } noFlush) file = file with { NoFlush = noFlush };
        if (description.TakeSwitch("read-only") is true)
        {
            if (options.Writable && description.TakeSwitch("auto-read-only") is not true)
                throw new BlockException(BlockError.ReadOnly, "Block node is read-only");
            options = options with { Writable = false };
        }

        _ = description.TakeSwitch("auto-read-only");
        _ = description.Take("node-name");
        string? discard = description.Take("discard");
        if (discard is not (null or "on" or "off" or "unmap" or "ignore"))
            throw new BlockException(BlockError.InvalidArgument, "Invalid discard option");
        return options with { File = file, Discards = discard is null ? options.Discards : discard is "on" or "unmap" };
    }

    private static async ValueTask<BlockNode> OpenFileAsync(
        string name, string? format, BlockOptions description, ImageOpenOptions options)
    {
        try
        {
            if (format is not null && ProtocolNodes.Names.Contains(format))
                return await ProtocolNodes.OpenAsync(format, description, options);
            if (!description.Has("file")) return await ProtocolNodes.OpenNamedAsync(description, options);
            return await ProtocolNodes.OpenChildAsync(description, "file", options);
        }
        catch (BlockException e)
        {
            string detail = e.Error == BlockError.Locked ? $"{e.Message} [{name}]?" : e.Message;
            throw new BlockException(e.Error, $"Could not open '{name}': {detail}", e);
        }
    }

    private static async ValueTask<BlockNode> OpenFormatAsync(
        string name, string path, BlockNode file, string format, BlockOptions description, ImageOpenOptions options)
    {
        try
        {
            return await CreateFormatAsync(path, file, format, description, options);
        }
        catch (BlockException e) when (e.Error != BlockError.Locked)
        {
            throw new BlockException(e.Error, $"Could not open '{name}': {e.Message}", e);
        }
    }

    internal static async ValueTask<BlockNode> CreateFormatAsync(
        string path, BlockNode file, string format, BlockOptions description, ImageOpenOptions options)
    {
        switch (format)
        {
            case "raw":
                long start = description.TakeNumber("offset") ?? 0;
                long? size = description.TakeNumber("size");
                if (start > file.Length || size > file.Length - start)
                    throw new BlockException(BlockError.InvalidArgument, "The sum of offset and size is greater than the file's size");
                return new RawNode(file, start, size);
            case "qcow2":
                BlockOptions data = description.TakeChild("data-file");
                Func<string, ValueTask<BlockNode>> open = async named => data.Names.Count != 0
                    ? await ProtocolNodes.OpenChildAsync(data, options)
                    : await ProtocolNodes.OpenNamedAsync(BlockOptions.OfName(ImageName.Resolve(path, named)), options);
                return await Qcow2Image.OpenAsync(file, open, ImageTuning.Of(description, options));
            default:
                throw new BlockException(BlockError.Unsupported, $"Unknown driver '{format}'");
        }
    }

    private static void ThrowIfLeft(BlockOptions description, string driver, bool isProtocol)
    {
        if (description.Names.FirstOrDefault() is not { } left) return;
        throw new BlockException(
            BlockError.InvalidArgument,
            $"Block {(isProtocol ? "protocol" : "format")} '{driver}' does not support the option '{left}'");
    }

    private static async ValueTask<BlockNode> OpenBackingAsync(
        string path, string name, ImageOpenOptions options, List<FileStatus> above)
    {
        try
        {
            string resolved = ImageName.Resolve(path, name);
            return (await OpenAsync(resolved, BlockOptions.OfName(resolved), options, above)).Node;
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not open '{path}': Could not open backing file: {e.Message}", e);
        }
    }
}

/// <summary>An image that is open, with what is known of it beside its bytes.</summary>
/// <param name="Path">The name that it was opened by.</param>
/// <param name="File">The node that its format lies on.</param>
/// <param name="Node">The image; disposing of it closes everything.</param>
/// <param name="WasProbed">Its format was found by looking at its bytes.</param>
/// <param name="HostFile">The file of the host that holds it; null when there is none.</param>
public sealed record OpenedImage(string Path, BlockNode File, BlockNode Node, bool WasProbed, FileNode? HostFile) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose() => Node.Dispose();
}
