using Emu.Model;

namespace Emu.Devices.Pci;

/// <summary>A PCI Express root port with one slot, whose device may come and go while the machine runs.</summary>
[Device("pcie-root-port", DeviceCategory.Bridge, Bus = "PCI")]
public sealed partial class PciRootPort : PciBridge
{
    private const ushort Vendor = 0x1b36, DeviceNumber = 0x000c;
    private const uint BridgeClass = 0x06_0400;
    private const int SubsystemCapability = 0x40, ExpressCapability = 0x54;
    private const int ErrorCapability = 0x100, AccessControlCapability = 0x148;
    private const uint SlotImplemented = 1 << 8, TypeRootPort = 4 << 4, Version2 = 2;
    private const uint MostSlot = 0x1fff;

    /// <summary>The link's state without a device: no negotiated width that would mean anything, and not active.</summary>
    private const uint EmptyLink = 0x0204;

    // The registers by which devices come and go; null for a slot whose device stays.
    [Derived]
    private PciHotPlugSlot? slot;

    /// <summary>Makes a port whose slot is empty.</summary>
    public PciRootPort()
        : base(new PciIdentity(Vendor, DeviceNumber, BridgeClass), isExpress: true)
    {
    }

    /// <inheritdoc/>
    public override string Name => "pcie-root-port";

    /// <summary>The port's number in its link capabilities.</summary>
    [Property("port")]
    public byte Port { get; init; }

    /// <summary>The number of the chassis that the slot is in.</summary>
    [Property("chassis")]
    public byte Chassis { get; init; }

    /// <summary>The slot's physical number, 13 bits.</summary>
    [Property("slot")]
    public ushort PhysicalSlot { get; init; }

    /// <summary>Devices may come and go while the machine runs.</summary>
    [Property("hotplug")]
    public bool HasHotPlug { get; init; } = true;

    /// <summary>Software has switched the slot's power off: its device may be taken out at once. Under the host bridge's
    /// lock.</summary>
    public bool IsOff => slot?.IsOff == true;

    /// <summary>Declares the registers, which depend on the properties. Called once, before the port is plugged
    /// in.</summary>
    /// <param name="busName">What the bus behind the port is called: the port's id.</param>
    /// <exception cref="PciPlugException">A property has a value that its register cannot hold.</exception>
    public void Initialize(string busName)
    {
        if (PhysicalSlot > MostSlot) throw new PciPlugException($"slot number {PhysicalSlot} is too large, at most {MostSlot}");
        Secondary = new PciBus(busName, host: null, this);
        PciConfigSpace space = Configuration;
        int subsystem = space.AddCapability(PciRegisters.CapabilitySubsystem, 8, SubsystemCapability);
        space.Define(subsystem + 4, 4, Vendor);
        AddMsix(vectors: 1, bar: 0);
        AddExpress(space);
        AddErrorReporting(space);
        space.AddExtendedCapability(0x000d, version: 1, AccessControlCapability);
        space.Define(AccessControlCapability + 4, 4, 0x5f, writable: 0x005f_0000);
    }

    /// <summary>Asks software to let the device in the slot go; it may take as long as it likes, and may refuse. Under the
    /// host bridge's lock.</summary>
    public void PressButton() => slot?.PressButton();

    /// <inheritdoc/>
    public override void WriteConfiguration(int offset, int size, uint value)
    {
        bool wasOff = IsOff;
        base.WriteConfiguration(offset, size, value);
        if (slot?.Written(offset, size, value, wasOff) == true) Eject();
    }

    /// <inheritdoc/>
    public override void Reset()
    {
        base.Reset();
        slot?.UpdateInterrupt();
    }

    /// <summary>A device is in the slot: presence, and a link that is up.</summary>
    /// <param name="isRunning">The machine runs already.</param>
    internal void NotePresence(bool isRunning)
    {
        // The link runs as the device does: one lane at 2.5 GT/s.
        Configuration.Define(
            ExpressCapability + PciExpressCapability.LinkStatus, 2, 0x0011u | PciExpressCapability.LinkActive);
        if (slot is null) Configuration.Define(ExpressCapability + PciExpressCapability.SlotStatus, 2, PciExpressCapability.SlotPresence);
        else if (isRunning) slot.Insert();
        else slot.Fill();
    }

    /// <summary>Takes what is in the slot off the bus and hands it to the host bridge's owner. Under the host bridge's
    /// lock.</summary>
    public void Eject()
    {
        PciDevice[] removed = [.. Secondary.Functions];
        if (removed.Length == 0) return;
        foreach (PciDevice device in removed) Secondary.Unplug(device);
        Configuration.Define(ExpressCapability + PciExpressCapability.LinkStatus, 2, EmptyLink);
        slot!.Empty();
        Host?.Removed?.Invoke(removed);
    }

    private void AddExpress(PciConfigSpace space)
    {
        int at = space.AddCapability(
            PciRegisters.CapabilityExpress, PciExpressCapability.Length, ExpressCapability);
        space.Define(at + 2, 2, Version2 | TypeRootPort | SlotImplemented);
        space.Define(at + 0x04, 4, 1 << 15);
        space.Define(at + PciExpressCapability.DeviceControl, 4, 0, writable: 0xf, clearable: 0xf_0000);
        // A link of up to 32 lanes at 16 GT/s that reports when it is active and notifies of its bandwidth.
        space.Define(at + 0x0c, 4, 0x0030_0604 | ((uint)Port << 24));
        space.Define(at + 0x10, 4, EmptyLink << 16);
        if (HasHotPlug)
        {
            slot = new PciHotPlugSlot(this, at, PhysicalSlot);
        }
        else
        {
            // The slot has neither hot plug nor a power controller.
            space.Define(at + 0x14, 4, (uint)PhysicalSlot << 19);
            space.Define(at + 0x18, 4, 0);
        }

        space.Define(at + 0x1c, 4, 0, writable: 0x7);
        space.Define(at + 0x24, 4, 0x0030_0020);
        space.Define(at + 0x28, 2, 0, writable: 0x8020);
        space.Define(at + 0x2c, 4, 0x1e);
        space.Define(at + 0x30, 2, 4);
    }

    /// <summary>Advanced error reporting (PCI Express Base 5.0, 7.8.4): nothing here fails, so nothing is ever
    /// reported.</summary>
    private static void AddErrorReporting(PciConfigSpace space)
    {
        space.AddExtendedCapability(0x0001, version: 2, ErrorCapability);
        space.Define(ErrorCapability + 0x08, 4, 0, writable: 0x03ff_f030);
        space.Define(ErrorCapability + 0x0c, 4, 0x0046_2030, writable: 0x03ff_f030);
        space.Define(ErrorCapability + 0x14, 4, 0xe000, writable: 0xf1c1);
        space.Define(ErrorCapability + 0x18, 4, 0x2a0, writable: 0x540);
        space.Define(ErrorCapability + 0x2c, 4, 0, writable: 0x7);
    }
}
