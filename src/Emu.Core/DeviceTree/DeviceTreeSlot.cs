using Emu.Core.Memory;

namespace Emu.Core.DeviceTree;

/// <summary>The place in which a board puts a device: all of its device-tree node that the device does not know
/// itself.</summary>
public sealed class DeviceTreeSlot
{
    private const string InterruptParent = "interrupt-parent";

    /// <summary>The tree, for the rare device that needs a node outside of the bus.</summary>
    public required DeviceTreeDocument Document { get; init; }

    /// <summary>The node that the device's node goes into; it has two address cells and two size cells.</summary>
    public required DeviceTreeNode Bus { get; init; }

    /// <summary>Where the device's registers begin.</summary>
    public required PhysicalAddress Address { get; init; }

    /// <summary>
    /// The device's interrupt wires in its own order: none, its line at the machine's interrupt controller, or for a
    /// device that drives CPUs (CLINT, PLIC) an input of each.
    /// </summary>
    public IReadOnlyList<DeviceTreeInterrupt> Interrupts { get; init; } = [];

    /// <summary>The node of the controller that takes messages of PCI functions; null when there is none.</summary>
    public DeviceTreeNode? MessageController { get; init; }

    /// <summary>Adds the node <c>name@address</c> with <c>reg</c> and, when there are wires, <c>interrupts</c> and
    /// <c>interrupt-parent</c>, which is left out where the root has the same.</summary>
    /// <param name="name">Generic name (devicetree specification 0.4, 2.2.2): <c>serial</c>, <c>rtc</c>.</param>
    /// <param name="size">Bytes of registers, for <c>reg</c>.</param>
    public DeviceTreeNode AddNode(string name, ulong size)
    {
        DeviceTreeNode node = AddRegisters(name, size);
        if (Interrupts.Count == 0) return node;
        if (Interrupts.Any(wire => wire.Controller != Interrupts[0].Controller))
            throw new InvalidOperationException(
                $"{node.Path} has wires to more than one controller: use {nameof(AddNodeToControllers)}");
        uint controller = Interrupts[0].Controller.Phandle;
        if (Document.Root.FindProperty(InterruptParent)?.Cell != controller) node.SetCells(InterruptParent, controller);
        node.SetCells("interrupts", [.. Interrupts.SelectMany(wire => wire.Specifier)]);
        return node;
    }

    /// <summary>As <see cref="AddNode"/>, but with <c>interrupts-extended</c>, as firmware expects it of CLINT and PLIC
    /// whatever the number of CPUs.</summary>
    public DeviceTreeNode AddNodeToControllers(string name, ulong size)
    {
        DeviceTreeNode node = AddRegisters(name, size);
        node.SetCells(
            "interrupts-extended",
            [.. Interrupts.SelectMany(wire => (uint[])[wire.Controller.Phandle, .. wire.Specifier])]);
        return node;
    }

    private DeviceTreeNode AddRegisters(string name, ulong size)
    {
        DeviceTreeNode node = Bus.AddChild(name, Address);
        node.SetWideCells("reg", Address.Value, size);
        return node;
    }
}
