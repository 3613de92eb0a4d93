using System.Diagnostics;

namespace Emu.Core.Time;

/// <summary>The machine's time base: nanoseconds since the machine started, and the same in ticks of its timer. Any thread may read.</summary>
public sealed class MachineClock
{
    /// <summary>Frequency of <see cref="Ticks"/>, the <c>timebase-frequency</c> of the device tree: 10 MHz.</summary>
    public const ulong TicksPerSecond = 10_000_000;

    /// <summary>Nanoseconds in a tick.</summary>
    public const ulong NanosecondsPerTick = 1_000_000_000 / TicksPerSecond;

    private readonly long start = Stopwatch.GetTimestamp();

    /// <summary>Host time since the clock was made.</summary>
    public ulong Nanoseconds => (ulong)Stopwatch.GetElapsedTime(start).Ticks * 100;

    /// <summary>What <c>mtime</c> and the <c>time</c> CSR count.</summary>
    public ulong Ticks => Nanoseconds / NanosecondsPerTick;
}
