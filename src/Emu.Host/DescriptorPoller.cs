using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// Waits, on one thread, until one of a set of file descriptors can be read or written, time has passed, or another thread calls
/// <see cref="Wake"/>. Time-outs are exact to some microseconds, unlike those of <c>Monitor.Wait</c>, which count
/// milliseconds.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: the host reads and writes the first <see cref="count"/> entries only, while they are
/// pinned.
/// </remarks>
public sealed unsafe partial class DescriptorPoller : IDisposable
{
    /// <summary>A time-out that never comes.</summary>
    public const ulong Forever = ulong.MaxValue;

    private const short PollIn = 1, PollOut = 4;
    private const int Running = 0, Sleeping = 1, Woken = 2;

    private readonly SafeFileHandle wakeEvent;
    private PollEntry[] entries = new PollEntry[4];
    private int count;
    private int state;

    /// <summary>Makes a poller with no descriptors.</summary>
    /// <exception cref="IOException">The process has no file descriptor left.</exception>
    public DescriptorPoller()
    {
        int descriptor = CreateWakeEvent();
        if (descriptor < 0) throw new IOException("the host has no file descriptor left for an event loop; raise the limit of ulimit -n");
        wakeEvent = new SafeFileHandle(descriptor, ownsHandle: true);
        Clear();
    }

    /// <summary>Forgets all descriptors.</summary>
    public void Clear()
    {
        count = 0;
        Add((int)wakeEvent.DangerousGetHandle(), forWriting: false);
    }

    /// <summary>
    /// Adds a descriptor; the first one after <see cref="Clear"/> has index 0 for <see cref="IsReady"/>.
    /// </summary>
    /// <param name="descriptor">An open descriptor of the host.</param>
    /// <param name="forWriting">Waits for room to write into instead of something to read.</param>
    public void Add(int descriptor, bool forWriting)
    {
        if (count == entries.Length) Array.Resize(ref entries, count * 2);
        entries[count++] = new PollEntry { Descriptor = descriptor, Events = forWriting ? PollOut : PollIn };
    }

    /// <summary>
    /// True when the last <see cref="Wait"/> found that a read from the descriptor, or a write to it, would not block
    /// (data, room, the other end gone, or an error).
    /// </summary>
    public bool IsReady(int index) => entries[index + 1].Ready != 0;

    /// <summary>True while the other thread is in <see cref="Wait"/> and nobody has woken it. Any thread; may be outdated at
    /// once, but never misses a <see cref="Wake"/> that the calling thread has made.</summary>
    public bool IsAsleep => Volatile.Read(ref state) == Sleeping;

    /// <summary>
    /// Waits at most <paramref name="nanoseconds"/>; returns at once when <see cref="Wake"/> was called since the last
    /// wait.
    /// </summary>
    public void Wait(ulong nanoseconds)
    {
        if (Interlocked.CompareExchange(ref state, Sleeping, Running) == Woken)
        {
            nanoseconds = 0;
            // A wake that found no thread asleep has signalled nothing.
            if (count == 1)
            {
                Interlocked.Exchange(ref state, Running);
                return;
            }
        }

        fixed (PollEntry* first = entries)
            if (Poll(first, (uint)count, nanoseconds > long.MaxValue ? -1 : (long)nanoseconds) < 0)
                for (int i = 0; i < count; i++) first[i].Ready = 0;
        Interlocked.Exchange(ref state, Running);
        // The signal of a wake that came too late for this wait ends the next one.
        if (entries[0].Ready != 0) DrainWakeEvent(wakeEvent);
    }

    /// <summary>
    /// Ends the wait that runs, or the next one. Any thread may call; costs a system call only when the other thread
    /// sleeps.
    /// </summary>
    public void Wake()
    {
        if (Interlocked.Exchange(ref state, Woken) == Sleeping && !wakeEvent.IsClosed) SignalWakeEvent(wakeEvent);
    }

    /// <summary>Call on the waiting thread, after its last wait.</summary>
    public void Dispose()
    {
        Interlocked.Exchange(ref state, Woken);
        wakeEvent.Dispose();
    }

    [LibraryImport("emunative", EntryPoint = "emu_wake_event_create")]
    private static partial int CreateWakeEvent();

    [LibraryImport("emunative", EntryPoint = "emu_wake_event_signal")]
    private static partial void SignalWakeEvent(SafeFileHandle descriptor);

    [LibraryImport("emunative", EntryPoint = "emu_wake_event_drain")]
    private static partial void DrainWakeEvent(SafeFileHandle descriptor);

    [LibraryImport("emunative", EntryPoint = "emu_poll")]
    private static partial int Poll(PollEntry* entries, uint count, long nanoseconds);

    /// <summary><c>struct pollfd</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Ready;
    }
}
