using Emu.Core.Time;
using Emu.Devices.Timers;

namespace Emu.Devices.Tests.Timers;

public sealed class Pl031Tests : IDisposable
{
    private const ulong Data = 0x00, Match = 0x04, Load = 0x08, Control = 0x0c, Mask = 0x10, Raw = 0x14, Masked = 0x18, Clear = 0x1c;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines lines = new();
    private readonly SettableTime time = new() { Now = DateTimeOffset.UnixEpoch + TimeSpan.FromSeconds(1000) };
    private readonly Pl031 rtc;

    public Pl031Tests() => rtc = new Pl031(lines.Line(2), loop, time);

    public void Dispose() => loop.Dispose();

    [Fact]
    public void It_shows_the_hosts_seconds_and_runs()
    {
        Assert.Equal((1000u, 1u), (Read(Data), Read(Control)));
        time.Now += TimeSpan.FromSeconds(5);
        Assert.Equal(1005u, Read(Data));
        Assert.Equal(
            [0x31, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1], Enumerable.Range(0, 8).Select(i => Read(0xfe0 + (4 * (ulong)i))));
    }

    [Fact]
    public void A_time_that_is_loaded_goes_on_from_there_and_over_a_reset()
    {
        Write(Load, 50);
        time.Now += TimeSpan.FromSeconds(3);
        Assert.Equal((53u, 50u), (Read(Data), Read(Load)));
        rtc.Reset();
        Assert.Equal(53u, Read(Data));
    }

    [Fact]
    public void An_alarm_rings_when_the_time_is_the_one_it_is_set_to()
    {
        Write(Mask, 1);
        Write(Match, 1001);
        Assert.Equal(0u, Read(Raw));
        time.Now += TimeSpan.FromSeconds(1);
        lines.WaitUntilHigh(2);
        Assert.Equal((1u, 1u), (Read(Raw), Read(Masked)));
        Write(Clear, 1);
        Assert.False(lines[2]);
    }

    [Fact]
    public void A_masked_alarm_is_seen_but_interrupts_nobody()
    {
        Write(Match, 1000);
        Assert.Equal((1u, 0u), (Read(Raw), Read(Masked)));
        Assert.False(lines[2]);
        Write(Mask, 1);
        Assert.True(lines[2]);
    }

    private uint Read(ulong offset) => (uint)rtc.Read(offset, 4);

    private void Write(ulong offset, uint value) => rtc.Write(offset, 4, value);

    private sealed class SettableTime : TimeProvider
    {
        public DateTimeOffset Now { get; set; }

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
