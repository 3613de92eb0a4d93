using Emu.Model;

namespace Emu.Devices.Pci;

/// <summary>
/// A function with a bus behind it and the type 1 header: bus numbers, and windows that say which addresses go through
/// (PCI-to-PCI Bridge 1.2, 3.2).
/// </summary>
public abstract partial class PciBridge : PciDevice
{
    private const uint Window64 = 1;
    private const int WriteOnceStatus = 0xf900;

    /// <summary>Makes a bridge with an empty secondary bus.</summary>
    protected PciBridge(PciIdentity identity, bool isExpress)
        : base(identity, isExpress, usesInterruptPin: true)
    {
        Secondary = new PciBus("", host: null, this);
        Configuration.Define(PciRegisters.HeaderType, 1, PciRegisters.HeaderBridge);
        // The subsystem registers of a type 0 header are window registers here.
        Configuration.Define(PciRegisters.PrimaryBus, 4, 0, writable: uint.MaxValue);
        // The windows are closed after a reset: they begin behind their ends.
        Configuration.Define(PciRegisters.IoBase, 2, 0x00f0, writable: 0xf0f0);
        Configuration.Define(PciRegisters.SecondaryStatus, 2, 0, clearable: WriteOnceStatus);
        Configuration.Define(PciRegisters.MemoryBase, 4, 0x0000_fff0, writable: 0xfff0_fff0);
        Configuration.Define(PciRegisters.PrefetchBase, 4, 0xfff0 | Window64 | (Window64 << 16), writable: 0xfff0_fff0);
        Configuration.Define(PciRegisters.PrefetchBaseHigh, 4, 0, writable: uint.MaxValue);
        Configuration.Define(PciRegisters.PrefetchLimitHigh, 4, 0, writable: uint.MaxValue);
        Configuration.Define(PciRegisters.BridgeControl, 2, 0, writable: 0x0043);
    }

    /// <summary>The bus behind it.</summary>
    [Derived]
    public PciBus Secondary { get; protected set; }

    /// <summary>The number of the bus behind it, as software has set it.</summary>
    public int SecondaryNumber => (int)Configuration.Read(PciRegisters.SecondaryBus, 1);

    /// <summary>The largest number of a bus behind it.</summary>
    public int SubordinateNumber => (int)Configuration.Read(PciRegisters.SubordinateBus, 1);

    /// <summary>The I/O addresses that it forwards; empty when the first lies behind the last.</summary>
    public (ulong First, ulong Last) IoWindow =>
        ((Configuration.Read(PciRegisters.IoBase, 1) & 0xf0) << 8,
            ((Configuration.Read(PciRegisters.IoLimit, 1) & 0xf0) << 8) | 0xfff);

    /// <summary>The memory addresses that it forwards.</summary>
    public (ulong First, ulong Last) MemoryWindow =>
        (Megabytes(PciRegisters.MemoryBase), Megabytes(PciRegisters.MemoryLimit) | 0xf_ffff);

    /// <summary>The prefetchable memory addresses that it forwards.</summary>
    public (ulong First, ulong Last) PrefetchWindow =>
        (Megabytes(PciRegisters.PrefetchBase)
                | ((ulong)Configuration.Read(PciRegisters.PrefetchBaseHigh, 4) << 32),
            Megabytes(PciRegisters.PrefetchLimit) | 0xf_ffff
                | ((ulong)Configuration.Read(PciRegisters.PrefetchLimitHigh, 4) << 32));

    /// <summary>A rising edge of the secondary bus reset bit resets what lies behind the bridge.</summary>
    public override void WriteConfiguration(int offset, int size, uint value)
    {
        bool wasHeld = IsHoldingReset;
        base.WriteConfiguration(offset, size, value);
        if (IsHoldingReset && !wasHeld) ResetSecondary();
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        ResetSecondary();
    }

    private bool IsHoldingReset =>
        (Configuration.Read(PciRegisters.BridgeControl, 2) & PciRegisters.BridgeSecondaryReset) != 0;

    private void ResetSecondary()
    {
        foreach (PciDevice device in Secondary.Functions) device.Reset();
    }

    private ulong Megabytes(int register) => (ulong)(Configuration.Read(register, 2) & 0xfff0) << 16;
}
