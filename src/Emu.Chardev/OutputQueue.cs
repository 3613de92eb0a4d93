using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Collects what a guest prints, often byte by byte, and writes it to a host file descriptor a millisecond later from a
/// thread of its own, so that a slow terminal or pipe stops neither a CPU nor the event loop.
/// </summary>
internal sealed class OutputQueue : IDisposable
{
    /// <summary>Bytes kept for a host that does not take them; then writers are told to wait.</summary>
    private const int Capacity = 64 * 1024;

    /// <summary>So many bytes are written at once without waiting for more.</summary>
    private const int Enough = 4096;

    private const int CollectMilliseconds = 1;

    /// <summary>How long output is waited for after <see cref="Abandon"/>.</summary>
    private const int LastMilliseconds = 250;

    private readonly object gate = new();
    private readonly int descriptor;
    private readonly string name;
    private readonly Action roomAvailable;

    // Guarded by the gate.
    private byte[] filling = new byte[Capacity];
    private byte[] writing = new byte[Capacity];
    private int count;
    private Thread? thread;
    private bool isWriting, isUrgent, isStopping, isRefused, hasFailed, hasEnded;
    private long lastMoment = long.MaxValue;

    /// <summary>Makes a queue; its thread starts with the first byte.</summary>
    /// <param name="descriptor">Where the bytes go; stays the caller's to close.</param>
    /// <param name="name">For the message when the host refuses them.</param>
    /// <param name="roomAvailable">Called on the queue's thread when bytes fit again after some did not.</param>
    public OutputQueue(int descriptor, string name, Action roomAvailable)
    {
        this.descriptor = descriptor;
        this.name = name;
        this.roomAvailable = roomAvailable;
    }

    /// <summary>Takes as many bytes as there is room for. Any thread may call.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        lock (gate)
        {
            if (hasFailed) return bytes.Length;
            int taken = Math.Min(bytes.Length, Capacity - count);
            if (taken < bytes.Length) isRefused = true;
            if (taken == 0) return 0;
            bool signal = count == 0 || (count < Enough && count + taken >= Enough);
            bytes[..taken].CopyTo(filling.AsSpan(count));
            count += taken;
            if (thread is null) Start();
            else if (signal) Monitor.PulseAll(gate);
            return taken;
        }
    }

    /// <summary>Waits until the host has taken everything, or refused it.</summary>
    public void Flush()
    {
        lock (gate)
        {
            isUrgent = true;
            Monitor.PulseAll(gate);
            while ((count != 0 || isWriting) && thread is not null && MayWait()) WaitForHost();
            isUrgent = false;
        }
    }

    /// <summary>From here on a host that takes nothing is waited for a moment only. Any thread may call.</summary>
    public void Abandon()
    {
        lock (gate)
        {
            lastMoment = Math.Min(lastMoment, Environment.TickCount64 + LastMilliseconds);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>True when no write is under way any more, after <see cref="Dispose"/>.</summary>
    public bool HasEnded
    {
        get
        {
            lock (gate) return thread is null || hasEnded;
        }
    }

    /// <summary>Flushes, and ends the thread. Nothing may be written afterwards.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isStopping = true;
            Monitor.PulseAll(gate);
            while (thread is not null && !hasEnded && MayWait()) WaitForHost();
        }
    }

    private bool MayWait() => lastMoment > Environment.TickCount64;

    // Woken by what the thread does, and by Abandon.
    private void WaitForHost()
    {
        if (lastMoment == long.MaxValue) Monitor.Wait(gate);
        else Monitor.Wait(gate, (int)Math.Max(lastMoment - Environment.TickCount64, 1));
    }

    private void Start()
    {
        Thread writer = new(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"output to {name}" };
        HostProcess.Start(writer);
        thread = writer;
    }

    private void Run()
    {
        while (TakeBatch() is { Length: > 0 } batch)
        {
            int error = HostDescriptor.WriteAll(descriptor, batch.Span);
            bool tellRoom;
            lock (gate)
            {
                isWriting = false;
                if (error < 0) Fail(error);
                tellRoom = isRefused;
                isRefused = false;
                Monitor.PulseAll(gate);
            }

            if (tellRoom) roomAvailable();
        }

        lock (gate)
        {
            hasEnded = true;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Waits for bytes and a moment longer for more; empty when the queue is done.</summary>
    private ReadOnlyMemory<byte> TakeBatch()
    {
        lock (gate)
        {
            while (count == 0 && !isStopping) Monitor.Wait(gate);
            if (count is > 0 and < Enough && !isUrgent && !isStopping) Monitor.Wait(gate, CollectMilliseconds);
            (filling, writing) = (writing, filling);
            ReadOnlyMemory<byte> batch = writing.AsMemory(0, count);
            count = 0;
            isWriting = batch.Length != 0;
            return batch;
        }
    }

    /// <summary>
    /// The host will not take any more (a closed pipe, a full disk): the guest goes on without its output.
    /// </summary>
    private void Fail(int error)
    {
        if (hasFailed) return;
        hasFailed = true;
        count = 0;
        string reason = HostDescriptor.Describe(error);
        StandardError.WriteLine($"writing to {name} failed, further output is lost: {reason}");
    }
}
