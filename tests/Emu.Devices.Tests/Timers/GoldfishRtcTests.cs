using Emu.Core.Time;
using Emu.Devices.Timers;

namespace Emu.Devices.Tests.Timers;

public sealed class GoldfishRtcTests : IDisposable
{
    private const ulong TimeLow = 0, TimeHigh = 4, AlarmLow = 8, AlarmHigh = 12, IrqEnabled = 16, ClearAlarm = 20,
        AlarmStatus = 24, ClearInterrupt = 28;

    private const ulong Second = 1_000_000_000, AnHour = 3600 * Second;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines lines = new();
    private readonly GoldfishRtc rtc;

    public GoldfishRtcTests() => rtc = new GoldfishRtc(lines.Line(11), loop);

    private ulong Time
    {
        get
        {
            ulong low = rtc.Read(TimeLow, 4);
            return low | (rtc.Read(TimeHigh, 4) << 32);
        }
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public void It_shows_the_hosts_time_in_nanoseconds_since_1970()
    {
        ulong host = (ulong)(DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks * 100;
        Assert.InRange(Time, host - (60 * Second), host + (60 * Second));
    }

    [Fact]
    public void The_high_half_belongs_to_the_low_half_read_before_it()
    {
        rtc.Write(TimeHigh, 4, 5);
        rtc.Write(TimeLow, 4, 0);
        rtc.Read(TimeLow, 4);
        rtc.Write(TimeHigh, 4, 9);
        Assert.Equal(5UL, rtc.Read(TimeHigh, 4));
        Assert.Equal(9UL, Time >> 32);
    }

    [Fact]
    public void An_alarm_rings_when_its_time_comes_and_until_it_is_cleared()
    {
        rtc.Write(IrqEnabled, 4, 1);
        SetAlarm(Time + (Second / 500));
        lines.WaitUntilHigh(11);
        Assert.Equal(0UL, rtc.Read(AlarmStatus, 4));
        rtc.Write(ClearInterrupt, 4, 1);
        Assert.False(lines[11]);
    }

    [Fact]
    public void An_alarm_in_the_past_rings_at_once()
    {
        rtc.Write(IrqEnabled, 4, 1);
        SetAlarm(1);
        Assert.True(lines[11]);
    }

    [Fact]
    public void An_alarm_that_rang_while_interrupts_were_off_is_seen_when_they_are_enabled()
    {
        SetAlarm(1);
        Assert.False(lines[11]);
        rtc.Write(IrqEnabled, 4, 1);
        Assert.True(lines[11]);
        rtc.Write(IrqEnabled, 4, 0);
        Assert.False(lines[11]);
    }

    [Fact]
    public void A_cleared_alarm_does_not_ring()
    {
        rtc.Write(IrqEnabled, 4, 1);
        SetAlarm(Time + AnHour);
        Assert.Equal(1UL, rtc.Read(AlarmStatus, 4));
        rtc.Write(ClearAlarm, 4, 1);
        Assert.Equal(0UL, rtc.Read(AlarmStatus, 4));
        rtc.Write(TimeHigh, 4, 0x7fff_ffff);
        Assert.False(lines[11]);
    }

    [Fact]
    public void Setting_the_time_past_the_alarm_rings_it()
    {
        rtc.Write(IrqEnabled, 4, 1);
        SetAlarm(Time + AnHour);
        Assert.False(lines[11]);
        rtc.Write(TimeHigh, 4, 0x7fff_ffff);
        Assert.True(lines[11]);
    }

    [Fact]
    public void The_alarm_registers_read_back()
    {
        SetAlarm(0x7fff_0001_2345_6789);
        Assert.Equal(0x2345_6789UL, rtc.Read(AlarmLow, 4));
        Assert.Equal(0x7fff_0001UL, rtc.Read(AlarmHigh, 4));
    }

    [Fact]
    public void A_wide_access_reaches_two_registers()
    {
        rtc.Write(AlarmLow, 8, 0x7fff_0001_2345_6789);
        Assert.Equal(0x7fff_0001_2345_6789UL, rtc.Read(AlarmLow, 8));
        ulong before = Time;
        Assert.InRange(rtc.Read(TimeLow, 8), before, before + AnHour);
    }

    private void SetAlarm(ulong time)
    {
        rtc.Write(AlarmHigh, 4, time >> 32);
        rtc.Write(AlarmLow, 4, (uint)time);
    }
}
