using Emu.Chardev;
using Emu.Core.DeviceTree;
using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Core.Time;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Devices.Uart;

/// <summary>
/// A 16550A serial port (National Semiconductor PC16550D datasheet). The transmitter is as fast as the host; the
/// receiver's character timeout is real time, by the divisor.
/// </summary>
[Device("serial-mm", DeviceCategory.Input, Bus = "System", IsPartOfBoard = true)]
public sealed partial class Ns16550 : IMmioDevice, ICharacterFrontEnd, IDeviceTreeSource, IStateListener
{
    private const ulong ReceiverBuffer = 0; // RBR when read, THR when written, DLL with DLAB
    private const ulong InterruptEnable = 1; // IER, DLM with DLAB
    private const ulong InterruptIdentification = 2; // IIR when read, FCR when written
    private const ulong LineControl = 3; // LCR
    private const ulong ModemControl = 4; // MCR
    private const ulong LineStatusRegister = 5; // LSR
    private const ulong ModemStatus = 6; // MSR
    private const ulong Scratch = 7; // SCR

    private const byte EnableReceivedData = 0x01, EnableTransmitterEmpty = 0x02,
        EnableLineStatus = 0x04, EnableModemStatus = 0x08;

    private const byte NoInterrupt = 0x01;
    private const byte ModemStatusPending = 0x00, TransmitterEmptyPending = 0x02, ReceivedDataPending = 0x04,
        LineStatusPending = 0x06, CharacterTimeoutPending = 0x0c;
    private const byte FifosEnabled = 0xc0;

    private const byte FifoEnable = 0x01, ClearReceiver = 0x02, ClearTransmitter = 0x04;
    private const int TriggerShift = 6;

    private const byte DivisorLatchAccess = 0x80;

    private const byte DataTerminalReady = 0x01, RequestToSend = 0x02, Output1 = 0x04, Output2 = 0x08, Loopback = 0x10;
    private const byte ModemControlMask = 0x1f;

    private const byte ClearToSend = 0x10, DataSetReady = 0x20, RingIndicator = 0x40, DataCarrierDetect = 0x80;
    private const byte DeltaMask = 0x0f, TrailingEdgeRing = 0x04;

    /// <summary>The modem lines of a null-modem cable to a terminal that is always there.</summary>
    private const byte CableLines = ClearToSend | DataSetReady | DataCarrierDetect;

    private const uint InputClock = 3_686_400;
    private const ushort DefaultDivisor = 12;
    private const int TransmitCapacity = 16;

    private static ReadOnlySpan<byte> TriggerLevels => [1, 4, 8, 14];

    private readonly ICharacterBackend backend;
    private readonly InterruptLine line;
    private readonly MachineClock clock;
    private readonly MachineTimer timeoutTimer;

    // All of the following is guarded by SyncRoot.
    [State]
    private readonly ReceiveFifo receiver = new();
    [State]
    private readonly byte[] transmitter = new byte[TransmitCapacity];
    [State]
    private int transmitterCount;
    [State]
    private ushort divisor;
    [State]
    private byte interruptEnable, fifoControl, lineControl, modemControl, modemLines, modemDeltas, scratch;
    [State]
    private bool hasOverrun, hasTimedOut, isTransmitterEmptyPending;
    [Derived]
    private bool isAsserted;

    /// <summary>Makes a port and attaches it to its backend.</summary>
    /// <param name="backend">What the line is connected to; stays the caller's to dispose.</param>
    /// <param name="line">Its interrupt.</param>
    /// <param name="loop">Runs the character timeout.</param>
    public Ns16550(ICharacterBackend backend, InterruptLine line, EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(loop);
        this.backend = backend;
        this.line = line;
        clock = loop.Clock;
        timeoutTimer = loop.CreateTimer(CharacterTimeout);
        SetPowerOnState();
        backend.Attach(this);
    }

    public string Name => "serial";

    /// <summary>The part that has registers; the device tree's <c>reg</c> is longer by convention.</summary>
    public ulong WindowSize => 8;

    /// <summary>Wider accesses reach one register: the bus has eight data lines.</summary>
    public int AccessSizes => 1 | 2 | 4 | 8;

    public Lock SyncRoot { get; } = new();

    /// <summary>Characters that the guest's end has room for.</summary>
    public int InputRoom
    {
        get
        {
            // In loopback mode the line from outside is cut (8.6); what is typed then waits.
            lock (SyncRoot) return IsLoopback ? 0 : ReceiveCapacity - receiver.Count;
        }
    }

    private bool HasFifos => (fifoControl & FifoEnable) != 0;
    private bool IsLoopback => (modemControl & Loopback) != 0;
    private int ReceiveCapacity => HasFifos ? ReceiveFifo.Capacity : 1;
    private int TriggerLevel => HasFifos ? TriggerLevels[fifoControl >> TriggerShift] : 1;

    private LineStatus Status
    {
        get
        {
            LineStatus status = receiver.FirstErrors;
            if (receiver.Count != 0) status |= LineStatus.DataReady;
            if (hasOverrun) status |= LineStatus.OverrunError;
            if (transmitterCount == 0) status |= LineStatus.TransmitterHoldingEmpty | LineStatus.TransmitterEmpty;
            if (HasFifos && receiver.HasErrors) status |= LineStatus.FifoError;
            return status;
        }
    }

    public ulong Read(ulong offset, int size)
    {
        bool isDivisor = (lineControl & DivisorLatchAccess) != 0;
        return offset switch
        {
            ReceiverBuffer => isDivisor ? (byte)divisor : ReadReceiver(),
            InterruptEnable => isDivisor ? (byte)(divisor >> 8) : interruptEnable,
            InterruptIdentification => ReadIdentification(),
            LineControl => lineControl,
            ModemControl => modemControl,
            LineStatusRegister => ReadLineStatus(),
            ModemStatus => ReadModemStatus(),
            _ => scratch,
        };
    }

    public void Write(ulong offset, int size, ulong value)
    {
        byte data = (byte)value;
        bool isDivisor = (lineControl & DivisorLatchAccess) != 0;
        switch (offset)
        {
            case ReceiverBuffer when isDivisor:
                divisor = (ushort)((divisor & 0xff00) | data);
                break;
            case ReceiverBuffer:
                Transmit(data);
                break;
            case InterruptEnable when isDivisor:
                divisor = (ushort)((divisor & 0x00ff) | (data << 8));
                break;
            case InterruptEnable:
                WriteInterruptEnable(data);
                break;
            case InterruptIdentification:
                WriteFifoControl(data);
                break;
            case LineControl:
                lineControl = data;
                break;
            case ModemControl:
                WriteModemControl(data);
                break;
            case LineStatusRegister or ModemStatus:
                Log.WriteOnce(LogItems.GuestErrors, $"serial: write to the read-only register {offset}");
                break;
            case Scratch:
                scratch = data;
                break;
        }
    }

    public void Reset()
    {
        SetPowerOnState();
        timeoutTimer.Cancel();
        UpdateInterrupt();
        backend.ResumeInput();
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        if (transmitterCount is < 0 or > TransmitCapacity) throw new StateException($"{transmitterCount} characters to send");
        ArmTimeout();
        UpdateInterrupt();
        backend.ResumeInput();
    }

    public DeviceTreeNode Describe(DeviceTreeSlot slot)
    {
        ArgumentNullException.ThrowIfNull(slot);
        DeviceTreeNode node = slot.AddNode("serial", 0x100);
        node.SetStrings("compatible", "ns16550a");
        node.SetCells("clock-frequency", InputClock);
        return node;
    }

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        lock (SyncRoot)
        {
            foreach (byte character in bytes) ReceiveCharacter(character, LineStatus.None);
            UpdateInterrupt();
        }
    }

    public void ReceiveBreak()
    {
        lock (SyncRoot)
        {
            if (IsLoopback) return;
            ReceiveCharacter(0, LineStatus.BreakInterrupt);
            UpdateInterrupt();
        }
    }

    public void OutputRoomAvailable()
    {
        lock (SyncRoot)
        {
            if (transmitterCount == 0) return;
            DrainTransmitter();
            UpdateInterrupt();
        }
    }

    private void SetPowerOnState()
    {
        receiver.Clear();
        transmitterCount = 0;
        divisor = DefaultDivisor;
        interruptEnable = fifoControl = lineControl = modemDeltas = scratch = 0;
        modemControl = 0;
        modemLines = CableLines;
        hasOverrun = hasTimedOut = isTransmitterEmptyPending = false;
    }

    private byte ReadReceiver()
    {
        if (receiver.Count == 0) return 0;
        byte character = receiver.Take();
        hasTimedOut = false;
        ArmTimeout();
        UpdateInterrupt();
        backend.ResumeInput();
        return character;
    }

    /// <summary>
    /// The highest-priority interrupt (table II of the datasheet); reading takes a pending transmitter interrupt back.
    /// </summary>
    private byte ReadIdentification()
    {
        byte pending = PendingInterrupt();
        if (pending == TransmitterEmptyPending)
        {
            isTransmitterEmptyPending = false;
            UpdateInterrupt();
        }

        return (byte)(pending | (HasFifos ? FifosEnabled : 0));
    }

    private byte ReadLineStatus()
    {
        LineStatus status = Status;
        if ((status & LineStatus.AnyError) == 0) return (byte)status;
        hasOverrun = false;
        receiver.ClearFirstErrors();
        UpdateInterrupt();
        return (byte)status;
    }

    private byte ReadModemStatus()
    {
        byte status = (byte)(modemLines | modemDeltas);
        if (modemDeltas == 0) return status;
        modemDeltas = 0;
        UpdateInterrupt();
        return status;
    }

    private void WriteInterruptEnable(byte data)
    {
        byte enabled = (byte)(data & 0x0f);
        bool newlyEnabled = (enabled & ~interruptEnable & EnableTransmitterEmpty) != 0;
        interruptEnable = enabled;
        if (newlyEnabled && transmitterCount == 0) isTransmitterEmptyPending = true;
        UpdateInterrupt();
    }

    /// <summary>
    /// FCR: changing the enable bit empties both FIFOs; the other bits count only together with it (8.5).
    /// </summary>
    private void WriteFifoControl(byte data)
    {
        bool toggled = ((data ^ fifoControl) & FifoEnable) != 0;
        if (toggled || (data & ClearReceiver) != 0)
        {
            receiver.Clear();
            hasTimedOut = false;
            backend.ResumeInput();
        }

        if ((toggled || (data & ClearTransmitter) != 0) && transmitterCount != 0)
        {
            transmitterCount = 0;
            isTransmitterEmptyPending = true;
        }

        fifoControl = (data & FifoEnable) != 0 ? (byte)(data & ~(ClearReceiver | ClearTransmitter)) : (byte)0;
        ArmTimeout();
        UpdateInterrupt();
    }

    private void WriteModemControl(byte data)
    {
        modemControl = (byte)(data & ModemControlMask);
        byte lines = CableLines;
        if (IsLoopback)
        {
            lines = 0;
            if ((modemControl & DataTerminalReady) != 0) lines |= DataSetReady;
            if ((modemControl & RequestToSend) != 0) lines |= ClearToSend;
            if ((modemControl & Output1) != 0) lines |= RingIndicator;
            if ((modemControl & Output2) != 0) lines |= DataCarrierDetect;
        }

        // Each line's delta stands four bits below it; the ring indicator's only tells that ringing ended.
        byte changed = (byte)((lines ^ modemLines) >> 4);
        if ((lines & RingIndicator) != 0) changed &= unchecked((byte)~TrailingEdgeRing);
        modemDeltas |= (byte)(changed & DeltaMask);
        modemLines = lines;
        UpdateInterrupt();
        if (!IsLoopback) backend.ResumeInput();
    }

    private void Transmit(byte character)
    {
        isTransmitterEmptyPending = false;
        if (IsLoopback)
        {
            ReceiveCharacter(character, LineStatus.None);
            isTransmitterEmptyPending = true;
        }
        else if (transmitterCount == 0 && backend.Write([character]) == 1)
        {
            isTransmitterEmptyPending = true;
        }
        else if (transmitterCount < (HasFifos ? TransmitCapacity : 1))
        {
            transmitter[transmitterCount++] = character;
            DrainTransmitter();
        }
        else
        {
            Log.WriteOnce(LogItems.GuestErrors, $"serial: character written while the transmitter is full; it is lost");
        }

        UpdateInterrupt();
    }

    /// <summary>Hands waiting characters to a host that was slow; an empty transmitter is an interrupt.</summary>
    private void DrainTransmitter()
    {
        int taken = backend.Write(transmitter.AsSpan(0, transmitterCount));
        transmitter.AsSpan(taken, transmitterCount - taken).CopyTo(transmitter);
        transmitterCount -= taken;
        if (transmitterCount == 0) isTransmitterEmptyPending = true;
    }

    private void ReceiveCharacter(byte character, LineStatus errors)
    {
        if (receiver.Count >= ReceiveCapacity)
        {
            hasOverrun = true;
            // A FIFO keeps what it has; without one the new character replaces the old (8.4, bit 1).
            if (HasFifos) return;
            receiver.Clear();
        }

        receiver.Add(character, errors);
        hasTimedOut = false;
        ArmTimeout();
    }

    /// <summary>
    /// Characters below the trigger level are announced after four character times without another (section 8.6, FIFO
    /// interrupt mode).
    /// </summary>
    private void ArmTimeout()
    {
        if (!HasFifos || receiver.Count == 0)
        {
            hasTimedOut = false;
            return;
        }

        // A character is ten bits (start, eight, stop), each 16 divided clocks.
        ulong nanoseconds = 4UL * 10 * 16 * Math.Max(divisor, (ushort)1) * 1_000_000_000 / InputClock;
        timeoutTimer.Set(clock.Nanoseconds + nanoseconds);
    }

    private void CharacterTimeout()
    {
        lock (SyncRoot)
        {
            if (!HasFifos || receiver.Count == 0) return;
            hasTimedOut = true;
            UpdateInterrupt();
        }
    }

    private byte PendingInterrupt()
    {
        bool hasError = hasOverrun || receiver.FirstErrors != 0;
        if ((interruptEnable & EnableLineStatus) != 0 && hasError) return LineStatusPending;
        if ((interruptEnable & EnableReceivedData) != 0)
        {
            if (receiver.Count >= TriggerLevel) return ReceivedDataPending;
            if (hasTimedOut) return CharacterTimeoutPending;
        }

        if ((interruptEnable & EnableTransmitterEmpty) != 0 && isTransmitterEmptyPending)
            return TransmitterEmptyPending;
        return (interruptEnable & EnableModemStatus) != 0 && modemDeltas != 0 ? ModemStatusPending : NoInterrupt;
    }

    private void UpdateInterrupt()
    {
        bool asserted = PendingInterrupt() != NoInterrupt;
        if (asserted == isAsserted) return;
        isAsserted = asserted;
        line.Set(asserted);
    }
}
