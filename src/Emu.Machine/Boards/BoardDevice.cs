using Emu.Core.Memory;

namespace Emu.Machine.Boards;

/// <summary>One line of a board's list: what device, where, on which wires. Address map, wiring and device tree all
/// come from it.</summary>
/// <param name="Address">Bus address of its registers.</param>
/// <param name="Create">Makes the device when a machine is built.</param>
public sealed record BoardDevice(ulong Address, Func<DeviceWiring, IMmioDevice> Create)
{
    /// <summary>Inputs of the machine's interrupt controller that the device drives.</summary>
    public IReadOnlyList<int> Interrupts { get; init; } = [];

    /// <summary>The device tree says that its interrupts are edges, not levels.</summary>
    public bool IsEdgeTriggered { get; init; }

    /// <summary>Inputs that the device drives of every CPU, as the guest's architecture numbers them. Those that the CPUs do
    /// not have are left out.</summary>
    public IReadOnlyList<int> CpuInputs { get; init; } = [];

    /// <summary>The controller that <see cref="Interrupts"/> of the devices behind it in the list lead to.</summary>
    public bool IsInterruptController { get; init; }

    /// <summary>The serial port that is the console: <c>stdout-path</c>, and that of the built-in firmware.</summary>
    public bool IsConsole { get; init; }

    /// <summary>The device's window is memory when it is read and executed from (flash).</summary>
    public bool IsReadAsMemory { get; init; }

    /// <summary>Path of the device-tree node that its node goes into; null for <see cref="Board.BusRoot"/>.</summary>
    public string? Bus { get; init; }
}
