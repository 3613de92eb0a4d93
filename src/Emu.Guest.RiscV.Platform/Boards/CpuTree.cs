using Emu.Core.DeviceTree;
using Emu.Core.Time;
using Emu.Machine.Boards;

namespace Emu.Guest.RiscV.Boards;

/// <summary>The device-tree nodes of harts (Linux, devicetree/bindings/riscv/cpus.yaml).</summary>
internal sealed class CpuTree : IBoardTree
{
    private const uint ZeroBlockSize = 64;

    /// <inheritdoc/>
    public IReadOnlyList<DeviceTreeNode> DescribeCpus(DeviceTreeNode root, BoardSettings settings)
    {
        List<DeviceTreeNode> controllers = [];
        DeviceTreeNode cpus = root.AddChild("cpus");
        cpus.SetCells("#address-cells", 1);
        cpus.SetCells("#size-cells", 0);
        cpus.SetCells("timebase-frequency", (uint)MachineClock.TicksPerSecond);
        List<DeviceTreeNode> nodes = [];
        for (int id = 0; id < settings.CpuCount; id++)
        {
            DeviceTreeNode cpu = cpus.AddChild($"cpu@{id:x}");
            DescribeHart(cpu, id, (IsaOptions)settings.CpuModel);
            if (settings.HasNumaNode) cpu.SetCells(IBoardTree.NumaNode, 0);
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

    private static void DescribeHart(DeviceTreeNode cpu, int id, IsaOptions isa)
    {
        cpu.SetStrings("device_type", "cpu");
        cpu.SetCells("reg", (uint)id);
        cpu.SetStrings("status", "okay");
        cpu.SetStrings("compatible", "riscv");
        cpu.SetStrings("riscv,isa", isa.IsaString);
        cpu.SetStrings("riscv,isa-base", "rv64i");
        cpu.SetStrings("riscv,isa-extensions", [.. isa.ExtensionNames]);
        cpu.SetStrings("mmu-type", TranslationName(isa.HighestPagingMode));
        if (isa.Has(Extensions.Zicboz)) cpu.SetCells("riscv,cboz-block-size", ZeroBlockSize);
    }

    private static string TranslationName(PagingMode mode) => mode switch
    {
        PagingMode.Sv57 => "riscv,sv57",
        PagingMode.Sv48 => "riscv,sv48",
        PagingMode.Sv39 => "riscv,sv39",
        _ => "riscv,none",
    };
}
