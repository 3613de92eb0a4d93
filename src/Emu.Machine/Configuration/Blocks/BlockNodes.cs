using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Filters;
using Emu.Block.Graph;
using Emu.Block.Null;
using Emu.Block.Qcow2;
using Emu.Block.Raw;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Blocks;

/// <summary>The block nodes of a machine, opened as the user has described them. Belongs to the thread that builds the machine;
/// once a node is handed out it belongs to its user.</summary>
internal sealed class BlockNodes : IDisposable
{
    /// <summary>Options of every node, which this class reads itself.</summary>
    private static readonly string[] CommonOptions =
    [
        "driver", "node-name", "file", "backing", "read-only", "auto-read-only", "cache", "discard", "detect-zeroes",
        "force-share", "snapshot",
    ];

    private readonly Dictionary<string, Entry> nodes = [];
    private readonly bool isTemporary;
    private readonly Action<string> warn;

    /// <param name="isTemporary">No image is written; changes go to temporary files.</param>
    /// <param name="warn">Takes a line for the user.</param>
    public BlockNodes(bool isTemporary, Action<string> warn)
    {
        this.isTemporary = isTemporary;
        this.warn = warn;
    }

    /// <summary>Opens a node.</summary>
    /// <exception cref="ConfigurationException">It cannot be opened.</exception>
    public void Open(ConfiguredItem item)
    {
        try
        {
            string name = item.Options.Text("node-name")
                ?? throw new OptionException("'node-name' must be specified for the root node");
            if (nodes.ContainsKey(name)) throw new OptionException($"Duplicate nodes with node-name='{name}'");
            nodes.Add(name, new Entry(OpenTop(item.Options), item.Options));
        }
        catch (Exception e) when (e is OptionException or BlockException)
        {
            throw item.Error(e.Message);
        }
    }

    /// <summary>The node of a name as the disk of a device, which closes it; null when there is none.</summary>
    /// <exception cref="OptionException">Something else has it, or its options are wrong.</exception>
    public BlockBackend? Use(string name)
    {
        if (!nodes.TryGetValue(name, out Entry? entry)) return null;
        if (entry.IsUsed) throw new OptionException($"Drive '{name}' is already in use by another device");
        OptionTree tree = entry.Options;
        BlockBackend backend = new(entry.Node, name)
        {
            Discards = Discards(tree),
            DetectZeroes = DetectZeroesOf(tree),
            IsReadOnly = tree.Find("read-only") is { } readOnly && OptionReader.Boolean("read-only", readOnly),
        };
        entry.IsUsed = true;
        return backend;
    }

    /// <summary>True when the node of a name is open.</summary>
    public bool IsOpen(string? name) => name is not null && nodes.ContainsKey(name);

    /// <summary>The node of a name itself, for a user who closes it.</summary>
    /// <exception cref="OptionException">There is none, or something else has it.</exception>
    public BlockNode TakeNode(string name) => Reference(OptionValue.OfText(name));

    /// <summary>Closes what no device has.</summary>
    public void Dispose()
    {
        foreach (Entry entry in nodes.Values)
            if (!entry.IsUsed) entry.Node.Dispose();
    }

    private BlockNode OpenTop(OptionTree tree)
    {
        _ = DetectZeroesOf(tree);
        bool isTemporaryNode = tree.Find("snapshot") is { } own ? OptionReader.Boolean("snapshot", own) : isTemporary;
        BlockNode node = OpenNode(tree, isReadOnly: isTemporaryNode);
        return isTemporaryNode ? TemporaryOverlay.On(node) : node;
    }

    private static DetectZeroes DetectZeroesOf(OptionTree tree) => tree.Text("detect-zeroes") switch
    {
        null or "off" => DetectZeroes.Off,
        "on" => DetectZeroes.On,
        "unmap" when Discards(tree) => DetectZeroes.Unmap,
        "unmap" => throw new OptionException("setting detect-zeroes to unmap is not allowed without setting discard operation to unmap"),
        { } other => throw new OptionException($"Parameter 'detect-zeroes' does not accept value '{other}'"),
    };

    private BlockNode OpenNode(OptionTree tree, bool isReadOnly)
    {
        isReadOnly |= tree.Find("read-only") is { } value && OptionReader.Boolean("read-only", value);
        string? driver = tree.Text("driver");
        return driver switch
        {
            null => OpenProbed(tree, isReadOnly),
            "file" or "host_device" => OpenFile(tree, !isReadOnly),
            "raw" => OpenRaw(tree, isReadOnly),
            "qcow2" => OpenQcow2(tree, isReadOnly),
            "null-co" or "null-aio" => OpenNull(tree),
            "throttle" or "blkdebug" or "blklogwrites" or "copy-on-read" or "luks" or "nbd" or "vmdk" or "vdi" or "vhdx" or "vpc" =>
                throw new OptionException($"driver '{driver}' is not supported; there are file, raw, qcow2 and null-co"),
            _ => throw new OptionException($"Unknown driver '{driver}'; there are file, raw, qcow2 and null-co"),
        };
    }

    /// <summary>Opens an image whose format is to be found out.</summary>
    private BlockNode OpenProbed(OptionTree tree, bool isReadOnly)
    {
        (string path, FileAccessOptions access) = PathOf(tree)
            ?? throw new OptionException("the format can be found out only for a file; give driver=FORMAT");
        OpenedImage image = Wait(ImageOpener.OpenAsync(
            path, new ImageOpenOptions(!isReadOnly, Format: null, File: access, Discards: Discards(tree))));
        CheckNames(tree, image.Node.Driver == "raw" ? RawDriver.ModelMembers.Descriptor : Qcow2Driver.ModelMembers.Descriptor);
        if (!image.WasProbed || image.Node.Driver != "raw") return image.Node;
        warn($"WARNING: Image format was not specified for '{path}' and probing guessed raw.\n"
            + "         Automatically detecting the format is dangerous for raw images, write operations on block 0 will be restricted.\n"
            + "         Specify the 'raw' format explicitly to remove the restrictions.");
        return isReadOnly ? image.Node : new FirstSectorGuard(image.Node);
    }

    private static void CheckNames(OptionTree tree, TypeDescriptor type)
    {
        foreach ((string name, _) in tree.Members)
            if (!CommonOptions.Contains(name) && type.FindProperty(name) is null)
                throw new OptionException($"Parameter '{name}' is unexpected");
    }

    private static FileNode OpenFile(OptionTree tree, bool isWritable)
    {
        FileDriver options = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, tree);
        FileAccessOptions access = AccessOf(tree, options);
        try
        {
            return FileNode.Open(options.FileName, isWritable, access);
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not open '{options.FileName}': {e.Message}", e);
        }
    }

    private RawNode OpenRaw(OptionTree tree, bool isReadOnly)
    {
        RawDriver options = Bind<RawDriver>(RawDriver.ModelMembers.Descriptor, tree);
        BlockNode file = OpenChild(tree, isReadOnly);
        long length = file.Length;
        if (options.Offset > length || options.Size > length - options.Offset)
        {
            file.Dispose();
            throw new OptionException($"The sum of offset ({options.Offset}) and size ({options.Size ?? 0}) has to be smaller or equal to the actual size of the containing file ({length})");
        }

        return new RawNode(file, options.Offset, options.Size);
    }

    private BlockNode OpenQcow2(OptionTree tree, bool isReadOnly)
    {
        _ = Bind<Qcow2Driver>(Qcow2Driver.ModelMembers.Descriptor, tree);
        bool hasBacking = tree.Find("backing") is not null;
        if (PathOf(tree) is (string path, FileAccessOptions access))
        {
            OpenedImage image = Wait(ImageOpener.OpenAsync(
                path, new ImageOpenOptions(!isReadOnly, "qcow2", WithBacking: !hasBacking, access, Discards(tree))));
            if (hasBacking) SetBacking((Qcow2Image)image.Node, tree.Find("backing")!);
            return image.Node;
        }

        BlockNode file = OpenChild(tree, isReadOnly);
        Qcow2Image opened = Wait(Qcow2Image.OpenAsync(
            file, openDataFile: null, new Qcow2OpenOptions(!isReadOnly, Discards(tree))));
        if (hasBacking) SetBacking(opened, tree.Find("backing")!);
        else if (opened.BackingName is { } name)
            throw Closing(opened, $"the image's backing file '{name}' is found only for an image in a file; give backing=NODE");
        return opened;
    }

    private void SetBacking(Qcow2Image image, OptionValue backing)
    {
        try
        {
            if (backing.Kind == OptionKind.Null || (backing.IsText && backing.Text.Length == 0)) return;
            image.SetBacking(backing.Tree is { } tree ? OpenNode(tree, isReadOnly: true) : Reference(backing));
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    private static NullNode OpenNull(OptionTree tree)
    {
        NullDriver options = Bind<NullDriver>(NullDriver.ModelMembers.Descriptor, tree);
        return new NullNode(options.Size, options.ReadsZeroes);
    }

    /// <summary>The file below a format.</summary>
    private BlockNode OpenChild(OptionTree tree, bool isReadOnly)
    {
        OptionValue child = tree.Find("file") ?? throw new OptionException("Parameter 'file' is missing");
        if (child.Tree is not { } inner) return Reference(child);
        return OpenNode(WithCache(inner, tree), isReadOnly);
    }

    /// <summary>Another node by its name; it is closed with the one above.</summary>
    private BlockNode Reference(OptionValue value)
    {
        string name = OptionReader.Text("file", value);
        if (!nodes.TryGetValue(name, out Entry? entry))
            throw new OptionException($"Cannot find device='{name}' nor node-name='{name}'");
        if (entry.IsUsed) throw new OptionException($"node '{name}' is in use by another node or device");
        entry.IsUsed = true;
        return entry.Node;
    }

    /// <summary>The file's name and how it is opened, when the file below is simply one of the host.</summary>
    private static (string Path, FileAccessOptions Access)? PathOf(OptionTree tree)
    {
        if (tree.Find("file") is not { Tree: { } file } || file.Text("driver") is not (null or "file" or "host_device")) return null;
        OptionTree child = WithCache(file, tree);
        FileDriver options = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, child);
        return (options.FileName, AccessOf(child, options));
    }

    /// <summary>A child has the cache mode of the node above it, unless it has one of its own.</summary>
    private static OptionTree WithCache(OptionTree child, OptionTree parent)
    {
        OptionTree tree = child.Copy();
        foreach (string name in (string[])["cache", "force-share"])
            if (tree.Find(name) is null && parent.Find(name) is { } value) tree.Add(name, value);
        return tree;
    }

    private static FileAccessOptions AccessOf(OptionTree tree, FileDriver options)
    {
        OptionTree cache = tree.Find("cache")?.Tree ?? new OptionTree();
        bool isDirect = cache.Find("direct") is { } direct && OptionReader.Boolean("cache.direct", direct);
        bool ignoresFlush = cache.Find("no-flush") is { } noFlush && OptionReader.Boolean("cache.no-flush", noFlush);
        bool shares = tree.Find("force-share") is { } share && OptionReader.Boolean("force-share", share);
        if (options.Aio == BlockAio.Native && !isDirect)
            throw new OptionException("aio=native was specified, but it requires cache.direct=on, which was not specified.");
        return new FileAccessOptions(
            isDirect, ignoresFlush, options.Locking == Model.OnOffAuto.Off || shares, options.Aio == BlockAio.Io_uring);
    }

    private static bool Discards(OptionTree tree) => tree.Text("discard") switch
    {
        null or "unmap" or "on" => true,
        "ignore" or "off" => false,
        _ => throw new OptionException("Invalid discard option"),
    };

    private static T Bind<T>(TypeDescriptor type, OptionTree tree)
        where T : class
    {
        object options = type.Create!();
        Binder.Bind(type, options, tree, NoReferences.Instance, CommonOptions);
        return (T)options;
    }

    private static OptionException Closing(BlockNode node, string message)
    {
        node.Dispose();
        return new OptionException(message);
    }

    /// <summary>Nothing but this thread runs yet, so that it may wait.</summary>
    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();

    private sealed class NoReferences : IReferenceResolver
    {
        public static NoReferences Instance { get; } = new();

        public T? Find<T>(string id)
            where T : class => null;
    }

    /// <summary>A node with the options that it was made from.</summary>
    private sealed record Entry(BlockNode Node, OptionTree Options)
    {
        /// <summary>A device or another node has it, and closes it.</summary>
        public bool IsUsed { get; set; }
    }
}
