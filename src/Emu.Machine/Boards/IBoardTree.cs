using Emu.Core.DeviceTree;

namespace Emu.Machine.Boards;

/// <summary>The part of a board's device tree that depends on the guest's architecture.</summary>
public interface IBoardTree
{
    /// <summary>The property that says which node a CPU or memory belongs to.</summary>
    const string NumaNode = "numa-node-id";

    /// <summary>Writes the nodes of the CPUs, and of what belongs to them alone. Called before the nodes of devices are
    /// written.</summary>
    /// <param name="root">The root, which has its memory already.</param>
    /// <param name="settings">What the user wants of the board.</param>
    /// <returns>For each CPU, the node that its interrupt inputs belong to.</returns>
    IReadOnlyList<DeviceTreeNode> DescribeCpus(DeviceTreeNode root, BoardSettings settings);

    /// <summary>The cells that name an input of the machine's interrupt controller: its number unless the controller has another
    /// way.</summary>
    /// <param name="input">The controller's number for it.</param>
    /// <param name="isEdge">The device's interrupts are edges, not levels.</param>
    IReadOnlyList<uint> DescribeInterrupt(int input, bool isEdge) => [(uint)input];
}
