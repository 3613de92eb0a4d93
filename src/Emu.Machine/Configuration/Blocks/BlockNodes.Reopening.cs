using Emu.Block;
using Emu.Block.Files;
using Emu.Block.Filters;
using Emu.Block.Qcow2;
using Emu.Block.Raw;
using Emu.Model.Descriptors;
using Emu.Model.Options;

namespace Emu.Machine.Configuration.Blocks;

/// <content>Options that change while a node is open: <c>blockdev-reopen</c>.</content>
internal sealed partial class BlockNodes
{
    /// <summary>Checks other options for nodes that are open, of which each is named by <c>node-name</c>.</summary>
    /// <exception cref="OptionException">There is no such node, or an option cannot change.</exception>
    public IReadOnlyList<PreparedReopening> PrepareReopening(IReadOnlyList<OptionTree> options)
    {
        List<PreparedReopening> prepared = [];
        for (int i = 0; i < options.Count; i++)
        {
            string name = options[i].Text("node-name") ?? throw new OptionException("node-name not specified");
            Entry entry = nodes.GetValueOrDefault(name) ?? throw new OptionException($"Failed to find node with node-name='{name}'");
            prepared.Add(PrepareReopening(entry, options[i], $"options[{i}]."));
        }

        return prepared;
    }

    private PreparedReopening PrepareReopening(Entry entry, OptionTree options, string prefix)
    {
        TypeDescriptor type = MachineTypes.Find(DescriptorKind.BlockDriver, DriverOf(entry)) ?? NullDriver.ModelMembers.Descriptor;
        if (options.Find("backing") is null && entry.Node is Qcow2Image over && (over.Backing is not null || over.BackingName is not null))
            throw new OptionException($"backing is missing for '{entry.Name}'");
        if (options.Text("driver") != DriverOf(entry)) throw Fixed("driver");
        foreach ((string name, _) in options.Members)
            if (!CommonOptions.Contains(name) && type.FindProperty(name) is null) throw new OptionException($"Parameter '{prefix}{name}' is unexpected");
        if (entry.Options.Find("file") is not null && options.Find("file") is null)
            throw new OptionException($"Parameter '{prefix}file' is missing");
        Entry? childBefore = ChildOf(entry), child = FindChild(entry, options, childBefore);
        bool isReadOnly = ReadOnlyIn(options);
        if (isReadOnly && entry.Disk is { IsReadOnly: false })
            throw new OptionException($"Read-only block node '{entry.Name}' cannot support read-write users");
        OptionTree before = entry.Options;
        Entry? backingBefore = entry.Uses.Find(each => each.Node == entry.Node.Backing);
        Entry? backing = entry.Node is Qcow2Image image ? FindBacking(entry, image, options, backingBefore) : null;
        switch (entry.Node)
        {
            case FileNode:
                CheckFile(before, options);
                if (isReadOnly && Users(entry).Any(user => user.Node is Qcow2Image { IsWritable: true } || user.Disk is { IsReadOnly: false }))
                    throw new OptionException($"Read-only block node '{entry.Name}' cannot support read-write users");
                break;
            case RawNode or Qcow2Image or ThrottleNode:
                break;
            default:
                foreach (PropertyDescriptor property in type.Properties())
                    if (Show(before, property.Name) != Show(options, property.Name)) throw Fixed(property.Name);
                break;
        }

        _ = DetectZeroesOf(options);
        return new PreparedReopening(
            entry.Node, () => ReopenAsync(entry, options, child, backing), () => ReopenAsync(entry, before, childBefore, backingBefore));
    }

    private static string DriverOf(Entry entry) => entry.Options.Text("driver") ?? entry.Node.Driver;

    private IEnumerable<Entry> Users(Entry entry) => nodes.Values.Where(each => each.Uses.Contains(entry));

    private static string? Show(OptionTree options, string name) => options.Find(name) is { } value ? value.Tree?.ToString() ?? value.Text : null;

    private static OptionException Fixed(string option) => new($"Cannot change the option '{option}'");

    private static Entry? ChildOf(Entry entry) => entry.Uses.Find(each => each.Node == entry.Node.Child);

    /// <summary>The node with a name of its own that is to be below; null when that has none, and stays. A description of it may be
    /// given again as it was. Nodes that only pass requests on may be put over another one; an image is what its file has.</summary>
    private Entry? FindChild(Entry entry, OptionTree options, Entry? before)
    {
        if (options.Find("file") is not { } file) return before;
        if (file.Tree is null && !nodes.ContainsKey(file.Text)) throw new OptionException($"Cannot find device='' nor node-name='{file.Text}'");
        bool isSame = file.Tree is null && file.Text == entry.Node.Child?.NodeName;
        if (isSame || Show(options, "file") == Show(entry.Options, "file")) return before;
        if (file.Tree is not null || before is null || entry.Node is not (RawNode or ThrottleNode)) throw Fixed("file");
        Entry wanted = nodes[file.Text];
        List<BlockNode> below = [];
        Collect(wanted.Node, below);
        if (below.Contains(entry.Node)) throw new OptionException($"Making '{wanted.Name}' a file child of '{entry.Name}' would create a cycle");
        if (wanted.IsUsed) throw new OptionException($"node '{wanted.Name}' is in use by another node or device");
        return wanted;
    }

    private static void CheckFile(OptionTree before, OptionTree options)
    {
        FileDriver old = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, before), wanted = Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, options);
        if (old.FileName != wanted.FileName) throw Fixed("filename");
        if (old.Aio != wanted.Aio) throw Fixed("aio");
        if (old.Locking != wanted.Locking) throw Fixed("locking");
        AccessOf(options, wanted, ReadOnlyIn(options));
    }

    /// <summary>The node that an image is to be over; null for none.</summary>
    private Entry? FindBacking(Entry entry, Qcow2Image image, OptionTree options, Entry? before)
    {
        if (options.Find("backing") is not { } value) return null;
        if (value.Kind == OptionKind.Null || (value.IsText && value.Text.Length == 0)) return null;
        if (value.Tree is not null) throw Fixed("backing.driver");
        Entry backing = nodes.GetValueOrDefault(value.Text) ?? throw new OptionException($"Cannot find device='' nor node-name='{value.Text}'");
        List<BlockNode> below = [];
        Collect(backing.Node, below);
        if (below.Contains(image)) throw new OptionException($"Making '{backing.Name}' a backing child of '{entry.Name}' would create a cycle");
        if (backing != before && backing.IsUsed) throw new OptionException($"node '{backing.Name}' is in use by another node or device");
        return backing;
    }

    private async ValueTask ReopenAsync(Entry entry, OptionTree options, Entry? child, Entry? backing)
    {
        SetChild(entry, child, isWritten: !ReadOnlyIn(options) && !AutoReadOnlyIn(options));
        bool isReadOnly = ReadOnlyIn(options);
        entry.Options = options;
        if (entry.Disk is { } disk) (disk.Discards, disk.DetectZeroes) = (Discards(options), DetectZeroesOf(options));
        switch (entry.Node)
        {
            case FileNode file:
                FileAccessOptions access = AccessOf(options, Bind<FileDriver>(FileDriver.ModelMembers.Descriptor, options), isReadOnly);
                bool writes = !isReadOnly && (!AutoReadOnlyIn(options) || entry.Disk is not null || Users(entry).Any(user => user.Node.IsWritable));
                file.Reopen(writes, access.Direct, access.NoFlush);
                break;
            case RawNode raw:
                RawDriver part = Bind<RawDriver>(RawDriver.ModelMembers.Descriptor, options);
                if (!isReadOnly) OpenBelowForWriting(entry);
                raw.Move(part.Offset, part.Size);
                break;
            case Qcow2Image image:
                if (!isReadOnly) OpenBelowForWriting(entry);
                await image.ReopenAsync(!isReadOnly, Discards(options));
                if (isReadOnly) ReleaseBelow(entry);
                SetBacking(entry, image, backing);
                break;
            case ThrottleNode filter:
                string name = Bind<ThrottleDriver>(ThrottleDriver.ModelMembers.Descriptor, options).GroupName;
                filter.Group = throttles.Find(name) ?? throw new OptionException($"Throttle group '{name}' does not exist");
                break;
        }
    }

    /// <summary>Puts a node over another one, which it has together with the table of names.</summary>
    private static void SetChild(Entry entry, Entry? wanted, bool isWritten)
    {
        Entry? before = ChildOf(entry);
        if (before is null || wanted is null || before == wanted) return;
        if (isWritten)
        {
            OpenForWriting(wanted.Node);
            if (!wanted.Node.IsWritable) throw new OptionException("Block node is read-only");
        }

        if (entry.Node is RawNode raw) raw.ReplaceChild(wanted.Node.Share());
        else ((FilterNode)entry.Node).ReplaceChild(wanted.Node.Share());
        before.Node.Dispose();
        entry.Uses.Remove(before);
        Release(before);
        entry.Uses.Add(wanted);
        wanted.IsUsed = true;
    }

    private static void OpenBelowForWriting(Entry entry)
    {
        foreach (Entry below in entry.Uses)
            if (below.Node == entry.Node.Child) OpenForWriting(below.Node);
    }

    /// <summary>What lies below is not written any more.</summary>
    private static void ReleaseBelow(Entry entry)
    {
        foreach (Entry below in entry.Uses)
        {
            if (below.Node != entry.Node.Child) continue;
            Release(below);
            below.IsUsed = true;
        }
    }

    private static void SetBacking(Entry entry, Qcow2Image image, Entry? wanted)
    {
        Entry? before = entry.Uses.Find(each => each.Node == image.Backing);
        if (before == wanted && (wanted is not null || image.Backing is null)) return;
        BlockNode? old = image.Backing;
        image.SetBacking(wanted?.Node.Share());
        old?.Dispose();
        if (before is not null)
        {
            entry.Uses.Remove(before);
            Release(before);
        }

        if (wanted is null) return;
        entry.Uses.Add(wanted);
        wanted.IsUsed = true;
    }
}
