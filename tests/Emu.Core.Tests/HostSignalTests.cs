using Emu.Host;

namespace Emu.Core.Tests;

public sealed class HostSignalTests
{
    private const ulong Millisecond = 1_000_000;

    [Fact]
    public void A_signal_that_comes_before_the_wait_is_taken_once()
    {
        HostSignal signal = new();
        signal.Set();
        signal.Set();
        Assert.True(signal.Wait(0));
        Assert.False(signal.Wait(0));
    }

    [Fact]
    public void A_wait_without_a_signal_ends_when_its_time_has_passed()
    {
        HostSignal signal = new();
        long begun = Environment.TickCount64;
        Assert.False(signal.Wait(20 * Millisecond));
        Assert.True(Environment.TickCount64 - begun >= 19);
        signal.Set();
        Assert.True(signal.Wait());
    }

    [Fact]
    public void No_signal_is_lost_between_threads_that_wake_each_other()
    {
        const int Rounds = 20_000;
        HostSignal there = new(), back = new();
        int answers = 0;
        Thread other = new(() =>
        {
            for (int i = 0; i < Rounds; i++)
            {
                there.Wait();
                answers++;
                back.Set();
            }
        });
        other.Start();
        for (int i = 0; i < Rounds; i++)
        {
            there.Set();
            Assert.True(back.Wait(60_000 * Millisecond));
            Assert.Equal(i + 1, answers);
        }

        other.Join();
    }
}
