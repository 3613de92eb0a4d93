namespace Emu.Devices.Pci;

/// <summary>A function cannot be plugged in where the user wants it; the message is for the user.</summary>
public sealed class PciPlugException(string message) : DeviceException(message);
