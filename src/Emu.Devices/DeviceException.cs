namespace Emu.Devices;

/// <summary>A device cannot be had as the user wants it; the message is one line for the user.</summary>
public class DeviceException(string message) : Exception(message);
