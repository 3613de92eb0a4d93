namespace Emu.Devices.Pci;

/// <summary>The read-only registers by which software recognises a function (PCI Local Bus 3.0, 6.2.1).</summary>
/// <param name="Vendor">The vendor's number.</param>
/// <param name="Device">The vendor's number for the device.</param>
/// <param name="ClassCode">Base class, subclass and programming interface, 8 bits each.</param>
/// <param name="Revision">The device's revision.</param>
/// <param name="SubsystemVendor">The vendor of the card; 0 for a bridge, which has a capability for it.</param>
/// <param name="Subsystem">The card vendor's number for it.</param>
public readonly record struct PciIdentity(
    ushort Vendor, ushort Device, uint ClassCode, byte Revision = 0, ushort SubsystemVendor = 0, ushort Subsystem = 0);
