using CsCheck;
using Emu.Linux.Abi;
using Emu.Linux.Signals;

namespace Emu.Linux.Tests.Signals;

/// <summary>The order of delivery.</summary>
public sealed class PendingSignalsTests
{
    private static readonly SignalSet all = new(ulong.MaxValue);

    [Fact]
    public void Faults_come_first_then_the_lowest_number()
    {
        PendingSignals pending = new();
        foreach (int signal in new[] { 40, 10, 11, 34, 2 }) pending.Add(new SignalInfo { Number = signal });
        Assert.Equal([11, 2, 10, 34, 40], Drain(pending).Select(info => info.Number));
    }

    [Fact]
    public void A_standard_signal_is_kept_once_and_a_real_time_one_each_time_in_order()
    {
        PendingSignals pending = new();
        for (ulong value = 1; value <= 3; value++)
        {
            pending.Add(new SignalInfo { Number = 10, Value = value });
            pending.Add(new SignalInfo { Number = 34, Value = value });
        }

        Assert.Equal([1UL, 1, 2, 3], Drain(pending).Select(info => info.Value));
    }

    [Fact]
    public void What_is_not_wanted_stays()
    {
        PendingSignals pending = new();
        pending.Add(new SignalInfo { Number = 11 });
        Assert.False(pending.TryTake(SignalSet.Of(5), out _));
        Assert.Equal(SignalSet.Of(11), pending.Numbers);
    }

    [Fact]
    public void Numbers_always_tells_what_is_there() => Gen.Int[1, 64].Array[0, 40].Sample(signals =>
    {
        PendingSignals pending = new();
        SignalSet expected = default;
        foreach (int signal in signals)
        {
            pending.Add(new SignalInfo { Number = signal });
            expected |= SignalSet.Of(signal);
        }

        Assert.Equal(expected, pending.Numbers);
        int standard = signals.Where(signal => signal < 32).Distinct().Count();
        Assert.Equal(standard + signals.Count(signal => signal >= 32), Drain(pending).Count);
        Assert.True(pending.Numbers.IsEmpty);
    });

    private static List<SignalInfo> Drain(PendingSignals pending)
    {
        List<SignalInfo> taken = [];
        while (pending.TryTake(all, out SignalInfo info)) taken.Add(info);
        return taken;
    }
}
