using Emu.Core.DeviceTree;

namespace Emu.Devices;

/// <summary>The clock of Arm's peripherals in device trees: 24 MHz, one node for all of them.</summary>
internal static class PeripheralClock
{
    private const uint Frequency = 24_000_000;

    /// <summary>The clock's node, which the first device adds.</summary>
    public static DeviceTreeNode Of(DeviceTreeDocument tree)
    {
        const string path = "/apb-pclk";
        if (tree.Find(path) is { } there) return there;
        DeviceTreeNode node = tree.FindOrAdd(path);
        node.SetStrings("compatible", "fixed-clock");
        node.SetCells("#clock-cells", 0);
        node.SetCells("clock-frequency", Frequency);
        node.SetStrings("clock-output-names", "clk24mhz");
        return node;
    }
}
