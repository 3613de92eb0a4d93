using Emu.Chardev;
using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Uart;

/// <summary>A PL011 serial port (Arm DDI 0183G). The transmitter is as fast as the host; what has been received is announced at
/// once, whatever the FIFO's level is.</summary>
[Device("pl011", DeviceCategory.Input, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Pl011 : IMmioDevice, ICharacterFrontEnd, IDeviceTreeSource, IStateListener
{
    private const ulong Data = 0x00, ReceiveStatus = 0x04, Flags = 0x18, LowPower = 0x20, IntegerDivisor = 0x24,
        FractionalDivisor = 0x28, LineControl = 0x2c, Control = 0x30, FifoLevels = 0x34, Mask = 0x38, RawStatus = 0x3c,
        MaskedStatus = 0x40, Clear = 0x44, DmaControl = 0x48;

    private const ulong FirstIdentification = 0xfe0;

    // UARTFR.
    private const uint ClearToSend = 1 << 0, DataSetReady = 1 << 1, CarrierDetect = 1 << 2, Busy = 1 << 3, ReceiverEmpty = 1 << 4,
        TransmitterFull = 1 << 5, ReceiverFull = 1 << 6, TransmitterEmpty = 1 << 7;

    // UARTLCR_H and UARTCR.
    private const uint FifosEnabled = 1 << 4, LoopbackEnable = 1 << 7, ReceiveEnable = 1 << 9, TransmitEnable = 1 << 8;

    // UARTRIS and its kin; in data, a break is announced in bit 10.
    private const uint ReceiveInterrupt = 1 << 4, TransmitInterrupt = 1 << 5, TimeoutInterrupt = 1 << 6, OverrunInterrupt = 1 << 10;
    private const uint AllInterrupts = 0x7ff, BreakInData = 1 << 10, ErrorsInData = 0xf00;

    private const uint LevelsAfterReset = 0x12;
    private const int Capacity = 16;

    private static ReadOnlySpan<byte> Identification => [0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1];

    private readonly ICharacterBackend backend;
    private readonly InterruptLine line;

    // All of the following is guarded by SyncRoot.
    [State]
    private readonly uint[] received = new uint[Capacity];
    [State]
    private readonly byte[] waiting = new byte[Capacity];
    [State]
    private int receivedFirst, receivedCount, waitingCount;
    [State]
    private uint lineControl, control, levels, mask, raw, integerDivisor, fractionalDivisor, lowPower, dmaControl, errors;
    [Derived]
    private bool isAsserted;

    /// <summary>Makes a port and attaches it to its backend.</summary>
    /// <param name="backend">What the line is connected to; stays the caller's to dispose.</param>
    /// <param name="line">Its interrupt.</param>
    public Pl011(ICharacterBackend backend, InterruptLine line)
    {
        ArgumentNullException.ThrowIfNull(backend);
        this.backend = backend;
        this.line = line;
        SetPowerOnState();
        backend.Attach(this);
    }

    public string Name => "pl011";
    public ulong WindowSize => 0x1000;
    public int AccessSizes => 1 | 2 | 4;
    public Lock SyncRoot { get; } = new();

    /// <summary>Characters that the guest's end has room for.</summary>
    public int InputRoom
    {
        get
        {
            lock (SyncRoot) return IsLoopback ? 0 : Depth - receivedCount;
        }
    }

    private bool IsLoopback => (control & LoopbackEnable) != 0;

    private int Depth => (lineControl & FifosEnabled) != 0 ? Capacity : 1;

    private uint FlagBits
    {
        get
        {
            uint flags = ClearToSend | DataSetReady | CarrierDetect;
            if (receivedCount == 0) flags |= ReceiverEmpty;
            if (receivedCount >= Depth) flags |= ReceiverFull;
            if (waitingCount == 0) flags |= TransmitterEmpty;
            else flags |= Busy;
            if (waitingCount >= Depth) flags |= TransmitterFull;
            return flags;
        }
    }

    public ulong Read(ulong offset, int size) => offset switch
    {
        Data => ReadData(),
        ReceiveStatus => errors,
        Flags => FlagBits,
        LowPower => lowPower,
        IntegerDivisor => integerDivisor,
        FractionalDivisor => fractionalDivisor,
        LineControl => lineControl,
        Control => control,
        FifoLevels => levels,
        Mask => mask,
        RawStatus => raw,
        MaskedStatus => raw & mask,
        DmaControl => dmaControl,
        >= FirstIdentification => (offset & 3) == 0 ? Identification[(int)(offset - FirstIdentification) / 4] : 0u,
        _ => Unknown("read", offset),
    };

    public void Write(ulong offset, int size, ulong value)
    {
        uint word = (uint)value;
        switch (offset)
        {
            case Data:
                Transmit((byte)word);
                break;
            case ReceiveStatus:
                errors = 0;
                break;
            case LowPower:
                lowPower = word & 0xff;
                break;
            case IntegerDivisor:
                integerDivisor = word & 0xffff;
                break;
            case FractionalDivisor:
                fractionalDivisor = word & 0x3f;
                break;
            case LineControl:
                WriteLineControl(word & 0xff);
                break;
            case Control:
                control = word & 0xff87;
                if (!IsLoopback) backend.ResumeInput();
                break;
            case FifoLevels:
                levels = word & 0x3f;
                break;
            case Mask:
                mask = word & AllInterrupts;
                break;
            case Clear:
                raw &= ~word;
                // What is still there is announced again.
                if (receivedCount != 0) raw |= ReceiveInterrupt;
                break;
            case DmaControl:
                dmaControl = word & 7;
                break;
            default:
                Unknown("write", offset);
                break;
        }

        UpdateInterrupt();
    }

    public void Reset()
    {
        SetPowerOnState();
        UpdateInterrupt();
        backend.ResumeInput();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        UpdateInterrupt();
        backend.ResumeInput();
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode(Name, WindowSize);
        node.SetStrings("compatible", "arm,pl011", "arm,primecell");
        uint clock = PeripheralClock.Of(slot.Document).Phandle;
        node.SetCells("clocks", clock, clock);
        node.SetStrings("clock-names", "uartclk", "apb_pclk");
        return node;
    }

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (SyncRoot)
        {
            foreach (byte character in bytes) ReceiveCharacter(character);
            UpdateInterrupt();
        }
    }

    public void ReceiveBreak()
    {
        lock (SyncRoot)
        {
            if (IsLoopback) return;
            ReceiveCharacter(BreakInData);
            UpdateInterrupt();
        }
    }

    public void OutputRoomAvailable()
    {
        lock (SyncRoot)
        {
            if (waitingCount == 0) return;
            DrainTransmitter();
            UpdateInterrupt();
        }
    }

    private void SetPowerOnState()
    {
        receivedFirst = receivedCount = waitingCount = 0;
        lineControl = mask = raw = integerDivisor = fractionalDivisor = lowPower = dmaControl = errors = 0;
        control = ReceiveEnable | TransmitEnable;
        levels = LevelsAfterReset;
    }

    private uint ReadData()
    {
        if (receivedCount == 0) return 0;
        uint character = received[receivedFirst];
        receivedFirst = (receivedFirst + 1) % Capacity;
        if (--receivedCount == 0) raw &= ~(ReceiveInterrupt | TimeoutInterrupt);
        errors = (character & ErrorsInData) >> 8;
        UpdateInterrupt();
        backend.ResumeInput();
        return character;
    }

    // Changing whether there are FIFOs empties them.
    private void WriteLineControl(uint value)
    {
        bool isToggled = ((lineControl ^ value) & FifosEnabled) != 0;
        lineControl = value;
        if (!isToggled) return;
        receivedFirst = receivedCount = 0;
        raw &= ~(ReceiveInterrupt | TimeoutInterrupt);
        backend.ResumeInput();
    }

    private void Transmit(byte character)
    {
        if (IsLoopback)
        {
            ReceiveCharacter(character);
            raw |= TransmitInterrupt;
        }
        else if (waitingCount == 0 && backend.Write([character]) == 1)
        {
            raw |= TransmitInterrupt;
        }
        else if (waitingCount < Depth)
        {
            raw &= ~TransmitInterrupt;
            waiting[waitingCount++] = character;
            DrainTransmitter();
        }
        else
        {
            Log.WriteOnce(LogItems.GuestErrors, $"pl011: character written while the transmitter is full; it is lost");
        }
    }

    /// <summary>Hands waiting characters to a host that was slow; room in the transmitter is an interrupt.</summary>
    private void DrainTransmitter()
    {
        int taken = backend.Write(waiting.AsSpan(0, waitingCount));
        waiting.AsSpan(taken, waitingCount - taken).CopyTo(waiting);
        waitingCount -= taken;
        if (waitingCount == 0) raw |= TransmitInterrupt;
    }

    private void ReceiveCharacter(uint character)
    {
        if (receivedCount >= Depth)
        {
            raw |= OverrunInterrupt;
            return;
        }

        received[(receivedFirst + receivedCount++) % Capacity] = character;
        raw |= ReceiveInterrupt;
    }

    private void UpdateInterrupt()
    {
        bool asserted = (raw & mask) != 0;
        if (asserted == isAsserted) return;
        isAsserted = asserted;
        line.Set(asserted);
    }

    private static uint Unknown(string access, ulong offset)
    {
        Log.WriteOnce(LogItems.GuestErrors, $"pl011: {access} at 0x{offset:x}, where no such register is");
        return 0;
    }
}
