namespace Emu.Devices.Pci;

/// <summary>Offsets and bits of the configuration space header (PCI Local Bus 3.0, 6.1; PCI-to-PCI Bridge 1.2,
/// 3.2).</summary>
public static class PciRegisters
{
    public const int VendorId = 0x00, DeviceId = 0x02, Command = 0x04, Status = 0x06, Revision = 0x08, ClassCode = 0x09;
    public const int CacheLineSize = 0x0c, HeaderType = 0x0e, FirstBar = 0x10;
    public const int SubsystemVendor = 0x2c, SubsystemId = 0x2e, CapabilityPointer = 0x34;
    public const int InterruptLine = 0x3c, InterruptPin = 0x3d;

    /// <summary>The first byte behind the header, where capabilities may lie.</summary>
    public const int HeaderEnd = 0x40;

    public const ushort CommandIo = 1 << 0, CommandMemory = 1 << 1, CommandMaster = 1 << 2, CommandSystemError = 1 << 8;
    public const ushort CommandInterruptDisable = 1 << 10;
    public const ushort StatusInterrupt = 1 << 3, StatusCapabilities = 1 << 4;

    public const byte HeaderBridge = 1, HeaderMultifunction = 0x80;

    public const int PrimaryBus = 0x18, SecondaryBus = 0x19, SubordinateBus = 0x1a, SecondaryLatency = 0x1b;
    public const int IoBase = 0x1c, IoLimit = 0x1d, SecondaryStatus = 0x1e;
    public const int MemoryBase = 0x20, MemoryLimit = 0x22, PrefetchBase = 0x24, PrefetchLimit = 0x26;
    public const int PrefetchBaseHigh = 0x28, PrefetchLimitHigh = 0x2c, IoBaseHigh = 0x30, IoLimitHigh = 0x32;
    public const int BridgeControl = 0x3e;

    public const ushort BridgeSecondaryReset = 1 << 6;

    /// <summary>What a read of configuration space or a window returns when no function answers.</summary>
    public const uint NoAnswer = uint.MaxValue;

    public const byte CapabilityPowerManagement = 0x01, CapabilityVendor = 0x09, CapabilitySubsystem = 0x0d;
    public const byte CapabilityExpress = 0x10, CapabilityMsix = 0x11;
}
