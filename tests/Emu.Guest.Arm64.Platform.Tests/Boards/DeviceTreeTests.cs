using Emu.Core.DeviceTree;
using Emu.Guest.Arm64.Boards;
using Emu.Machine;

namespace Emu.Guest.Arm64.Platform.Tests.Boards;

public sealed class DeviceTreeTests
{
    // What QEMU's machine has besides: performance monitors, and a bus for devices of the user's that are on no other bus.
    private static readonly string[] Absent = ["/pmu", "/platform-bus@c000000"];

    private static readonly string[] Random = ["kaslr-seed", "rng-seed"];

    /// <summary>The file lists what QEMU 7.2 dumps for <c>-M virt -cpu cortex-a57 -smp 2</c>, with phandles written as
    /// paths.</summary>
    [Fact]
    public void The_tree_is_that_of_qemus_machine()
    {
        Assert.True(Arm64Model.TryParse("cortex-a57", out Arm64Model model, out _));
        DeviceTreeDocument tree = Emu.Machine.Machine.DescribeOnly(VirtBoard.Board, new MachineOptions { CpuModel = model, CpuCount = 2 });
        string golden = Path.Combine(AppContext.BaseDirectory, "Boards", "virt-two-cpus.txt");
        Assert.Equal(
            File.ReadAllLines(golden).Where(line => !Absent.Any(path => line.StartsWith(path, StringComparison.Ordinal))),
            Lines(tree).Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Lines(DeviceTreeDocument tree)
    {
        Dictionary<uint, string> paths = [];
        foreach (DeviceTreeNode node in All(tree.Root))
            if (node.FindProperty("phandle")?.Cell is { } phandle) paths[phandle] = node.Path;
        return
            from node in All(tree.Root)
            from property in node.Properties
            where property.Name != "phandle" && !Random.Contains(property.Name)
            select $"{node.Path} {property.Name} {Format(property, paths)}".TrimEnd();
    }

    private static IEnumerable<DeviceTreeNode> All(DeviceTreeNode node) => node.Children.SelectMany(All).Prepend(node);

    private static string Format(DeviceTreeProperty property, Dictionary<uint, string> paths)
    {
        Func<int, bool>? isReference = property.Name switch
        {
            "interrupt-parent" or "cpu" or "clocks" => _ => true,
            "gpios" => index => index == 0,
            "msi-map" => index => index == 1,
            "interrupt-map" => index => index % 10 == 4,
            _ => null,
        };
        if (property.Name is "compatible") return string.Join(' ', property.Strings);
        return isReference is null
            ? Convert.ToHexStringLower(property.Value.Span)
            : string.Join(' ', property.Cells.Select((cell, index) => isReference(index) ? $"&{paths[cell]}" : $"{cell:x}"));
    }
}
