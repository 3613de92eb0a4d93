using Emu.Core.DeviceTree;
using Emu.Machine.Boards;

namespace Emu.Guest.Arm64.Boards;

/// <summary>The device-tree nodes of CPUs and of what belongs to them: timers and PSCI (Linux,
/// devicetree/bindings/arm/cpus.yaml, psci.yaml and timer/arm,arch_timer.yaml).</summary>
internal sealed class CpuTree : IBoardTree
{
    // Interrupts of the controller: its kinds of inputs, and how they are triggered.
    private const uint Shared = 0, Private = 1, Edge = 1, Level = 4;

    private const int LayoutSeedSize = 8;

    // The timers' private interrupts, less 16: secure, not secure, virtual, hypervisor's.
    private static readonly uint[] TimerInterrupts = [13, 14, 11, 10];

    /// <inheritdoc/>
    public IReadOnlyList<DeviceTreeNode> DescribeCpus(DeviceTreeNode root, BoardSettings settings)
    {
        DeviceTreeNode cpus = root.AddChild("cpus");
        cpus.SetCells("#address-cells", 1);
        cpus.SetCells("#size-cells", 0);
        List<DeviceTreeNode> nodes = [];
        for (int id = 0; id < settings.CpuCount; id++)
        {
            DeviceTreeNode cpu = cpus.AddChild($"cpu@{id:x}");
            cpu.SetStrings("device_type", "cpu");
            cpu.SetStrings("compatible", CompatibleOf((Arm64Model)settings.CpuModel));
            if (settings.CpuCount > 1) cpu.SetStrings("enable-method", "psci");
            cpu.SetCells("reg", (uint)id);
            if (settings.HasNumaNode) cpu.SetCells(IBoardTree.NumaNode, 0);
            nodes.Add(cpu);
        }

        DeviceTreeNode cluster = cpus.AddChild("cpu-map").AddChild("socket0").AddChild("cluster0");
        for (int id = 0; id < nodes.Count; id++) cluster.AddChild($"core{id}").SetReference("cpu", nodes[id]);
        root.FindChild("chosen")?.SetBytes("kaslr-seed", settings.Random.Bytes(LayoutSeedSize));
        DescribeTimer(root, settings.CpuCount);
        DescribeFirmware(root);
        return [];
    }

    /// <inheritdoc/>
    public IReadOnlyList<uint> DescribeInterrupt(int input, bool isEdge) => [Shared, (uint)input, isEdge ? Edge : Level];

    // QEMU's machines call the model that has everything by the name of the one that it began as.
    private static string CompatibleOf(Arm64Model model) => $"arm,{(model.Name == Arm64Model.Max.Name ? "cortex-a57" : model.Name)}";

    private static void DescribeTimer(DeviceTreeNode root, int cpuCount)
    {
        uint flags = Level | ((1u << cpuCount) - 1) << 8;
        DeviceTreeNode timer = root.AddChild("timer");
        timer.SetStrings("compatible", "arm,armv8-timer", "arm,armv7-timer");
        timer.SetFlag("always-on");
        timer.SetCells("interrupts", [.. TimerInterrupts.SelectMany(each => (uint[])[Private, each, flags])]);
    }

    private static void DescribeFirmware(DeviceTreeNode root)
    {
        DeviceTreeNode psci = root.AddChild("psci");
        psci.SetStrings("compatible", "arm,psci-1.0", "arm,psci-0.2", "arm,psci");
        psci.SetStrings("method", "hvc");
        psci.SetCells("cpu_suspend", 0xc400_0001);
        psci.SetCells("cpu_off", 0x8400_0002);
        psci.SetCells("cpu_on", 0xc400_0003);
        psci.SetCells("migrate", 0xc400_0005);
    }
}
