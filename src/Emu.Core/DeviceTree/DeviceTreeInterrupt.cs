namespace Emu.Core.DeviceTree;

/// <summary>One interrupt wire of a device, seen from the device tree: input <paramref name="Input"/> of a controller's
/// node.</summary>
public readonly record struct DeviceTreeInterrupt(DeviceTreeNode Controller, int Input)
{
    private readonly IReadOnlyList<uint>? specifier;

    /// <summary>The cells by which the tree names the input, as many as the controller's <c>#interrupt-cells</c> says: its number
    /// unless the machine's controller has another way.</summary>
    public IReadOnlyList<uint> Specifier
    {
        get => specifier ?? [(uint)Input];
        init => specifier = value;
    }
}
