namespace Emu.Core.DeviceTree;

/// <summary>One interrupt wire of a device, seen from the device tree: input <paramref name="Input"/> of a controller's
/// node.</summary>
public readonly record struct DeviceTreeInterrupt(DeviceTreeNode Controller, int Input);
