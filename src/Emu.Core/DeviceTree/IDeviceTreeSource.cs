namespace Emu.Core.DeviceTree;

/// <summary>
/// A device that brings its own device-tree node. The device knows what it is (<c>compatible</c> and its properties),
/// the board knows where it is: address, interrupt controller and lines come in the slot.
/// </summary>
public interface IDeviceTreeSource
{
    /// <summary>
    /// Adds the node with <see cref="DeviceTreeSlot.AddNode"/>, adds its properties, and returns it. Called once when
    /// the machine's tree is made, before any CPU runs.
    /// </summary>
    DeviceTreeNode Describe(DeviceTreeSlot slot);
}
