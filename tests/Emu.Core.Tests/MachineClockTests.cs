using CsCheck;
using Emu.Core.Time;

namespace Emu.Core.Tests;

public sealed class MachineClockTests
{
    private readonly MachineClock clock = new();

    [Fact]
    public void Ticks_continue_from_the_value_that_was_set()
    {
        int changes = 0;
        clock.TicksChanged += () => changes++;
        clock.SetTicks(1UL << 60);
        ulong first = clock.Ticks, second = clock.Ticks;
        Assert.InRange(first, 1UL << 60, second);
        Assert.Equal(1, changes);
    }

    [Fact]
    public void The_deadline_of_a_tick_that_has_come_is_zero_and_of_one_too_far_away_never()
    {
        clock.SetTicks(1000);
        Assert.Equal(0UL, clock.DeadlineOf(0));
        Assert.Equal(0UL, clock.DeadlineOf(1000));
        Assert.Equal(MachineTimer.Never, clock.DeadlineOf(ulong.MaxValue));
    }

    [Fact]
    public void A_deadline_is_the_first_nanosecond_of_its_tick()
    {
        Gen.Select(Gen.ULong, Gen.ULong[1, 1UL << 40]).Sample((start, distance) =>
        {
            MachineClock sample = new();
            sample.SetTicks(start);
            if (start + distance < start) return;
            ulong deadline = sample.DeadlineOf(start + distance);
            if (deadline == 0) return;
            Assert.Equal(start + distance, Offset(sample) + (deadline / MachineClock.NanosecondsPerTick));
            Assert.Equal(0UL, deadline % MachineClock.NanosecondsPerTick);
        });
    }

    /// <summary>Ticks less elapsed ticks, from readings between which the clock did not advance.</summary>
    private static ulong Offset(MachineClock clock)
    {
        while (true)
        {
            ulong before = clock.Nanoseconds / MachineClock.NanosecondsPerTick;
            ulong ticks = clock.Ticks;
            if (clock.Nanoseconds / MachineClock.NanosecondsPerTick == before) return ticks - before;
        }
    }
}
