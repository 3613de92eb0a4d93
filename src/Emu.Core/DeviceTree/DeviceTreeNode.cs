using System.Buffers.Binary;
using System.Text;
using Emu.Core.Memory;

namespace Emu.Core.DeviceTree;

/// <summary>A node of a <see cref="DeviceTreeDocument"/>: properties and child nodes, in the order they were
/// added.</summary>
public sealed class DeviceTreeNode
{
    private readonly DeviceTreeDocument document;
    private readonly List<DeviceTreeProperty> properties = [];
    private readonly List<DeviceTreeNode> children = [];

    internal DeviceTreeNode(DeviceTreeDocument document, DeviceTreeNode? parent, string name)
    {
        this.document = document;
        Parent = parent;
        Name = name;
    }

    /// <summary>Node name and unit address, <c>serial@10000000</c>; empty for the root.</summary>
    public string Name { get; }

    /// <summary>The node that this one is in; null for the root.</summary>
    public DeviceTreeNode? Parent { get; }

    public IReadOnlyList<DeviceTreeProperty> Properties => properties;

    public IReadOnlyList<DeviceTreeNode> Children => children;

    /// <summary>Full path, <c>/soc/serial@10000000</c>.</summary>
    public string Path => Parent is null ? "/" : Parent.Parent is null ? $"/{Name}" : $"{Parent.Path}/{Name}";

    /// <summary>The number by which other nodes refer to this one; asking for it gives the node one.</summary>
    public uint Phandle
    {
        get
        {
            if (FindProperty("phandle")?.Cell is { } present) return present;
            uint phandle = document.NextPhandle();
            SetCells("phandle", phandle);
            return phandle;
        }
    }

    /// <summary>Adds a node. Siblings have different names.</summary>
    public DeviceTreeNode AddChild(string name)
    {
        DeviceTreeNode child = new(document, this, name);
        children.Add(child);
        return child;
    }

    /// <summary>Adds a node whose unit address is <paramref name="address"/>.</summary>
    public DeviceTreeNode AddChild(string name, PhysicalAddress address) => AddChild($"{name}@{address.Value:x}");

    /// <summary>The child of that name, with its unit address, or null.</summary>
    public DeviceTreeNode? FindChild(string name) => children.Find(child => child.Name == name);

    /// <summary>The property of that name, or null.</summary>
    public DeviceTreeProperty? FindProperty(string name) => properties.Find(property => property.Name == name);

    /// <summary>Sets a property that says all by being there (<c>interrupt-controller</c>).</summary>
    public void SetFlag(string name) => SetBytes(name, []);

    /// <summary>Sets cells of 32 bits.</summary>
    public void SetCells(string name, params ReadOnlySpan<uint> cells)
    {
        byte[] value = new byte[cells.Length * 4];
        for (int i = 0; i < cells.Length; i++) BinaryPrimitives.WriteUInt32BigEndian(value.AsSpan(i * 4), cells[i]);
        Set(name, value);
    }

    /// <summary>Sets values of 64 bits, two cells each: <c>reg</c> and <c>ranges</c> below a node with two address and
    /// size cells.</summary>
    public void SetWideCells(string name, params ReadOnlySpan<ulong> values)
    {
        byte[] value = new byte[values.Length * 8];
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteUInt64BigEndian(value.AsSpan(i * 8), values[i]);
        Set(name, value);
    }

    /// <summary>Sets a reference to another node.</summary>
    public void SetReference(string name, DeviceTreeNode target)
    {
        ArgumentNullException.ThrowIfNull(target);
        SetCells(name, target.Phandle);
    }

    /// <summary>Sets one string or a list of them (<c>compatible</c>, the most specific first).</summary>
    public void SetStrings(string name, params ReadOnlySpan<string> values)
    {
        StringBuilder text = new();
        foreach (string value in values) text.Append(value).Append('\0');
        Set(name, Encoding.UTF8.GetBytes(text.ToString()));
    }

    /// <summary>Sets a value of any bytes.</summary>
    public void SetBytes(string name, ReadOnlySpan<byte> value) => Set(name, value.ToArray());

    /// <summary>Takes a property away; does nothing when it is not there.</summary>
    public void Remove(string name) => properties.RemoveAll(property => property.Name == name);

    /// <summary>Adds a property without a search for one of that name, so that a parsed node costs time in proportion
    /// to its size.</summary>
    internal void Append(string name, byte[] value)
    {
        DeviceTreeProperty property = new(name, value);
        properties.Add(property);
        if (name == "phandle" && property.Cell is { } phandle) document.NotePhandle(phandle);
    }

    private void Set(string name, byte[] value)
    {
        int present = properties.FindIndex(other => other.Name == name);
        if (present >= 0) properties[present] = new DeviceTreeProperty(name, value);
        else Append(name, value);
    }
}
