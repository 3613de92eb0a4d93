using Emu.Host;

namespace Emu.Chardev;

/// <summary>
/// Collects what a guest prints, often byte by byte, and writes it to a host file descriptor a millisecond later from a
/// thread of its own, so that a slow terminal or pipe stops neither a hart nor the event loop.
/// </summary>
internal sealed class OutputQueue : IDisposable
{
    /// <summary>Bytes kept for a host that does not take them; then writers are told to wait.</summary>
    private const int Capacity = 64 * 1024;

    /// <summary>So many bytes are written at once without waiting for more.</summary>
    private const int Enough = 4096;

    private const int CollectMilliseconds = 1;

    private readonly object gate = new();
    private readonly int descriptor;
    private readonly string name;
    private readonly Action roomAvailable;

    // Guarded by the gate.
    private byte[] filling = new byte[Capacity];
    private byte[] writing = new byte[Capacity];
    private int count;
    private Thread? thread;
    private bool isWriting, isUrgent, isStopping, isRefused, hasFailed;

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
            while ((count != 0 || isWriting) && thread is not null) Monitor.Wait(gate);
            isUrgent = false;
        }
    }

    /// <summary>Flushes, and ends the thread. Nothing may be written afterwards.</summary>
    public void Dispose()
    {
        Thread? running;
        lock (gate)
        {
            isStopping = true;
            Monitor.PulseAll(gate);
            running = thread;
        }

        running?.Join();
    }

    private void Start()
    {
        thread = new Thread(Run, maxStackSize: 256 * 1024) { IsBackground = true, Name = $"output to {name}" };
        thread.Start();
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
        Console.Error.WriteLine($"emu: writing to {name} failed, further output is lost: {reason}");
    }
}
