using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Gpio;

/// <summary>A PL061 port of eight pins (Arm DDI 0190B). On Arm's machines pin 3 is the power key.</summary>
[Device("pl061", DeviceCategory.Misc, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Pl061 : IMmioDevice, IInterruptSink, IPowerKey, IDeviceTreeSource, IStateListener
{
    /// <summary>The pin of the power key.</summary>
    public const int PowerKey = 3;

    private const ulong DataEnd = 0x400, Direction = 0x400, Sense = 0x404, BothEdges = 0x408, Event = 0x40c, Mask = 0x410,
        RawStatus = 0x414, MaskedStatus = 0x418, Clear = 0x41c, Alternate = 0x420, FirstIdentification = 0xfe0;

    // Linux, include/uapi/linux/input-event-codes.h.
    private const uint KeyPower = 116;

    /// <summary>How long the key stays down, nanoseconds: guests look for a moment whether it does.</summary>
    private const ulong TimeOfPress = 100_000_000;

    private static ReadOnlySpan<byte> Identification => [0x61, 0x10, 0x04, 0x00, 0x0d, 0xf0, 0x05, 0xb1];

    private readonly InterruptLine line;
    private readonly MachineClock clock;
    private readonly MachineTimer release;

    // All of the following is guarded by SyncRoot.
    [State]
    private byte data, inputs, direction, sense, bothEdges, events, mask, latched, alternate;
    [Derived]
    private bool isAsserted;

    /// <summary>Makes a port with all pins low.</summary>
    /// <param name="line">Its interrupt.</param>
    /// <param name="loop">Lets go of the power key.</param>
    public Pl061(InterruptLine line, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        this.line = line;
        clock = loop.Clock;
        release = loop.CreateTimer(() => SetLevel(PowerKey, asserted: false));
    }

    public string Name => "pl061";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 1 | 2 | 4;
    public Lock SyncRoot { get; } = new();

    private byte Pins => (byte)((data & direction) | (inputs & ~direction));

    private byte Raw => (byte)(latched | (sense & ~(Pins ^ events) & ~direction));

    /// <inheritdoc/>
    public void PressPowerKey()
    {
        SetLevel(PowerKey, asserted: true);
        release.Set(clock.Nanoseconds + TimeOfPress);
    }

    /// <summary>Drives a pin from outside.</summary>
    public void SetLevel(int input, bool asserted)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)input, 7u, nameof(input));
        byte bit = (byte)(1 << input);
        lock (SyncRoot)
        {
            if (((inputs & bit) != 0) == asserted) return;
            inputs ^= bit;
            bool counts = (bothEdges & bit) != 0 || ((events & bit) != 0) == asserted;
            if (counts && ((sense | direction) & bit) == 0) latched |= bit;
            UpdateInterrupt();
        }
    }

    public ulong Read(ulong offset, int size) => offset switch
    {
        // The address says which pins count.
        < DataEnd => Pins & (offset >> 2),
        Direction => direction,
        Sense => sense,
        BothEdges => bothEdges,
        Event => events,
        Mask => mask,
        RawStatus => Raw,
        MaskedStatus => (ulong)(Raw & mask),
        Alternate => alternate,
        >= FirstIdentification => (offset & 3) == 0 ? Identification[(int)(offset - FirstIdentification) / 4] : 0u,
        _ => Unknown("read", offset),
    };

    public void Write(ulong offset, int size, ulong value)
    {
        byte written = (byte)value;
        switch (offset)
        {
            case < DataEnd:
                byte counted = (byte)(offset >> 2);
                data = (byte)((data & ~counted) | (written & counted));
                break;
            case Direction:
                direction = written;
                break;
            case Sense:
                sense = written;
                break;
            case BothEdges:
                bothEdges = written;
                break;
            case Event:
                events = written;
                break;
            case Mask:
                mask = written;
                break;
            case Clear:
                latched &= (byte)~written;
                break;
            case Alternate:
                alternate = written;
                break;
            default:
                Unknown("write", offset);
                break;
        }

        UpdateInterrupt();
    }

    /// <summary>Everything but the levels of pins that are driven from outside.</summary>
    public void Reset()
    {
        data = direction = sense = bothEdges = events = mask = latched = alternate = 0;
        UpdateInterrupt();
    }

    /// <inheritdoc/>
    public void StateLoaded() => UpdateInterrupt();

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, WindowSize);
        node.SetStrings("compatible", "arm,pl061", "arm,primecell");
        node.SetCells("#gpio-cells", 2);
        node.SetFlag("gpio-controller");
        node.SetReference("clocks", PeripheralClock.Of(slot.Document));
        node.SetStrings("clock-names", "apb_pclk");
        DeviceTreeNode keys = slot.Document.FindOrAdd("/gpio-keys");
        keys.SetStrings("compatible", "gpio-keys");
        DeviceTreeNode key = keys.AddChild("poweroff");
        key.SetStrings("label", "GPIO Key Poweroff");
        key.SetCells("linux,code", KeyPower);
        key.SetCells("gpios", node.Phandle, PowerKey, 0);
        return node;
    }

    private void UpdateInterrupt()
    {
        bool asserted = (Raw & mask) != 0;
        if (asserted == isAsserted) return;
        isAsserted = asserted;
        line.Set(asserted);
    }

    private static uint Unknown(string access, ulong offset)
    {
        Log.WriteOnce(LogItems.GuestErrors, $"pl061: {access} at 0x{offset:x}, where no such register is");
        return 0;
    }
}
