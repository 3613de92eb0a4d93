namespace Emu.Devices.Pci;

/// <summary>
/// The slot of a root port whose devices come and go while the machine runs (PCI Express Base 5.0, 6.7 and 7.5.3.9 to 7.5.3.11): an
/// attention button that the user presses by asking for a device's removal, indicators, and a power controller. Software removes a
/// device by switching its power off.
/// </summary>
/// <remarks>All members are for who holds the host bridge's lock, or for the thread that builds the machine.</remarks>
internal sealed class PciHotPlugSlot
{
    private const int CapabilityOffset = 0x14, ControlOffset = 0x18, StatusOffset = PciExpressCapability.SlotStatus;
    private const int NumberShift = 19;

    // Attention button, power controller, both indicators, surprise removal, hot plug, interlock.
    private const uint Capabilities = 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 17;

    private const uint ButtonPressed = 1 << 0, PresenceChanged = 1 << 3, CommandCompleted = 1 << 4, LinkChanged = 1 << 8;
    private const uint Events = 0x11f, InterlockEngaged = 1 << 7;

    private const uint AttentionOff = 3 << 6, PowerIndicator = 3 << 8, PowerIndicatorOn = 1 << 8, PowerOff = 1 << 10;
    private const uint InterlockControl = 1 << 11, LinkEnable = 1 << 12, InterruptEnable = 1 << 5;
    private const uint WritableControl = 0x17ff;
    private const uint IndicatorsWhenFull = AttentionOff | PowerIndicatorOn;
    private const uint IndicatorsWhenEmpty = AttentionOff | PowerIndicator | PowerOff;

    private readonly PciRootPort port;
    private readonly int at;
    private bool isSignalled;

    /// <summary>Declares the registers of an empty slot.</summary>
    /// <param name="port">The port.</param>
    /// <param name="at">Where its PCI Express capability lies.</param>
    /// <param name="number">The slot's physical number.</param>
    public PciHotPlugSlot(PciRootPort port, int at, uint number)
    {
        this.port = port;
        this.at = at;
        Space.Define(at + CapabilityOffset, 4, Capabilities | (number << NumberShift));
        Space.Define(at + ControlOffset, 2, IndicatorsWhenEmpty, writable: WritableControl);
        Space.Define(at + StatusOffset, 2, 0, clearable: Events);
    }

    /// <summary>Software has switched the power off, and shows it.</summary>
    public bool IsOff => (Control & (PowerOff | PowerIndicator)) == (PowerOff | PowerIndicator);

    private PciConfigSpace Space => port.Configuration;

    private uint Control => Space.Read(at + ControlOffset, 2);

    private uint Status
    {
        get => Space.Read(at + StatusOffset, 2);
        set => Space.Set(at + StatusOffset, 2, value);
    }

    /// <summary>A device is in the slot from the start: its power is on.</summary>
    public void Fill()
    {
        Declare(isOccupied: true);
        Space.Define(at + ControlOffset, 2, IndicatorsWhenFull, writable: WritableControl);
    }

    /// <summary>A device has been put into the slot while the machine runs: software hears of it, and is asked to use
    /// it.</summary>
    public void Insert()
    {
        Change(isOccupied: true);
        Signal(PresenceChanged | LinkChanged | ButtonPressed);
    }

    /// <summary>The slot has become empty while the machine runs.</summary>
    public void Empty()
    {
        Change(isOccupied: false);
        Signal(PresenceChanged | LinkChanged);
    }

    /// <summary>Presses the attention button: software is asked to let the device go.</summary>
    public void PressButton() => Signal(ButtonPressed);

    /// <summary>Software has written to the capability.</summary>
    /// <param name="offset">The first byte, in configuration space.</param>
    /// <param name="size">Bytes.</param>
    /// <param name="value">What it has written.</param>
    /// <param name="wasOff">The power was off before.</param>
    /// <returns>True when software has let the device go.</returns>
    public bool Written(int offset, int size, uint value, bool wasOff)
    {
        int first = at + ControlOffset;
        bool isCommand = offset < first + 2 && offset + size > first;
        if (isCommand)
        {
            uint written = (uint)((ulong)value << (8 * Math.Max(0, offset - first)) >> (8 * Math.Max(0, first - offset)));
            if ((written & InterlockControl) != 0) Status ^= InterlockEngaged;
            Status |= CommandCompleted;
        }

        UpdateInterrupt();
        return isCommand && IsOff && !wasOff;
    }

    /// <summary>Drives the port's interrupt as events and their enable bits say (6.7.3.4).</summary>
    public void UpdateInterrupt()
    {
        uint control = Control;
        uint enabled = control & (ButtonPressed | PresenceChanged | CommandCompleted);
        if ((control & LinkEnable) != 0) enabled |= LinkChanged;
        bool isWanted = (control & InterruptEnable) != 0 && (Status & enabled) != 0;
        bool isNew = isWanted && !isSignalled;
        isSignalled = isWanted;
        bool sendsMessages = port.Msix is { IsEnabled: true };
        if (sendsMessages && isNew) port.Msix!.Notify(0);
        port.SetInterrupt(isWanted && !sendsMessages);
    }

    private void Signal(uint events)
    {
        Status |= events;
        UpdateInterrupt();
    }

    /// <summary>Changes what a reset leaves, and shows it now beside what software has not seen yet.</summary>
    private void Change(bool isOccupied)
    {
        uint control = Control, seen = Status & (Events | InterlockEngaged);
        Declare(isOccupied);
        Space.Define(at + ControlOffset, 2, isOccupied ? IndicatorsWhenFull : IndicatorsWhenEmpty, writable: WritableControl);
        Space.Set(at + ControlOffset, 2, control);
        Status |= seen;
    }

    private void Declare(bool isOccupied) => Space.Define(
        at + StatusOffset, 2, isOccupied ? (uint)PciExpressCapability.SlotPresence : 0, clearable: Events);
}
