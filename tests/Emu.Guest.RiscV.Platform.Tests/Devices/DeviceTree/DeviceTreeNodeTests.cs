using Emu.Core.DeviceTree;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class DeviceTreeNodeTests
{
    /// <summary>The file lists what QEMU 7.2 dumps for <c>-M virt -smp 2</c>, with phandles written as paths.</summary>
    [Fact]
    public void The_devices_describe_themselves_as_the_virt_boards_do()
    {
        using DeviceBoard board = new();
        DeviceTreeDocument tree = board.Describe();
        Dictionary<uint, string> paths = [];
        foreach (DeviceTreeNode node in All(tree.Root))
            if (node.FindProperty("phandle")?.Cell is { } phandle) paths[phandle] = node.Path;

        IEnumerable<string> actual =
            from node in All(tree.Root)
            where !node.Path.StartsWith("/cpus", StringComparison.Ordinal)
            from property in node.Properties
            where property.Name != "phandle"
            select $"{node.Path} {property.Name} {Format(property, paths)}".TrimEnd();
        string golden = Path.Combine(AppContext.BaseDirectory, "Devices", "DeviceTree", "virt-two-harts.txt");
        Assert.Equal(File.ReadAllLines(golden), actual.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<DeviceTreeNode> All(DeviceTreeNode node) => node.Children.SelectMany(All).Prepend(node);

    private static string Format(DeviceTreeProperty property, Dictionary<uint, string> paths) => property.Name switch
    {
        "compatible" => string.Join(' ', property.Strings),
        "interrupt-parent" or "regmap" => $"&{paths[property.Cell!.Value]}",
        "interrupts-extended" =>
            string.Join(' ', property.Cells.Select((cell, i) => i % 2 == 0 ? $"&{paths[cell]}" : $"{cell}")),
        "interrupt-map" =>
            string.Join(' ', property.Cells.Select((cell, i) => i % 6 == 4 ? $"&{paths[cell]}" : $"{cell:x}")),
        _ => Convert.ToHexStringLower(property.Value.Span),
    };
}
