using Emu.Core.DeviceTree;
using Emu.Devices.Pci;
using Emu.Isa;

namespace Emu.Machine.Boards;

/// <summary>Writes a board's device tree: root, CPUs, memory, and a node from each device.</summary>
internal static class BoardTree
{
    private const int RandomSeedSize = 32;

    /// <summary>The tree of a machine.</summary>
    public static DeviceTreeDocument Describe(Board board, BoardSettings settings, IEnumerable<AssembledDevice> devices)
    {
        DeviceTreeDocument tree = new();
        DeviceTreeNode root = tree.Root;
        root.SetCells("#address-cells", 2);
        root.SetCells("#size-cells", 2);
        root.SetStrings("compatible", board.Compatible);
        root.SetStrings("model", board.Model);
        DeviceTreeNode chosen = root.AddChild("chosen");
        chosen.SetBytes("rng-seed", settings.Random.Bytes(RandomSeedSize));
        DeviceTreeNode memory = root.AddChild("memory", board.RamStart);
        memory.SetStrings("device_type", "memory");
        memory.SetWideCells("reg", board.RamStart.Value, settings.MemorySize);
        if (settings.HasNumaNode) memory.SetCells(IBoardTree.NumaNode, 0);
        IReadOnlyList<DeviceTreeNode> cpuInterrupts = board.Tree.DescribeCpus(root, settings);
        AddBus(tree, board.BusRoot);

        DeviceTreeNode? controller = null, messages = null;
        foreach (AssembledDevice each in devices)
        {
            if (each.Device is not IDeviceTreeSource source) continue;
            BoardDevice place = each.Place;
            DeviceTreeNode node = source.Describe(new DeviceTreeSlot()
            {
                Document = tree,
                Bus = tree.Find(place.Bus ?? board.BusRoot)!,
                Address = new(place.Address),
                Interrupts = [.. Wires(board, place, controller, cpuInterrupts, settings.CpuModel)],
                MessageController = messages,
            });
            if (each.Device is IMsiController) messages = node;
            if (place.IsInterruptController) controller = node;
            if (place.IsConsole) chosen.SetStrings("stdout-path", node.Path);
        }

        return tree;
    }

    private static void AddBus(DeviceTreeDocument tree, string path)
    {
        if (tree.Find(path) is not null) return;
        DeviceTreeNode bus = tree.FindOrAdd(path);
        bus.SetCells("#address-cells", 2);
        bus.SetCells("#size-cells", 2);
        bus.SetStrings("compatible", "simple-bus");
        bus.SetFlag("ranges");
    }

    private static IEnumerable<DeviceTreeInterrupt> Wires(
        Board board, BoardDevice place, DeviceTreeNode? controller, IReadOnlyList<DeviceTreeNode> cpus, CpuModel model) =>
        place.Interrupts
            .Select(input => new DeviceTreeInterrupt(controller!, input)
            {
                Specifier = board.Tree.DescribeInterrupt(input, place.IsEdgeTriggered),
            })
            .Concat(
                from cpu in cpus
                from input in BoardAssembly.CpuInputs(board, place, model)
                select new DeviceTreeInterrupt(cpu, input));
}
