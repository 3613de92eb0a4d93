using System.Diagnostics;
using Emu.Core.Time;

namespace Emu.Machine;

/// <summary>The time that real-time clocks show: <c>-rtc</c>.</summary>
internal static class GuestTime
{
    /// <summary>The time that the user wants.</summary>
    /// <param name="options">What the clocks follow, and how far they are ahead.</param>
    /// <param name="clock">The machine's clock.</param>
    public static TimeProvider For(MachineOptions options, MachineClock clock)
    {
        if (options.ClockSource == ClockSource.Host)
            return options.ClockOffset == default ? TimeProvider.System : new ShiftedTime(options.ClockOffset);
        DateTimeOffset start = DateTimeOffset.UtcNow + options.ClockOffset;
        return options.ClockSource == ClockSource.Guest
            ? new ElapsedTime(start, () => TimeSpan.FromTicks((long)(clock.Nanoseconds / TimeSpan.NanosecondsPerTick)))
            : new ElapsedTime(start, MonotonicTime());
    }

    private static Func<TimeSpan> MonotonicTime()
    {
        long begin = Stopwatch.GetTimestamp();
        return () => Stopwatch.GetElapsedTime(begin);
    }

    /// <summary>The host's time, so much later.</summary>
    private sealed class ShiftedTime(TimeSpan offset) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + offset;
    }

    /// <summary>A time that has begun once and goes on as another clock does.</summary>
    private sealed class ElapsedTime(DateTimeOffset start, Func<TimeSpan> elapsed) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => start + elapsed();
    }
}
