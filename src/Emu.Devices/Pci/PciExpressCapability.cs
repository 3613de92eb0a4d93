namespace Emu.Devices.Pci;

/// <summary>Declares the PCI Express capability (PCI Express Base 5.0, 7.5.3) and the power management capability (PCI
/// Power Management 1.2, 3.2).</summary>
internal static class PciExpressCapability
{
    public const int Length = 0x3c;

    /// <summary>Offsets within the capability.</summary>
    public const int DeviceControl = 0x08, LinkStatus = 0x12, SlotStatus = 0x1a;

    public const ushort ControlReset = 1 << 15;
    public const ushort LinkActive = 1 << 13, SlotPresence = 1 << 6;

    public const int PowerLength = 8, PowerControl = 4;
    public const ushort PowerState = 3;

    private const uint DeviceRoleBasedErrors = 1 << 15, DeviceReset = 1 << 28, ErrorReporting = 0xf;
    private const uint ErrorStatus = 0xf;
    private const uint EndToEndPrefixes = 0x0030_0000, PrefixBlocking = 1 << 15;
    private const uint Version2 = 2;

    /// <summary>Declares it for a function below a root port. Returns the capability's offset.</summary>
    public static int AddEndpoint(PciConfigSpace space)
    {
        int at = space.AddCapability(PciRegisters.CapabilityExpress, Length, PciRegisters.HeaderEnd);
        space.Define(at + 2, 2, Version2);
        space.Define(at + 4, 4, DeviceRoleBasedErrors | DeviceReset);
        space.Define(at + DeviceControl, 4, 0, ErrorReporting, clearable: ErrorStatus << 16);
        // A link of one lane at 2.5 GT/s with L0s.
        space.Define(at + 0x0c, 4, 0x0000_0411);
        space.Define(at + 0x10, 4, 0x0011_0000, writable: 0x00c0);
        space.Define(at + 0x24, 4, EndToEndPrefixes);
        space.Define(at + 0x28, 2, 0, writable: PrefixBlocking);
        return at;
    }

    /// <summary>Declares power management with the states D0 and D3hot. Returns the capability's offset.</summary>
    public static int AddPowerManagement(PciConfigSpace space)
    {
        int at = space.AddCapability(PciRegisters.CapabilityPowerManagement, PowerLength);
        space.Define(at + 2, 2, 3);
        space.Define(at + PowerControl, 2, 0, writable: PowerState);
        return at;
    }
}
