using Emu.Core.Interrupts;

namespace Emu.Guest.Arm64.Tests.Privileged;

public sealed class TimerTests : IDisposable
{
    private const int Distance = 0xdf18, Control = 0xdf19, Compare = 0xdf1a, Count = 0xdf02;

    private readonly TestCpu cpu = new();
    private readonly RecordingInput input = new();

    public TimerTests() => cpu.Cpu.ConnectTimers(new InterruptLine(input, 30), new InterruptLine(input, 27));

    public void Dispose() => cpu.Dispose();

    [Fact]
    public void A_timer_whose_time_has_come_is_high_while_it_is_enabled_and_not_masked()
    {
        cpu.Write(Compare, 0);
        Assert.Empty(input.High);
        cpu.Write(Control, 1);
        Assert.Equal([27], input.High);
        Assert.Equal(5UL, cpu.Read(Control));
        cpu.Write(Control, 3);
        Assert.Empty(input.High);
        Assert.Equal(7UL, cpu.Read(Control));
        cpu.Write(Control, 0);
        Assert.Equal(0UL, cpu.Read(Control));
    }

    [Fact]
    public void A_timer_that_is_far_away_is_low()
    {
        cpu.Write(Control, 1);
        Assert.Equal([27], input.High);
        cpu.Write(Compare, ulong.MaxValue);
        Assert.Empty(input.High);
        Assert.Equal(1UL, cpu.Read(Control));
    }

    [Fact]
    public void A_distance_counts_from_now_and_has_a_sign()
    {
        ulong before = cpu.Read(Count);
        cpu.Write(Distance, 0x7fff_ffff);
        ulong compare = cpu.Read(Compare), after = cpu.Read(Count);
        Assert.InRange(compare, before + 0x7fff_ffff, after + 0x7fff_ffff);
        cpu.Write(Distance, 0xffff_ffff);
        Assert.True(cpu.Read(Compare) < cpu.Read(Count));
    }

    private sealed class RecordingInput : IInterruptSink
    {
        public HashSet<int> High { get; } = [];

        public void SetLevel(int input, bool asserted)
        {
            if (asserted) High.Add(input);
            else High.Remove(input);
        }
    }
}
