using Emu.Chardev;
using Emu.Core.Logging;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// A port of a <see cref="VirtioSerial"/>: a line between a character device of the host and <c>/dev/vportNpM</c> in the
/// guest, with a name that guests find it by. All members without another statement belong to the device's loop, which is
/// that of the character device.
/// </summary>
[Device("virtserialport", DeviceCategory.Input, Bus = VirtioSerial.Bus)]
public partial class VirtioSerialPort : ICharacterFrontEnd
{
    /// <summary>The device chooses the number.</summary>
    public const uint AnyNumber = uint.MaxValue;

    /// <summary>Bytes that go to the host at once, and before other work of the loop has its turn.</summary>
    private const int PieceSize = 4096, MostBytesAtOnce = 256 * 1024;

    [Derived]
    private readonly byte[] piece = new byte[PieceSize];
    [Derived]
    private VirtioSerial? device;
    [Derived]
    private VirtQueue? receiving, transmitting;

    // The buffer that the next input goes into, and the one whose bytes the host has not taken all.
    [Derived]
    private VirtChain? input, output;
    [State]
    private uint outputOffset;
    [State]
    private uint number;
    [State]
    private bool isGuestOpen;

    /// <summary>The host's end; null for a port that leads nowhere.</summary>
    [Property("chardev", "ID of a chardev to use as a backend", TypeWord = "str")]
    public ICharacterBackend? Backend { get; set; }

    /// <summary>The name for guests, or null.</summary>
    [Property("name")]
    public string? Label { get; set; }

    /// <summary>The port's number; <see cref="AnyNumber"/> for the next free one.</summary>
    [Property("nr")]
    public uint Number { get; set; } = AnyNumber;

    /// <summary>The guest uses the port as a console, <c>/dev/hvcN</c>.</summary>
    public virtual bool IsConsole => false;

    /// <summary>Somebody is at the host's end: what the guest sends reaches somebody.</summary>
    internal bool IsHostOpen => Backend?.IsConnected ?? IsConsole;

    /// <inheritdoc/>
    public int InputRoom
    {
        get
        {
            if (!isGuestOpen) return 0;
            while (input is null && receiving!.TryPop(out VirtChain? chain))
            {
                if (chain.Writable.Length != 0) input = chain;
                else receiving.Push(chain, 0);
            }

            return (int)Math.Min(input?.Writable.Length ?? 0, int.MaxValue);
        }
    }

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && InputRoom != 0)
        {
            int count = input!.Write(0, bytes);
            receiving!.Push(input, (uint)count);
            input = null;
            bytes = bytes[count..];
        }

        receiving!.Notify();
    }

    /// <summary>The line has no break condition (5.3).</summary>
    public void ReceiveBreak() => Log.WriteOnce(LogItems.Unimplemented, "virtio-serial: a port cannot pass a break on");

    /// <inheritdoc/>
    public void OutputRoomAvailable()
    {
        if (output is not null) transmitting!.Kick.Set();
    }

    /// <inheritdoc/>
    public void ConnectionChanged(bool isConnected)
    {
        device!.TellOpen(number, isConnected);
        // What the last reader has not taken is not for the next one.
        if (!isConnected) OutputRoomAvailable();
    }

    /// <inheritdoc/>
    public void SizeChanged()
    {
        if (IsConsole) device!.TellSize(number, this);
    }

    /// <summary>The size of the host's terminal, where the port is a console.</summary>
    internal ConsoleSize? Size => IsConsole ? Backend?.Size : null;

    /// <summary>Connects the port with its queues. On the thread that builds the machine.</summary>
    internal void Begin(VirtioSerial device, uint number, VirtQueue receiving, VirtQueue transmitting)
    {
        this.device = device;
        this.number = number;
        this.receiving = receiving;
        this.transmitting = transmitting;
        Backend?.Attach(this);
    }

    /// <summary>The guest has opened or closed the port.</summary>
    internal void SetGuestOpen(bool isOpen)
    {
        isGuestOpen = isOpen;
        if (isOpen) InputRoomMayHaveCome();
    }

    /// <summary>The guest has given buffers for input.</summary>
    internal void InputRoomMayHaveCome() => Backend?.ResumeInput();

    /// <summary>Prints a character of a driver that has no queues. Any thread.</summary>
    internal void WriteEmergency(byte character) => Backend?.Write([character]);

    /// <summary>Sends what the guest has made available, until the host takes no more of it.</summary>
    internal void Transmit()
    {
        long budget = MostBytesAtOnce;
        while (output is not null || transmitting!.TryPop(out output))
        {
            if (!TrySend(output, ref budget)) break;
            transmitting!.Push(output, 0);
            output = null;
            outputOffset = 0;
        }

        transmitting!.Notify();
        if (output is not null && budget <= 0) transmitting.Kick.Set();
    }

    /// <summary>Lets go of the buffers of a queue; null for both.</summary>
    internal void LetGo(VirtQueue? queue)
    {
        if (input is not null && (queue is null || queue == receiving))
        {
            receiving!.Push(input, 0);
            input = null;
        }

        if (queue is not null && queue != transmitting) return;
        outputOffset = 0;
        if (output is null) return;
        transmitting!.Push(output, 0);
        output = null;
    }

    /// <summary>Puts the buffers back that were taken ahead: the machine stands still. What the host has of one is not sent
    /// again.</summary>
    internal void PutBack()
    {
        if (input is not null) receiving!.Unpop(input);
        if (output is not null) transmitting!.Unpop(output);
        (input, output) = (null, null);
    }

    /// <summary>False when the host, or the loop's other work, makes the rest of a buffer wait.</summary>
    private bool TrySend(VirtChain chain, ref long budget)
    {
        if (Backend is null || !IsHostOpen) return true;
        while (outputOffset < chain.Readable.Length)
        {
            if (budget <= 0) return false;
            int count = chain.Read(outputOffset, piece);
            int taken = Backend.Write(piece.AsSpan(0, count));
            outputOffset += (uint)taken;
            budget -= taken;
            if (taken < count) return false;
        }

        return true;
    }
}
