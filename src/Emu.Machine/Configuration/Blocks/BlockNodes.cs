using System.Globalization;
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
internal sealed partial class BlockNodes : IDisposable
{
    /// <summary>Options of every node, which this class reads itself.</summary>
    private static readonly string[] CommonOptions =
    [
        "driver", "node-name", "file", "backing", "read-only", "auto-read-only", "cache", "discard", "detect-zeroes",
        "force-share", "snapshot", DriveLimits.Option,
    ];

    private readonly Dictionary<string, Entry> nodes = [];
    private readonly List<Entry> taken = [];
    private readonly bool isTemporary;
    private readonly ThrottleGroups throttles;
    private readonly Action<string> warn;
    private int named;

    /// <param name="isTemporary">No image is written; changes go to temporary files.</param>
    /// <param name="throttles">The groups of limits.</param>
    /// <param name="warn">Takes a line for the user.</param>
    public BlockNodes(bool isTemporary, ThrottleGroups throttles, Action<string> warn)
    {
        this.isTemporary = isTemporary;
        this.throttles = throttles;
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
            if (!IsNodeName(name)) throw new OptionException($"Invalid node-name: '{name}'");
            taken.Clear();
            bool isDrive = item.Origin.Length != 0 && !item.Origin.StartsWith("-blockdev", StringComparison.Ordinal);
            DriveLimits? limits = DriveLimits.Read(item.Options, name);
            BlockNode node = OpenTop(item.Options);
            node.NodeName = name;
            nodes.Add(name, new Entry(name, node, item.Options, [.. taken], isDrive) { Limits = limits?.Join(throttles) });
            NameRest(node);
        }
        catch (Exception e) when (e is OptionException or BlockException)
        {
            foreach (Entry entry in taken) Release(entry);
            throw item.Error(e.Message);
        }
    }

    /// <summary>Closes a node that the user has opened.</summary>
    /// <exception cref="OptionException">There is none, or something uses it.</exception>
    public void Close(string name)
    {
        if (!nodes.TryGetValue(name, out Entry? entry)) throw new OptionException($"Failed to find node with node-name='{name}'");
        if (Users(entry).FirstOrDefault(user => user.Node.Backing == entry.Node) is { } above)
            throw new OptionException($"Node '{name}' is busy: node is used as backing hd of '{above.Name}'");
        if (entry.IsUsed) throw new OptionException(entry.Disk is not null ? $"Node {name} is in use" : $"Block device {name} is in use");
        nodes.Remove(name);
        entry.Node.Dispose();
        entry.Limits?.Leave();
        foreach (Entry below in entry.Uses) Release(below);
    }

    /// <summary>The nodes that the user has opened, in their order, and those below them, each once.</summary>
    public IReadOnlyList<BlockNode> All
    {
        get
        {
            List<BlockNode> found = [];
            foreach (Entry entry in nodes.Values) Collect(entry.Node, found);
            return found;
        }
    }

    /// <summary>A node that nothing uses, to be written until <see cref="EndWriting"/>.</summary>
    /// <exception cref="OptionException">There is none, or something uses it.</exception>
    /// <exception cref="BlockException">Another program uses its file.</exception>
    public BlockNode BeginWriting(string name)
    {
        Entry entry = Entry.Of(nodes, name);
        if (entry.IsUsed) throw new OptionException($"Node '{name}' is busy: it is in use by another node or device");
        OpenForWriting(entry.Node);
        return entry.Node;
    }

    /// <summary>Ends <see cref="BeginWriting"/>.</summary>
    public void EndWriting(string name) => Release(Entry.Of(nodes, name));

    /// <summary>Checks that an image can be put over another one.</summary>
    /// <param name="node">The name of the image below.</param>
    /// <param name="overlay">The name of the image above.</param>
    /// <exception cref="OptionException">It cannot.</exception>
    public PreparedOverlay Prepare(string node, string overlay)
    {
        Entry below = Entry.Of(nodes, node), above = Entry.Of(nodes, overlay);
        if (below.IsUsed && below.Disk is null) throw new OptionException($"Node '{node}' is busy: node is used as backing hd of another node");
        if (above.IsUsed) throw new OptionException("The overlay is already in use");
        if (above.Node.Backing is not null) throw new OptionException("The overlay already has a backing image");
        if (above.Node is not Qcow2Image image) throw new OptionException("The overlay does not support backing images");
        if (below == above) throw new OptionException("The overlay is already in use");
        return new PreparedOverlay(below.Disk, () =>
        {
            // What a disk has had of the image below is the overlay's from here on.
            image.SetBacking(below.Disk is null ? below.Node.Share() : below.Node);
            above.Uses.Add(below);
            if (below.Disk is { } disk)
            {
                disk.ReplaceRoot(above.Node.Share(), above.Name);
                disk.Closed = () => above.GiveBack();
                (above.Disk, below.Disk) = (disk, null);
                above.IsUsed = true;
            }

            below.IsUsed = true;
        });
    }

    private static void Collect(BlockNode node, List<BlockNode> found)
    {
        if (found.Contains(node)) return;
        found.Add(node);
        foreach (BlockNode child in node.Children) Collect(child, found);
    }

    /// <summary>The node of a name as the disk of a device, which closes it; null when there is none.</summary>
    /// <exception cref="OptionException">Something else has it, or its options are wrong.</exception>
    public BlockBackend? Use(string name)
    {
        if (!nodes.TryGetValue(name, out Entry? entry)) return null;
        if (entry.IsUsed) throw new OptionException($"Drive '{name}' is already in use by another device");
        OptionTree tree = entry.Options;
        if (!ReadOnlyIn(tree)) OpenForWriting(entry.Node);
        BlockBackend backend = new(entry.Node.Share(), name)
        {
            Closed = entry.GiveBack,
            IsNamed = entry.IsDrive,
            Discards = Discards(tree),
            DetectZeroes = DetectZeroesOf(tree),
            IsReadOnly = ReadOnlyIn(tree),
        };
        backend.Limits = entry.Limits;
        entry.IsUsed = true;
        entry.Disk = backend;
        return backend;
    }

    /// <summary>True when the node of a name is open.</summary>
    public bool IsOpen(string? name) => name is not null && nodes.ContainsKey(name);

    /// <summary>The node of a name itself, for a user who closes it.</summary>
    /// <exception cref="OptionException">There is none, or something else has it.</exception>
    public BlockNode TakeNode(string name) => Reference(OptionValue.OfText(name), isReadOnly: false);

    /// <summary>Closes all of them; no device has one any more.</summary>
    public void Dispose()
    {
        foreach (Entry entry in nodes.Values.Reverse()) entry.Node.Dispose();
    }

    private static bool IsNodeName(string name) =>
        name.Length is > 0 and < 32 && char.IsAsciiLetter(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_');

    /// <summary>Makes up names for the nodes below that have none.</summary>
    private void NameRest(BlockNode node)
    {
        node.NodeName ??= string.Create(CultureInfo.InvariantCulture, $"#block{++named:d3}");
        foreach (BlockNode child in node.Children) NameRest(child);
    }

    private BlockNode OpenTop(OptionTree tree)
    {
        _ = DetectZeroesOf(tree);
        bool isTemporaryNode = tree.Find("snapshot") is { } own ? OptionReader.Boolean("snapshot", own) : isTemporary;
        BlockNode node = OpenNode(tree, isReadOnly: isTemporaryNode, isTop: true);
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

    private static bool ReadOnlyIn(OptionTree tree) =>
        tree.Find("read-only") is { } value && OptionReader.Boolean("read-only", value);

    private BlockNode OpenNode(OptionTree tree, bool isReadOnly, bool isTop = false)
    {
        isReadOnly |= ReadOnlyIn(tree);
        string? driver = tree.Text("driver");
        return driver switch
        {
            null => OpenProbed(tree, isReadOnly),
            "file" or "host_device" => OpenFile(tree, !isReadOnly, isTop),
            "raw" => OpenRaw(tree, isReadOnly),
            "qcow2" => OpenQcow2(tree, isReadOnly),
            "null-co" or "null-aio" => OpenNull(tree),
            "throttle" => OpenThrottle(tree, isReadOnly),
            "blkdebug" or "blklogwrites" or "copy-on-read" or "luks" or "nbd" or "vmdk" or "vdi" or "vhdx" or "vpc" =>
                throw new OptionException($"driver '{driver}' is not supported; there are file, raw, qcow2, throttle and null-co"),
            _ => throw new OptionException($"Unknown driver '{driver}'; there are file, raw, qcow2, throttle and null-co"),
        };
    }

    /// <summary>Opens an image whose format is to be found out.</summary>
    private BlockNode OpenProbed(OptionTree tree, bool isReadOnly)
    {
        (string path, FileAccessOptions access) = PathOf(tree, isReadOnly)
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

    private static FileNode OpenFile(OptionTree tree, bool isWritable, bool isTop)
    {
        FileDriver options = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, tree);
        FileAccessOptions access = AccessOf(tree, options, isReadOnly: !isWritable);
        bool isFlexible = isWritable && AutoReadOnlyIn(tree);
        try
        {
            // A node that stands by itself is written only when it gets a user who writes.
            if (isFlexible && isTop)
                return FileNode.Open(options.FileName, writable: false, access, opensForWritingLater: true);
            return FileNode.Open(options.FileName, isWritable, access);
        }
        catch (BlockException e) when (isFlexible && e.IsOfWriting)
        {
            return FileNode.Open(options.FileName, writable: false, access);
        }
        catch (BlockException e)
        {
            throw new BlockException(e.Error, $"Could not open '{options.FileName}': {e.Message}", e);
        }
    }

    private static bool AutoReadOnlyIn(OptionTree tree) =>
        tree.Find("auto-read-only") is { } value && OptionReader.Boolean("auto-read-only", value);

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
        if (PathOf(tree, isReadOnly) is (string path, FileAccessOptions access))
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
            image.SetBacking(backing.Tree is { } tree ? OpenNode(tree, isReadOnly: true) : Reference(backing, isReadOnly: true));
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

    private ThrottleNode OpenThrottle(OptionTree tree, bool isReadOnly)
    {
        ThrottleDriver options = Bind<ThrottleDriver>(ThrottleDriver.ModelMembers.Descriptor, tree);
        ThrottleGroup group = throttles.Find(options.GroupName)
            ?? throw new OptionException($"Throttle group '{options.GroupName}' does not exist");
        return new ThrottleNode(OpenChild(tree, isReadOnly), group);
    }

    /// <summary>The file below a format.</summary>
    private BlockNode OpenChild(OptionTree tree, bool isReadOnly)
    {
        OptionValue child = tree.Find("file") ?? throw new OptionException("Parameter 'file' is missing");
        if (child.Tree is not { } inner)
        {
            BlockNode below = Reference(child, isReadOnly);
            if (isReadOnly || below.IsWritable || AutoReadOnlyIn(tree)) return below;
            throw Closing(below, "Block node is read-only");
        }

        return OpenNode(WithCache(inner, tree), isReadOnly);
    }

    /// <summary>Another node by its name; it is closed with the one above.</summary>
    private BlockNode Reference(OptionValue value, bool isReadOnly)
    {
        string name = OptionReader.Text("file", value);
        if (!nodes.TryGetValue(name, out Entry? entry))
            throw new OptionException($"Cannot find device='{name}' nor node-name='{name}'");
        if (entry.IsUsed) throw new OptionException($"node '{name}' is in use by another node or device");
        if (!isReadOnly) OpenForWriting(entry.Node);
        entry.IsUsed = true;
        taken.Add(entry);
        return entry.Node.Share();
    }

    /// <summary>Opens a file anew whose user writes, where it waits for one; a file that may not be written stays as it is.</summary>
    private static void OpenForWriting(BlockNode node)
    {
        if (node is not FileNode { IsOpenedForWritingLater: true, IsWritable: false } file) return;
        try
        {
            file.Reopen(writable: true, file.IsDirect, file.IgnoresFlush);
        }
        catch (BlockException e) when (e.IsOfWriting)
        {
            // The user learns of it from the node.
        }
    }

    /// <summary>A node has lost its user, and needs not be written any more.</summary>
    private static void Release(Entry entry)
    {
        entry.IsUsed = false;
        if (entry.Node is not FileNode { IsOpenedForWritingLater: true, IsWritable: true } file) return;
        try
        {
            file.Reopen(writable: false, file.IsDirect, file.IgnoresFlush);
        }
        catch (BlockException)
        {
            // It stays open as it is, as when the file is gone meanwhile.
        }
    }

    /// <summary>The file's name and how it is opened, when the file below is simply one of the host.</summary>
    private static (string Path, FileAccessOptions Access)? PathOf(OptionTree tree, bool isReadOnly)
    {
        if (tree.Find("file") is not { Tree: { } file } || file.Text("driver") is not (null or "file" or "host_device")) return null;
        OptionTree child = WithCache(file, tree);
        FileDriver options = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, child);
        return (options.FileName, AccessOf(child, options, isReadOnly));
    }

    /// <summary>A child has the cache mode of the node above it, unless it has one of its own.</summary>
    private static OptionTree WithCache(OptionTree child, OptionTree parent)
    {
        OptionTree tree = child.Copy();
        foreach (string name in (string[])["cache", "force-share"])
            if (tree.Find(name) is null && parent.Find(name) is { } value) tree.Add(name, value);
        return tree;
    }

    private static FileAccessOptions AccessOf(OptionTree tree, FileDriver options, bool isReadOnly)
    {
        OptionTree cache = tree.Find("cache")?.Tree ?? new OptionTree();
        bool isDirect = cache.Find("direct") is { } direct && OptionReader.Boolean("cache.direct", direct);
        bool ignoresFlush = cache.Find("no-flush") is { } noFlush && OptionReader.Boolean("cache.no-flush", noFlush);
        bool shares = tree.Find("force-share") is { } share && OptionReader.Boolean("force-share", share);
        // Two writers of one image ruin it: sharing is for readers.
        if (shares && !isReadOnly) throw new OptionException("force-share=on can only be used with read-only images");
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
    /// <param name="name">Its name.</param>
    /// <param name="node">The node; this table is one of its owners.</param>
    /// <param name="options">What the user has given.</param>
    /// <param name="uses">The nodes that it has taken by name.</param>
    /// <param name="isDrive">It stands for a <c>-drive</c>.</param>
    private sealed class Entry(string name, BlockNode node, OptionTree options, List<Entry> uses, bool isDrive)
    {
        public string Name { get; } = name;

        public BlockNode Node { get; } = node;

        /// <summary>What the user has given, at last by <c>blockdev-reopen</c>.</summary>
        public OptionTree Options { get; set; } = options;

        public List<Entry> Uses { get; } = uses;

        public bool IsDrive { get; } = isDrive;

        /// <summary>The limits that a <c>-drive</c> has given its disk; null for none. The entry keeps the group.</summary>
        public ThrottleGroup? Limits { get; init; }

        /// <summary>The disk of a device that has it; null for none.</summary>
        public BlockBackend? Disk { get; set; }

        /// <summary>A device or another node has it. A device gives it back on its loop.</summary>
        public volatile bool IsUsed;

        public static Entry Of(Dictionary<string, Entry> nodes, string name) => nodes.GetValueOrDefault(name)
            ?? throw new OptionException($"Cannot find device='{name}' nor node-name='{name}'");

        public void GiveBack()
        {
            Disk = null;
            IsUsed = false;
        }
    }
}
