using Emu.Core.Interrupts;

namespace Emu.Devices.Pci;

/// <summary>
/// The four interrupt wires of a host bridge. A wire is high while any function drives it; each bridge on the way up
/// rotates the pins by the device number (PCI-to-PCI Bridge 1.2, table 9-1).
/// </summary>
internal sealed class PciInterrupts(IReadOnlyList<InterruptLine> lines)
{
    private const int Wires = 4;

    /// <summary>Guards <see cref="drivers"/> and the interrupt members of every function; taken after any device's lock
    /// and before the interrupt controller's.</summary>
    private readonly Lock gate = new();
    private readonly int[] drivers = new int[Wires];

    public void SetLevel(PciDevice device, bool asserted)
    {
        lock (gate)
        {
            if (device.InterruptLevel == asserted || device.Bus is null) return;
            device.InterruptLevel = asserted;
            Drive(device);
        }
    }

    /// <summary>Releases the wire that a function drives, and keeps it from driving one again: it is taken off its
    /// bus.</summary>
    public void Remove(PciDevice device)
    {
        lock (gate)
        {
            device.InterruptLevel = false;
            Drive(device);
            device.Detach();
        }
    }

    public bool LevelOf(PciDevice device)
    {
        lock (gate) return device.InterruptLevel;
    }

    /// <summary>Takes over the command register's disable bit. Under the host bridge's lock.</summary>
    public void Update(PciDevice device)
    {
        bool isDisabled = (device.Command & PciRegisters.CommandInterruptDisable) != 0;
        lock (gate)
        {
            device.IsInterruptDisabled = isDisabled;
            if (device.Bus is not null) Drive(device);
        }
    }

    /// <summary>The wire that a pin of a device ends at.</summary>
    public static int WireOf(PciDevice device)
    {
        int pin = 0;
        for (PciDevice? at = device; at is not null; at = at.Bus!.Bridge) pin += at.Slot >> 3;
        return pin % Wires;
    }

    /// <summary>Call with the gate held.</summary>
    private void Drive(PciDevice device)
    {
        bool drives = device.InterruptLevel && !device.IsInterruptDisabled;
        if (drives == device.DrivesWire) return;
        device.DrivesWire = drives;
        int wire = WireOf(device);
        drivers[wire] += drives ? 1 : -1;
        // The line is set under the gate, so that two devices' changes reach the controller in their order.
        lines[wire].Set(drivers[wire] > 0);
    }
}
