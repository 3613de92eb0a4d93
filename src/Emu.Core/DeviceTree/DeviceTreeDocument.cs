namespace Emu.Core.DeviceTree;

/// <summary>
/// A device tree: what a machine consists of, as its guest reads it. Built by the board or parsed from a file, changed
/// by the boot protocol (<c>/chosen</c>), and written for the guest by <see cref="DeviceTreeWriter"/>. One thread at a
/// time.
/// </summary>
public sealed class DeviceTreeDocument
{
    private uint lastPhandle;

    /// <summary>An empty tree.</summary>
    public DeviceTreeDocument() => Root = new DeviceTreeNode(this, null, "");

    /// <summary>The node <c>/</c>.</summary>
    public DeviceTreeNode Root { get; }

    /// <summary>Memory that the guest must leave alone (devicetree specification 0.4, 5.3).</summary>
    public IList<DeviceTreeReservation> Reservations { get; } = [];

    /// <summary>Id of the CPU that boots (<c>boot_cpuid_phys</c>).</summary>
    public uint BootCpu { get; set; }

    /// <summary>The node at a path like <c>/cpus/cpu@0</c>, or null.</summary>
    public DeviceTreeNode? Find(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        DeviceTreeNode? node = Root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) node = node?.FindChild(name);
        return node;
    }

    /// <summary>The node at a path; nodes that are not there are added.</summary>
    public DeviceTreeNode FindOrAdd(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        DeviceTreeNode node = Root;
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
            node = node.FindChild(name) ?? node.AddChild(name);
        return node;
    }

    /// <summary>A phandle that no node of this tree has.</summary>
    internal uint NextPhandle() => ++lastPhandle;

    /// <summary>Keeps <see cref="NextPhandle"/> from giving out one that a parsed node has.</summary>
    internal void NotePhandle(uint used) => lastPhandle = Math.Max(lastPhandle, used);
}
