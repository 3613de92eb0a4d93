using Emu.Core.DeviceTree;
using Emu.Core.Time;
using Emu.Guest.RiscV;

namespace Emu.Machine.Boards;

/// <summary>Writes a board's device tree: root, CPUs, memory, and a node from each device.</summary>
internal static class BoardTree
{
    private const int RandomSeedSize = 32;
    private const uint ZeroBlockSize = 64;
    private const string NumaNode = "numa-node-id";

    /// <summary>The tree of a machine.</summary>
    public static DeviceTreeDocument Describe(Board board, MachineOptions options, IEnumerable<AssembledDevice> devices)
    {
        DeviceTreeDocument tree = new();
        DeviceTreeNode root = tree.Root;
        root.SetCells("#address-cells", 2);
        root.SetCells("#size-cells", 2);
        root.SetStrings("compatible", board.Compatible);
        root.SetStrings("model", board.Model);
        DeviceTreeNode chosen = root.AddChild("chosen");
        chosen.SetBytes("rng-seed", options.Random.Bytes(RandomSeedSize));
        DeviceTreeNode memory = root.AddChild("memory", board.RamStart);
        memory.SetStrings("device_type", "memory");
        memory.SetWideCells("reg", board.RamStart.Value, options.MemorySize);
        if (options.HasNumaNode) memory.SetCells(NumaNode, 0);
        IReadOnlyList<DeviceTreeNode> cpuInterrupts = DescribeCpus(root, options);
        DeviceTreeNode bus = root.AddChild("soc");
        bus.SetCells("#address-cells", 2);
        bus.SetCells("#size-cells", 2);
        bus.SetStrings("compatible", "simple-bus");
        bus.SetFlag("ranges");

        DeviceTreeNode? controller = null;
        foreach (AssembledDevice each in devices)
        {
            if (each.Device is not IDeviceTreeSource source) continue;
            BoardDevice place = each.Place;
            DeviceTreeNode node = source.Describe(new DeviceTreeSlot()
            {
                Document = tree,
                Bus = tree.Find(place.Bus)!,
                Address = new(place.Address),
                Interrupts = [.. Wires(place, controller, cpuInterrupts, options.Isa)],
            });
            if (place.IsInterruptController) controller = node;
            if (place.IsConsole) chosen.SetStrings("stdout-path", node.Path);
        }

        return tree;
    }

    private static IEnumerable<DeviceTreeInterrupt> Wires(
        BoardDevice place, DeviceTreeNode? controller, IReadOnlyList<DeviceTreeNode> cpus, IsaOptions isa) =>
        place.Interrupts.Select(input => new DeviceTreeInterrupt(controller!, input))
            .Concat(
                from cpu in cpus
                from input in BoardAssembly.CpuInputs(place, isa)
                select new DeviceTreeInterrupt(cpu, input));

    /// <summary>The nodes of the CPUs (Linux, devicetree/bindings/riscv/cpus.yaml); returns their interrupt
    /// controllers.</summary>
    private static List<DeviceTreeNode> DescribeCpus(DeviceTreeNode root, MachineOptions options)
    {
        List<DeviceTreeNode> controllers = [];
        DeviceTreeNode cpus = root.AddChild("cpus");
        cpus.SetCells("#address-cells", 1);
        cpus.SetCells("#size-cells", 0);
        cpus.SetCells("timebase-frequency", (uint)MachineClock.TicksPerSecond);
        List<DeviceTreeNode> nodes = [];
        for (int id = 0; id < options.CpuCount; id++)
        {
            DeviceTreeNode cpu = cpus.AddChild($"cpu@{id:x}");
            cpu.SetStrings("device_type", "cpu");
            cpu.SetCells("reg", (uint)id);
            cpu.SetStrings("status", "okay");
            cpu.SetStrings("compatible", "riscv");
            cpu.SetStrings("riscv,isa", options.Isa.IsaString);
            cpu.SetStrings("riscv,isa-base", "rv64i");
            cpu.SetStrings("riscv,isa-extensions", [.. options.Isa.ExtensionNames]);
            cpu.SetStrings("mmu-type", TranslationName(options.Isa.HighestPagingMode));
            if (options.Isa.Has(Extensions.Zicboz)) cpu.SetCells("riscv,cboz-block-size", ZeroBlockSize);
            if (options.HasNumaNode) cpu.SetCells(NumaNode, 0);
            DeviceTreeNode controller = cpu.AddChild("interrupt-controller");
            controller.SetCells("#interrupt-cells", 1);
            controller.SetFlag("interrupt-controller");
            controller.SetStrings("compatible", "riscv,cpu-intc");
            nodes.Add(cpu);
            controllers.Add(controller);
        }

        DeviceTreeNode cluster = cpus.AddChild("cpu-map").AddChild("cluster0");
        for (int id = 0; id < nodes.Count; id++) cluster.AddChild($"core{id}").SetReference("cpu", nodes[id]);
        return controllers;
    }

    private static string TranslationName(PagingMode mode) => mode switch
    {
        PagingMode.Sv57 => "riscv,sv57",
        PagingMode.Sv48 => "riscv,sv48",
        PagingMode.Sv39 => "riscv,sv39",
        _ => "riscv,none",
    };
}
