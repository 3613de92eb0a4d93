using Emu.Block.Files;
using Emu.Block.Filters;
using Emu.Block.Nbd;
using Emu.Block.Null;

namespace Emu.Block.Graph;

/// <summary>The nodes below formats: files, nothing at all, and filters in front of them.</summary>
internal static class ProtocolNodes
{
    /// <summary>Names of their drivers.</summary>
    public static IReadOnlyList<string> Names { get; } =
        ["blkdebug", "blklogwrites", "file", "host_device", "nbd", "null-aio", "null-co", "quorum", "throttle"];

    /// <summary>Opens a node of a driver.</summary>
    /// <param name="driver">One of <see cref="Names"/>.</param>
    /// <param name="description">The driver's options, which are taken out.</param>
    /// <param name="options">How files are opened.</param>
    /// <exception cref="BlockException">It cannot be opened.</exception>
    public static async ValueTask<BlockNode> OpenAsync(string driver, BlockOptions description, ImageOpenOptions options)
    {
        switch (driver)
        {
            case "file" or "host_device":
                FileAccessOptions access = ImageTuning.OfFile(description, options.File);
                string path = description.Take("filename") ?? throw new BlockException(
                    BlockError.InvalidArgument, "The 'file' block driver requires a file name");
                return FileNode.Open(ImageName.WithoutFile(path), options.Writable, access);
            case "null-co" or "null-aio":
                _ = description.Take("filename");
                if (description.TakeNumber("latency-ns") is > 0)
                    throw new BlockException(BlockError.Unsupported, "latency-ns is not supported; a throttle node delays requests");
                return new NullNode(description.TakeNumber("size") ?? 1L << 30, description.TakeSwitch("read-zeroes") ?? false);
            case "blkdebug":
                return await OpenDebugAsync(description, options);
            case "throttle":
                string group = description.Take("throttle-group") ?? throw new BlockException(
                    BlockError.InvalidArgument, "Parameter 'throttle-group' is missing");
                if (options.ThrottleGroups?.GetValueOrDefault(group) is not { } limits)
                    throw new BlockException(BlockError.InvalidArgument, $"Throttle group '{group}' does not exist");
                return new ThrottleNode(await OpenChildAsync(description, "file", options), limits);
            case "nbd":
                return new NbdNode(NbdAddress.Of(description), options.Writable);
            case "quorum":
                return await OpenQuorumAsync(description, options);
            case "blklogwrites":
                return await OpenLogAsync(description, options);
            default:
                throw new BlockException(BlockError.Unsupported, $"Unknown driver '{driver}'");
        }
    }

    /// <summary>Opens what a file name stands for, with the protocol that it begins with.</summary>
    public static async ValueTask<BlockNode> OpenNamedAsync(BlockOptions description, ImageOpenOptions options)
    {
        string name = description.Take("filename") ?? throw new BlockException(
            BlockError.InvalidArgument, "A block device must be specified for \"file\"");
        BlockOptions named = ImageName.Describe(name);
        if (!ImageName.HasProtocol(name)) return FileNode.Open(name, options.Writable, options.File);
        if (named.Has("file")) return await OpenChildAsync(named, "file", options);
        return await OpenChildAsync(named, options);
    }

    /// <summary>Opens a child of a node.</summary>
    public static ValueTask<BlockNode> OpenChildAsync(BlockOptions parent, string child, ImageOpenOptions options)
    {
        if (parent.Take(child) is { } reference)
            throw new BlockException(BlockError.InvalidArgument, $"Cannot find device='{reference}' nor node-name='{reference}'");
        return OpenChildAsync(parent.TakeChild(child), options);
    }

    /// <summary>Opens a node by its own description.</summary>
    public static async ValueTask<BlockNode> OpenChildAsync(BlockOptions own, ImageOpenOptions options)
    {
        string? driver = own.Take("driver");
        BlockNode node = driver is null ? await OpenNamedAsync(own, options)
            : Names.Contains(driver) ? await OpenAsync(driver, own, options)
            : await OpenFormatAsync(driver, own, options);
        if (own.Names.FirstOrDefault() is not { } left) return node;
        node.Dispose();
        throw new BlockException(
            BlockError.InvalidArgument, $"Block protocol '{driver ?? "file"}' doesn't support the option '{left}'");
    }

    /// <summary>The file of the host at the bottom of a node; null when there is none, or more than one.</summary>
    public static FileNode? HostFileOf(BlockNode node)
    {
        while (node.Child is { } child) node = child;
        return node as FileNode;
    }

    /// <summary>The short name of a described node that is no plain file; null when there is none.</summary>
    public static string? NameOf(BlockOptions description)
    {
        string[] names = [.. description.Names];
        string prefix = names.Contains("file.driver") ? "file." : "";
        HashSet<string> known = [.. names.Where(each => each.StartsWith(prefix, StringComparison.Ordinal)).Select(each => each[prefix.Length..])];
        string? driver = Peek(description, prefix + "driver"), image = Peek(description, prefix + "image.filename") ?? Peek(description, prefix + "image");
        if (driver is "null-co" or "null-aio" && known.Count == 1) return driver + "://";
        bool isShort = known.All(each => each is "driver" or "config" or "image" or "image.filename" or "image.driver");
        if (driver != "blkdebug" || !isShort) return null;
        string? below = Peek(description, prefix + "image.driver") is "null-co" ? "null-co://" : image;
        return below is null ? null : $"blkdebug:{Peek(description, prefix + "config")}:{below}";
    }

    private static string? Peek(BlockOptions description, string name)
    {
        string? value = description.Take(name);
        if (value is not null) description.SetDefault(name, value);
        return value;
    }

    private static async ValueTask<BlockNode> OpenFormatAsync(string driver, BlockOptions own, ImageOpenOptions options)
    {
        BlockNode file = own.Has("file") ? await OpenChildAsync(own, "file", options) : await OpenNamedAsync(own, options);
        try
        {
            string path = HostFileOf(file)?.Path ?? "";
            BlockNode node = await ImageOpener.CreateFormatAsync(path, file, driver, own, options);
            file = node;
            await ImageOpener.OpenBelowAsync(node, path, own, options, []);
            return node;
        }
        catch (BlockException)
        {
            file.Dispose();
            throw;
        }
    }

    private static async ValueTask<BlockNode> OpenDebugAsync(BlockOptions description, ImageOpenOptions options)
    {
        List<FaultRule> rules = [];
        if (description.Take("config") is { Length: > 0 } config) rules.AddRange(FaultRule.ReadFile(config));
        foreach (BlockOptions each in description.TakeList("inject-error")) rules.Add(FaultRule.OfError(each));
        foreach (BlockOptions each in description.TakeList("set-state")) rules.Add(FaultRule.OfState(each));
        int alignment = (int)Math.Min(description.TakeNumber("align") ?? 1, int.MaxValue);
        foreach (string limit in (string[])["max-transfer", "opt-write-zero", "max-write-zero", "opt-discard", "max-discard"])
            _ = description.TakeNumber(limit);
        return new BlkdebugNode(await OpenChildAsync(description, "image", options), rules, alignment);
    }

    private static async ValueTask<BlockNode> OpenQuorumAsync(BlockOptions description, ImageOpenOptions options)
    {
        long threshold = description.TakeNumber("vote-threshold") ?? throw new BlockException(
            BlockError.InvalidArgument, "Parameter 'vote-threshold' is missing");
        string? pattern = description.Take("read-pattern");
        if (pattern is not (null or "quorum" or "fifo"))
            throw new BlockException(BlockError.InvalidArgument, "Please set read-pattern as fifo or quorum");
        bool rewrites = description.TakeSwitch("rewrite-corrupted") ?? false;
        if (description.TakeSwitch("blkverify") is true)
            throw new BlockException(BlockError.Unsupported, "blkverify=on is not supported; leave it out, and votes decide");
        List<BlockNode> children = [];
        try
        {
            foreach (BlockOptions each in description.TakeList("children")) children.Add(await OpenChildAsync(each, options));
            return new QuorumNode(children, threshold, pattern == "fifo", rewrites);
        }
        catch (BlockException)
        {
            foreach (BlockNode each in children) each.Dispose();
            throw;
        }
    }

    private static async ValueTask<BlockNode> OpenLogAsync(BlockOptions description, ImageOpenOptions options)
    {
        int sector = (int)(description.TakeNumber("log-sector-size") ?? 512);
        bool appends = description.TakeSwitch("log-append") ?? false;
        long interval = description.TakeNumber("log-super-update-interval") ?? 4096;
        BlockNode file = await OpenChildAsync(description, "file", options);
        try
        {
            BlockNode log = await OpenChildAsync(description, "log", options with { Writable = true });
            return await BlklogwritesNode.OpenAsync(file, log, sector, appends, interval);
        }
        catch (BlockException)
        {
            file.Dispose();
            throw;
        }
    }
}
