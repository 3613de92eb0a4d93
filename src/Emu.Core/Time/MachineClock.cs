using System.Diagnostics;

namespace Emu.Core.Time;

/// <summary>
/// The machine's time base: nanoseconds since the machine started, and the same in ticks of its timer. Any thread may
/// read.
/// </summary>
public sealed class MachineClock
{
    /// <summary>Frequency of <see cref="Ticks"/>, the <c>timebase-frequency</c> of the device tree: 10 MHz.</summary>
    public const ulong TicksPerSecond = 10_000_000;

    /// <summary>Nanoseconds in a tick.</summary>
    public const ulong NanosecondsPerTick = 1_000_000_000 / TicksPerSecond;

    private readonly Lock gate = new();

    // The host's time at which the clock showed 0, and at which it was paused, 0 while it runs. Written under the gate.
    private long start = Stopwatch.GetTimestamp();
    private long pausedAt;
    private bool isStepped;

    // Odd while they change, so that readers take them together, and no time of the host from before with them.
    private int changes;
    private ulong tickOffset;

    /// <summary>
    /// Raised after <see cref="SetTicks"/>, on the thread that called it: whoever has a timer set for a tick sets it
    /// anew. Subscribe while the machine is built.
    /// </summary>
    public event Action? TicksChanged;

    /// <summary>Raised after <see cref="Resume"/>, on its thread: whoever waits for a moment looks again. Subscribe while
    /// the machine is built.</summary>
    public event Action? Resumed;

    /// <summary>
    /// Host time since the clock was made, without the time for which it was paused; never goes back and is not changed by
    /// <see cref="SetTicks"/>.
    /// </summary>
    public ulong Nanoseconds
    {
        get
        {
            while (true)
            {
                int turn = Volatile.Read(ref changes);
                long from = Volatile.Read(ref start), paused = Volatile.Read(ref pausedAt);
                long elapsed = (paused != 0 ? paused : Stopwatch.GetTimestamp()) - from;
                if ((turn & 1) != 0 || Volatile.Read(ref changes) != turn) continue;
                return Stopwatch.Frequency == 1_000_000_000 ? (ulong)elapsed : (ulong)Stopwatch.GetElapsedTime(0, elapsed).Ticks * 100;
            }
        }
    }

    /// <summary>Makes the clock stand at 0 until <see cref="StepTo"/>: it is a test's, and neither paused nor resumed. While the
    /// machine is built.</summary>
    public void BeStepped()
    {
        lock (gate)
        {
            isStepped = true;
            start = pausedAt = Stopwatch.GetTimestamp();
        }
    }

    /// <summary>Brings a clock that is stepped to a later moment, and wakes those who wait for it. Any thread.</summary>
    /// <param name="nanoseconds">The value that <see cref="Nanoseconds"/> gets; one that is earlier changes nothing.</param>
    public void StepTo(ulong nanoseconds)
    {
        lock (gate)
        {
            if (!isStepped) throw new InvalidOperationException("the clock follows the host");
            long at = start + (long)((Int128)nanoseconds * Stopwatch.Frequency / 1_000_000_000);
            if (at <= pausedAt) return;
            Interlocked.Increment(ref changes);
            pausedAt = at;
            Interlocked.Increment(ref changes);
        }

        Resumed?.Invoke();
    }

    /// <summary>The clock stands still.</summary>
    public bool IsPaused => Volatile.Read(ref pausedAt) != 0;

    /// <summary>Stops the clock until <see cref="Resume"/>. Any thread; while no CPU runs, which would see it stand.</summary>
    public void Pause()
    {
        lock (gate)
        {
            if (pausedAt != 0) return;
            Interlocked.Increment(ref changes);
            // No reader keeps a time that it took after the moment at which the clock stands.
            Interlocked.MemoryBarrierProcessWide();
            pausedAt = Stopwatch.GetTimestamp();
            Interlocked.Increment(ref changes);
        }
    }

    /// <summary>Lets the clock go on from where it stands. Any thread.</summary>
    public void Resume()
    {
        lock (gate)
        {
            if (pausedAt == 0 || isStepped) return;
            Interlocked.Increment(ref changes);
            start += Stopwatch.GetTimestamp() - pausedAt;
            pausedAt = 0;
            Interlocked.Increment(ref changes);
        }

        Resumed?.Invoke();
    }

    /// <summary>Makes a paused clock show what the clock of a saved machine showed.</summary>
    /// <param name="nanoseconds">Its <see cref="Nanoseconds"/>.</param>
    /// <param name="ticks">Its <see cref="Ticks"/>.</param>
    /// <exception cref="InvalidOperationException">The clock runs.</exception>
    public void Restore(ulong nanoseconds, ulong ticks)
    {
        lock (gate)
        {
            if (pausedAt == 0) throw new InvalidOperationException("the clock runs");
            Interlocked.Increment(ref changes);
            start = pausedAt - (long)((Int128)nanoseconds * Stopwatch.Frequency / 1_000_000_000);
            Interlocked.Increment(ref changes);
        }

        SetTicks(ticks);
    }

    /// <summary>What <c>mtime</c> and the <c>time</c> CSR count.</summary>
    public ulong Ticks => (Nanoseconds / NanosecondsPerTick) + Volatile.Read(ref tickOffset);

    /// <summary>Sets <see cref="Ticks"/>: the guest wrote <c>mtime</c>, or the machine is reset.</summary>
    public void SetTicks(ulong value)
    {
        Volatile.Write(ref tickOffset, value - (Nanoseconds / NanosecondsPerTick));
        TicksChanged?.Invoke();
    }

    /// <summary>
    /// The value of <see cref="Nanoseconds"/> at which <see cref="Ticks"/> reaches <paramref name="ticks"/>: 0 when it
    /// has, <see cref="MachineTimer.Never"/> when it is farther away than 64 bits of nanoseconds.
    /// </summary>
    public ulong DeadlineOf(ulong ticks)
    {
        ulong elapsed = Nanoseconds / NanosecondsPerTick;
        ulong now = elapsed + Volatile.Read(ref tickOffset);
        if (ticks <= now) return 0;
        UInt128 deadline = ((UInt128)elapsed + (ticks - now)) * NanosecondsPerTick;
        return deadline >= MachineTimer.Never ? MachineTimer.Never : (ulong)deadline;
    }
}
