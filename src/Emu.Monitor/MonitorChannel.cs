using Emu.Chardev;
using Emu.Core.Time;

namespace Emu.Monitor;

/// <summary>
/// One client's connection: between the character device, whose events come on the machine's loop, and a session, which is
/// called on the monitors' own. Neither a client that sends too much nor one that does not read makes anybody wait.
/// </summary>
internal sealed class MonitorChannel : ICharacterFrontEnd
{
    /// <summary>Bytes of input that wait for the session; with more, the client is not read.</summary>
    private const int MostInput = 16 << 10;

    /// <summary>Bytes of output that the client has not read; with more, its commands wait.</summary>
    private const int MostOutput = 64 << 10;

    /// <summary>With so many bytes of output, events are no longer sent to the client.</summary>
    private const int MostEvents = 1 << 20;

    private readonly EventLoop loop;
    private readonly ICharacterBackend backend;
    private readonly IMonitorSession session;
    private int waitingInput;

    // Belongs to the monitors' loop.
    private bool isOpen;

    /// <summary>Guards what follows; the device's locks are taken inside.</summary>
    private readonly Lock gate = new();
    private byte[] output = [];
    private int start, end;

    /// <param name="loop">The monitors' loop.</param>
    /// <param name="backend">The character device.</param>
    /// <param name="create">Makes the session.</param>
    public MonitorChannel(EventLoop loop, ICharacterBackend backend, Func<MonitorChannel, IMonitorSession> create)
    {
        this.loop = loop;
        this.backend = backend;
        session = create(this);
    }

    /// <summary>The character device.</summary>
    public ICharacterBackend Backend => backend;

    /// <summary>Called on the monitors' loop when the client is gone; null when another may come.</summary>
    public Action<MonitorChannel>? Closed { get; init; }

    /// <summary>The client's session, for the monitors' loop.</summary>
    public IMonitorSession Session => session;

    /// <inheritdoc/>
    public int InputRoom
    {
        get
        {
            lock (gate)
                if (end - start > MostOutput) return 0;
            return Math.Max(0, MostInput - Volatile.Read(ref waitingInput));
        }
    }

    /// <inheritdoc/>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        byte[] copy = bytes.ToArray();
        Interlocked.Add(ref waitingInput, copy.Length);
        loop.Post(() =>
        {
            session.Receive(copy);
            Interlocked.Add(ref waitingInput, -copy.Length);
            backend.ResumeInput();
        });
    }

    /// <inheritdoc/>
    public void ReceiveDescriptors(ReadOnlySpan<int> descriptors)
    {
        int[] copy = descriptors.ToArray();
        loop.Post(() => session.ReceiveDescriptors(copy));
    }

    /// <inheritdoc/>
    public void ReceiveBreak()
    {
    }

    /// <inheritdoc/>
    public void OutputRoomAvailable()
    {
        lock (gate) Drain();
        backend.ResumeInput();
    }

    /// <inheritdoc/>
    public void ConnectionChanged(bool isConnected)
    {
        if (!isConnected)
            lock (gate) start = end = 0;
        loop.Post(() => SetOpen(isConnected));
    }

    /// <inheritdoc/>
    public void FocusChanged(bool hasFocus)
    {
        if (hasFocus) loop.Post(session.Focus);
    }

    /// <summary>Begins to listen to the client.</summary>
    public void Start()
    {
        if (backend.IsConnected) loop.Post(() => SetOpen(true));
        backend.Attach(this);
    }

    /// <summary>Sends an answer, whatever waits already. Any thread.</summary>
    public void Send(ReadOnlySpan<byte> bytes)
    {
        lock (gate) Append(bytes);
    }

    /// <summary>Sends an event, unless the client is far behind: then it is lost. Any thread.</summary>
    public void SendEvent(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
            if (end - start < MostEvents) Append(bytes);
    }

    /// <summary>Waits a moment for a client that still reads, before the emulator exits.</summary>
    public void Flush()
    {
        lock (gate) Drain();
        backend.Flush();
    }

    /// <summary>On the monitors' loop: a device says twice that somebody is there when it was so from the start.</summary>
    private void SetOpen(bool isConnected)
    {
        if (isOpen == isConnected) return;
        isOpen = isConnected;
        if (isConnected)
        {
            session.Open();
            return;
        }

        session.Close();
        Closed?.Invoke(this);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (start != 0 && output.Length - end < bytes.Length)
        {
            output.AsSpan(start, end - start).CopyTo(output);
            (start, end) = (0, end - start);
        }

        if (output.Length - end < bytes.Length) Array.Resize(ref output, Math.Max(2 * output.Length, end + bytes.Length));
        bytes.CopyTo(output.AsSpan(end));
        end += bytes.Length;
        Drain();
    }

    private void Drain()
    {
        if (end != start) start += backend.Write(output.AsSpan(start, end - start));
        if (start != end) return;
        start = end = 0;
        if (output.Length > MostOutput) output = [];
    }
}
