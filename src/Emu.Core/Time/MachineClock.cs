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

    private readonly long start = Stopwatch.GetTimestamp();
    private ulong tickOffset;

    /// <summary>
    /// Raised after <see cref="SetTicks"/>, on the thread that called it: whoever has a timer set for a tick sets it
    /// anew. Subscribe while the machine is built.
    /// </summary>
    public event Action? TicksChanged;

    /// <summary>
    /// Host time since the clock was made; never goes back and is not changed by <see cref="SetTicks"/>.
    /// </summary>
    public ulong Nanoseconds => Stopwatch.Frequency == 1_000_000_000
        ? (ulong)(Stopwatch.GetTimestamp() - start)
        : (ulong)Stopwatch.GetElapsedTime(start).Ticks * 100;

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
    /// has,
    /// <see cref="MachineTimer.Never"/> when it is farther away than 64 bits of nanoseconds.
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
