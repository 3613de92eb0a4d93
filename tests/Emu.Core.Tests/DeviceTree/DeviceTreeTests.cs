using CsCheck;
using Emu.Core.DeviceTree;
using Emu.Core.Memory;

namespace Emu.Core.Tests.DeviceTree;

/// <summary>Writing and reading flattened device trees.</summary>
public sealed class DeviceTreeTests
{
    private static readonly Gen<string> Names =
        Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789,-@#"].Array[1, 31].Select(chars => new string(chars));

    private static readonly Gen<Action<DeviceTreeNode>> Changes = Gen.OneOf<Action<DeviceTreeNode>>(
        Gen.Select(Names, Gen.Byte.Array[0, 40], (name, bytes) => Change(node => node.SetBytes(name, bytes))),
        Gen.Select(Names, Gen.UInt.Array[0, 5], (name, cells) => Change(node => node.SetCells(name, cells))),
        Gen.Select(Names, Names, (name, text) => Change(node => node.SetStrings(name, text, "second"))),
        Names.Select(name => Change(node => Grow(node, name))));

    /// <summary>A tree with any properties, nested a few nodes deep.</summary>
    private static readonly Gen<DeviceTreeDocument> Trees = Changes.Array[0, 60].Select(changes =>
    {
        DeviceTreeDocument tree = new() { BootCpu = (uint)changes.Length };
        if (changes.Length % 2 == 1)
            tree.Reservations.Add(new DeviceTreeReservation(new PhysicalAddress(0x8000_0000), 4096));
        DeviceTreeNode at = tree.Root;
        foreach (Action<DeviceTreeNode> change in changes)
        {
            change(at);
            if (at.Children.Count != 0) at = at.Children[^1];
            else if (at.Properties.Count > 4) at = at.Parent ?? at;
        }

        return tree;
    });

    [Fact]
    public void What_is_written_reads_back_the_same() => Trees.Sample(tree =>
    {
        DeviceTreeDocument read = DeviceTreeReader.Parse(DeviceTreeWriter.Write(tree));
        Assert.Equal(tree.BootCpu, read.BootCpu);
        Assert.Equal(tree.Reservations, read.Reservations);
        Assert.Equal(Text(tree.Root), Text(read.Root));
    });

    [Fact]
    public void A_damaged_tree_is_refused_or_read_but_nothing_else() =>
        Gen.Select(Trees, Gen.Select(Gen.Int, Gen.Byte).Array[1, 8]).Sample((tree, damages) =>
        {
            byte[] blob = DeviceTreeWriter.Write(tree);
            foreach ((int where, byte value) in damages) blob[(int)((uint)where % (uint)blob.Length)] = value;
            ParseOrRefuse(blob);
        });

    [Fact]
    public void A_truncated_tree_is_refused() => Gen.Select(Trees, Gen.Int[0, int.MaxValue]).Sample((tree, cut) =>
    {
        byte[] blob = DeviceTreeWriter.Write(tree);
        Assert.Throws<DeviceTreeFormatException>(() => DeviceTreeReader.Parse(blob.AsSpan(0, cut % blob.Length)));
    });

    [Fact]
    public void Any_bytes_behind_a_right_header_are_refused_or_read() =>
        Gen.Byte.Array[0, 300].Sample(noise =>
        {
            byte[] blob = DeviceTreeWriter.Write(new DeviceTreeDocument());
            ParseOrRefuse([.. blob[..56], .. noise]);
        });

    [Fact]
    public void Nodes_that_nest_too_deep_are_refused()
    {
        DeviceTreeDocument tree = new();
        DeviceTreeNode node = tree.Root;
        for (int depth = 1; depth < DeviceTreeReader.MaximumDepth; depth++) node = node.AddChild("n");
        Assert.Equal(Text(tree.Root), Text(DeviceTreeReader.Parse(DeviceTreeWriter.Write(tree)).Root));
        node.AddChild("n");
        Assert.Throws<DeviceTreeFormatException>(() => DeviceTreeReader.Parse(DeviceTreeWriter.Write(tree)));
    }

    [Fact]
    public void References_get_phandles_that_no_parsed_node_has()
    {
        DeviceTreeDocument first = new();
        first.Root.AddChild("a").SetCells("phandle", 7);
        DeviceTreeDocument tree = DeviceTreeReader.Parse(DeviceTreeWriter.Write(first));
        DeviceTreeNode added = tree.Root.AddChild("b");
        Assert.Equal(8u, added.Phandle);
        Assert.Equal(8u, added.Phandle);
        Assert.Equal(7u, tree.Find("/a")!.Phandle);
    }

    [Fact]
    public void Strings_cells_and_flags_read_back_as_what_they_are()
    {
        DeviceTreeDocument tree = new();
        DeviceTreeNode node = tree.FindOrAdd("/soc/serial@10000000");
        node.SetStrings("compatible", "ns16550a", "ns16550");
        node.SetCells("reg", 1, 0xffff_ffff);
        node.SetWideCells("size", 0x1_0000_0002);
        node.SetFlag("dma-coherent");
        DeviceTreeNode read = DeviceTreeReader.Parse(DeviceTreeWriter.Write(tree)).Find("/soc/serial@10000000")!;
        Assert.Equal(["ns16550a", "ns16550"], read.FindProperty("compatible")!.Strings);
        Assert.Equal([1u, 0xffff_ffffu], read.FindProperty("reg")!.Cells);
        Assert.Equal([1u, 2u], read.FindProperty("size")!.Cells);
        Assert.True(read.FindProperty("dma-coherent")!.Value.IsEmpty);
        Assert.Equal("/soc/serial@10000000", read.Path);
    }

    private static void Grow(DeviceTreeNode node, string name)
    {
        int depth = 0;
        for (DeviceTreeNode? at = node; at is not null; at = at.Parent) depth++;
        if (depth < 10 && node.FindChild(name) is null) node.AddChild(name);
    }

    private static void ParseOrRefuse(byte[] blob)
    {
        try
        {
            Text(DeviceTreeReader.Parse(blob).Root);
        }
        catch (DeviceTreeFormatException e)
        {
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    private static string Text(DeviceTreeNode node) =>
        $"{node.Name}{{{string.Join(' ', node.Properties.Select(Text))}{string.Concat(node.Children.Select(Text))}}}";

    private static string Text(DeviceTreeProperty property) =>
        $"{property.Name}={Convert.ToHexString(property.Value.Span)}";

    private static Action<DeviceTreeNode> Change(Action<DeviceTreeNode> change) => change;
}
