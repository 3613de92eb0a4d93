using System.Buffers.Binary;
using System.Text;
using Emu.Core.Logging;
using Emu.Core.Tracing;
using Emu.Model;

namespace Emu.Devices.Virtio;

/// <summary>
/// A console device with many ports (virtio 1.2, 5.3): each port is a line to a character device of the host, and one pair of
/// queues for all of them says which ports there are and which are open.
/// </summary>
[Device("virtio-serial-device", DeviceCategory.Input, Bus = "virtio-bus")]
[VirtioPci("virtio-serial", 0x07_8000)]
public sealed partial class VirtioSerial : VirtioDevice
{
    /// <summary>The bus that ports are plugged into.</summary>
    public const string Bus = "virtio-serial-bus";

    private const ulong SizeFeature = 1 << 0;
    private const ulong MultiplePortsFeature = 1 << 1, EmergencyWriteFeature = 1 << 2;
    private const int ColumnsSize = 2, PortsOffset = 4, EmergencyOffset = 8;
    private const int ControlReceiveQueue = 2, ControlTransmitQueue = 3, FirstFurtherQueue = 4;
    private const ushort PortQueueSize = 128, ControlQueueSize = 32;
    private const int MessageSize = 8;

    /// <summary>Most ports, as many as have queues that a driver can name on all transports.</summary>
    private const uint MostPorts = 511;

    /// <summary>Messages that wait for buffers of the driver; one that gives none and asks on loses them.</summary>
    private const int MostWaiting = 1024;

    private const ushort DeviceReady = 0, PortAdd = 1, PortReady = 3, ConsolePort = 4, Resize = 5, PortOpen = 6, PortName = 7;

    // For the loop's thread.
    [Derived]
    private readonly SortedDictionary<uint, VirtioSerialPort> ports = [];
    [Derived]
    private readonly Queue<byte[]> waiting = [];

    /// <summary>The messages that wait, each behind its length in two bytes.</summary>
    [State]
    private byte[] WaitingBytes
    {
        get => [.. waiting.SelectMany(message => (byte[])[(byte)message.Length, (byte)(message.Length >> 8), .. message])];
        set
        {
            waiting.Clear();
            for (int at = 0; at + 2 <= value.Length;)
            {
                int end = Math.Min(at + 2 + value[at] + (value[at + 1] << 8), value.Length);
                waiting.Enqueue(value[(at + 2)..end]);
                at = end;
            }
        }
    }

    /// <summary>Ports that there can be, with port 0.</summary>
    [Property("max_ports")]
    public uint MaximumPorts { get; set; } = 31;

    /// <summary>The driver may print a character before it has set up any queue.</summary>
    [Property("emergency-write")]
    public bool OffersEmergencyWrite { get; set; } = true;

    /// <summary>The driver learns how large the terminal is that a console leads to.</summary>
    [Property("console-size")]
    public bool OffersSize { get; set; } = true;

    /// <inheritdoc/>
    public override string Name => "virtio-serial";

    /// <inheritdoc/>
    public override uint DeviceId => 3;

    /// <inheritdoc/>
    public override int ConfigurationSize => 12;

    /// <inheritdoc/>
    protected override ulong DeviceFeatures =>
        (OffersSize && ports.Values.Any(port => port.Size is not null) ? SizeFeature : 0) | (MaximumPorts > 1 ? MultiplePortsFeature : 0) | (OffersEmergencyWrite ? EmergencyWriteFeature : 0);

    /// <inheritdoc/>
    protected override IReadOnlyList<ushort> QueueSizes =>
    [
        .. Enumerable.Range(0, (int)(2 * (MaximumPorts + 1)))
            .Select(queue => queue is ControlReceiveQueue or ControlTransmitQueue ? ControlQueueSize : PortQueueSize),
    ];

    /// <summary>The driver knows of several ports, and says which of them it has opened.</summary>
    internal bool HasMultiplePorts => HasFeature(MultiplePortsFeature);

    /// <summary>Says what is wrong with the properties, in words for the user; null for nothing.</summary>
    public string? FindFault() => MaximumPorts is 0 or > MostPorts ? $"maximum ports supported: {MostPorts}" : null;

    /// <summary>Plugs a port in. On the thread that builds the machine, when the device is connected.</summary>
    /// <returns>What is wrong, in words for the user; null for nothing.</returns>
    public string? Plug(VirtioSerialPort port)
    {
        ArgumentNullException.ThrowIfNull(port);
        if (port.Number != VirtioSerialPort.AnyNumber && port.Number >= MaximumPorts)
            return $"virtio-serial-bus: Out-of-range port id specified, max. allowed: {MaximumPorts - 1}";
        if (ports.ContainsKey(port.Number)) return $"virtio-serial-bus: A port already exists at id {port.Number}";
        if (port.Label is { Length: > 0 } && ports.Values.Any(each => each.Label == port.Label))
            return $"virtio-serial-bus: A port already exists by name {port.Label}";
        uint number = port.Number == VirtioSerialPort.AnyNumber ? FreeNumber(port.IsConsole) : port.Number;
        if (number >= MaximumPorts) return "virtio-serial-bus: Maximum port limit for this device reached";
        int queue = number == 0 ? 0 : FirstFurtherQueue + (2 * ((int)number - 1));
        ports.Add(number, port);
        port.Begin(this, number, Queues[queue], Queues[queue + 1]);
        return null;
    }

    /// <summary>Tells the driver that the host's end of a port has been opened or closed. On the loop.</summary>
    internal void TellOpen(uint port, bool isOpen)
    {
        if (HasMultiplePorts && (Status & VirtioStatus.DriverOk) != 0) Send(port, PortOpen, isOpen ? (ushort)1 : (ushort)0);
    }

    /// <summary>Tells the driver how large a console's terminal is. On the loop.</summary>
    internal void TellSize(uint number, VirtioSerialPort port)
    {
        if (!HasFeature(SizeFeature) || (Status & VirtioStatus.DriverOk) == 0 || port.Size is not { } size) return;
        if (!HasMultiplePorts)
        {
            // Only port 0 has its size in the configuration.
            NotifyConfigurationChanged();
            return;
        }

        // The columns come first (5.3.6.2.1). Linux took the first number for the rows before 2025, so that such a kernel exchanges the two.
        Span<byte> content = stackalloc byte[4];
        BinaryPrimitives.WriteUInt16LittleEndian(content, size.Columns);
        BinaryPrimitives.WriteUInt16LittleEndian(content[2..], size.Rows);
        Send(number, Resize, 0, content);
    }

    /// <inheritdoc/>
    protected override void OnStarted()
    {
        // A driver of one port never says that it has opened it.
        if (!HasMultiplePorts && ports.GetValueOrDefault(0u) is { } only) only.SetGuestOpen(true);
    }

    /// <inheritdoc/>
    protected override void QueueNotified(VirtQueue queue)
    {
        switch (queue.Index)
        {
            case ControlReceiveQueue:
                SendWaiting();
                break;
            case ControlTransmitQueue:
                ReadControl(queue);
                break;
            default:
                PortQueueNotified(queue);
                break;
        }
    }

    /// <inheritdoc/>
    protected override ValueTask StopAsync(VirtQueue? queue)
    {
        foreach (VirtioSerialPort port in ports.Values) port.LetGo(queue);
        return default;
    }

    /// <inheritdoc/>
    protected override void OnReset()
    {
        waiting.Clear();
        foreach (VirtioSerialPort port in ports.Values) port.SetGuestOpen(false);
    }

    /// <inheritdoc/>
    protected override void GetConfiguration(Span<byte> space)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(space[PortsOffset..], MaximumPorts);
        // The map of ports does not change any more when a driver can read.
        if (!OffersSize || ports.GetValueOrDefault(0u)?.Size is not { } size) return;
        BinaryPrimitives.WriteUInt16LittleEndian(space, size.Columns);
        BinaryPrimitives.WriteUInt16LittleEndian(space[ColumnsSize..], size.Rows);
    }

    /// <inheritdoc/>
    protected override bool TrySetConfiguration(int offset, ReadOnlySpan<byte> source)
    {
        if (offset != EmergencyOffset || !OffersEmergencyWrite) return false;
        // The map of ports does not change any more when a driver can write.
        if (ports.TryGetValue(0, out VirtioSerialPort? console)) console.WriteEmergency(source[0]);
        return true;
    }

    private uint FreeNumber(bool isConsole)
    {
        // Port 0 is the one that drivers without several ports know; only a console gets it by itself.
        uint number = isConsole ? 0u : 1u;
        while (ports.ContainsKey(number)) number++;
        return number;
    }

    private void PortQueueNotified(VirtQueue queue)
    {
        uint number = queue.Index < ControlReceiveQueue ? 0 : (uint)((queue.Index - FirstFurtherQueue) / 2) + 1;
        bool isTransmit = (queue.Index & 1) != 0;
        if (ports.TryGetValue(number, out VirtioSerialPort? port))
        {
            if (isTransmit) port.Transmit();
            else port.InputRoomMayHaveCome();
            return;
        }

        if (!isTransmit) return;
        while (queue.TryPop(out VirtChain? chain)) queue.Push(chain, 0);
        queue.Notify();
    }

    /// <summary>Takes the driver's control messages: port, event, value (5.3.6.2).</summary>
    private void ReadControl(VirtQueue queue)
    {
        Span<byte> message = stackalloc byte[MessageSize];
        while (queue.TryPop(out VirtChain? chain))
        {
            bool isWhole = chain.Read(0, message) == MessageSize;
            queue.Push(chain, 0);
            if (!isWhole)
            {
                Log.WriteOnce(LogItems.GuestErrors, $"{Name}: a control message is too short");
                continue;
            }

            Handle(
                BinaryPrimitives.ReadUInt32LittleEndian(message), BinaryPrimitives.ReadUInt16LittleEndian(message[4..]),
                BinaryPrimitives.ReadUInt16LittleEndian(message[6..]));
        }

        queue.Notify();
    }

    private void Handle(uint number, ushort what, ushort value)
    {
        if (EventTrace.IsOn) TraceEvents.SerialControl.Write(number, what, value);
        if (what == DeviceReady)
        {
            if (value == 0) Log.WriteOnce(LogItems.GuestErrors, $"{Name}: the driver could not set the device up");
            else foreach (uint each in ports.Keys) Send(each, PortAdd, 1);
            return;
        }

        if (!ports.TryGetValue(number, out VirtioSerialPort? port))
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: a control message is about port {number}, which does not exist");
            return;
        }

        if (what == PortOpen) port.SetGuestOpen(value != 0);
        else if (what != PortReady) Log.WriteOnce(LogItems.GuestErrors, $"{Name}: control message {what} is not known");
        else if (value == 0) Log.WriteOnce(LogItems.GuestErrors, $"{Name}: the driver could not set port {number} up");
        else Introduce(number, port);
    }

    /// <summary>Tells the driver what it has to know about a port that it has set up.</summary>
    private void Introduce(uint number, VirtioSerialPort port)
    {
        if (port.IsConsole) Send(number, ConsolePort, 1);
        TellSize(number, port);
        if (port.Label is { Length: > 0 } label) Send(number, PortName, 1, Encoding.UTF8.GetBytes(label + '\0'));
        if (port.IsHostOpen) Send(number, PortOpen, 1);
    }

    private void Send(uint number, ushort what, ushort value, params ReadOnlySpan<byte> text)
    {
        if (waiting.Count == MostWaiting)
        {
            Log.WriteOnce(LogItems.GuestErrors, $"{Name}: the driver takes no control messages; further ones are lost");
            return;
        }

        byte[] message = new byte[MessageSize + text.Length];
        BinaryPrimitives.WriteUInt32LittleEndian(message, number);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(4), what);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(6), value);
        text.CopyTo(message.AsSpan(MessageSize));
        waiting.Enqueue(message);
        SendWaiting();
    }

    private void SendWaiting()
    {
        VirtQueue queue = Queues[ControlReceiveQueue];
        while (waiting.Count != 0 && queue.TryPop(out VirtChain? chain))
            queue.Push(chain, (uint)chain.Write(0, waiting.Dequeue()));
        queue.Notify();
    }
}
