using Emu.Core.Time;
using Emu.Devices.Tests;
using Emu.Guest.RiscV.Devices;

namespace Emu.Guest.RiscV.Platform.Tests.Devices;

public sealed class ClintTests : IDisposable
{
    private const ulong MtimeCmp = 0x4000, Mtime = 0xbff8;
    private const ulong AnHour = 3600 * MachineClock.TicksPerSecond;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines lines = new();
    private readonly Clint clint;

    public ClintTests() => clint = new Clint(loop, [(lines.Line(0), lines.Line(10)), (lines.Line(1), lines.Line(11))]);

    public void Dispose() => loop.Dispose();

    [Fact]
    public void Msip_has_one_bit_that_drives_the_harts_software_interrupt()
    {
        clint.Write(4, 4, 0xffff_ffff);
        Assert.True(lines[1]);
        Assert.False(lines[0]);
        Assert.Equal(1UL, clint.Read(4, 4));
        clint.Write(4, 4, 0xffff_fffe);
        Assert.False(lines[1]);
        Assert.Equal(0UL, clint.Read(4, 4));
    }

    [Fact]
    public void The_timer_interrupt_is_up_while_mtime_has_reached_mtimecmp()
    {
        clint.Write(MtimeCmp, 8, 0);
        Assert.True(lines[10]);
        Assert.False(lines[11]);
        clint.Write(MtimeCmp, 8, clint.Read(Mtime, 8) + AnHour);
        Assert.False(lines[10]);
    }

    [Fact]
    public void The_timer_interrupt_comes_when_mtime_gets_there()
    {
        clint.Write(MtimeCmp + 8, 8, clint.Read(Mtime, 8) + (MachineClock.TicksPerSecond / 500));
        lines.WaitUntilHigh(11);
        Assert.True(clint.Read(Mtime, 8) >= clint.Read(MtimeCmp + 8, 8));
        Assert.False(lines[10]);
    }

    [Fact]
    public void Writing_mtime_moves_the_clock_and_the_interrupts_follow()
    {
        clint.Write(MtimeCmp, 8, 10 * AnHour);
        Assert.False(lines[10]);
        clint.Write(Mtime, 8, 10 * AnHour);
        Assert.True(lines[10]);
        Assert.InRange(loop.Clock.Ticks, 10 * AnHour, 11 * AnHour);
        clint.Write(Mtime, 8, 5);
        Assert.False(lines[10]);
        Assert.InRange(loop.Clock.Ticks, 5UL, AnHour);
    }

    [Fact]
    public void Halves_of_the_64_bit_registers_can_be_accessed()
    {
        clint.Write(MtimeCmp + 8, 8, 0x1111_2222_3333_4444);
        Assert.Equal(0x3333_4444UL, clint.Read(MtimeCmp + 8, 4));
        Assert.Equal(0x1111_2222UL, clint.Read(MtimeCmp + 12, 4));
        clint.Write(MtimeCmp + 12, 4, 0xaaaa_bbbb);
        clint.Write(MtimeCmp + 8, 4, 0xcccc_dddd);
        Assert.Equal(0xaaaa_bbbb_cccc_ddddUL, clint.Read(MtimeCmp + 8, 8));
        clint.Write(Mtime + 4, 4, 7);
        Assert.Equal(7UL, clint.Read(Mtime + 4, 4));
    }

    [Fact]
    public void The_largest_mtimecmp_does_not_interrupt_and_mtime_wraps_around()
    {
        clint.Write(MtimeCmp, 8, ulong.MaxValue);
        Assert.False(lines[10]);
        clint.Write(Mtime, 8, ulong.MaxValue);
        Assert.True(SpinWait.SpinUntil(() => clint.Read(Mtime, 8) < AnHour, TimeSpan.FromSeconds(30)));
    }

    [Theory]
    [InlineData(0x0, 4, true)]
    [InlineData(0x0, 8, false)]
    [InlineData(0x0, 2, false)]
    [InlineData(0x0, 1, false)]
    [InlineData(0x4000, 4, true)]
    [InlineData(0x4000, 8, true)]
    [InlineData(0x4004, 8, false)]
    [InlineData(0x4000, 2, false)]
    [InlineData(0xbff8, 8, true)]
    [InlineData(0xbffc, 4, true)]
    public void Registers_take_the_widths_of_the_manual(ulong offset, int size, bool accepted) =>
        Assert.Equal(accepted, clint.Accepts(offset, size));

    [Fact]
    public void Harts_that_are_not_there_read_as_zero_and_ignore_writes()
    {
        clint.Write(0x100, 4, 1);
        clint.Write(MtimeCmp + 0x100, 8, 1);
        Assert.Equal(0UL, clint.Read(0x100, 4));
        Assert.Equal(0UL, clint.Read(MtimeCmp + 0x100, 8));
    }

    [Fact]
    public void A_reset_sets_the_clock_to_zero_and_takes_the_interrupts_back()
    {
        clint.Write(0, 4, 1);
        clint.Write(Mtime, 8, 10 * AnHour);
        clint.Write(MtimeCmp, 8, 0);
        clint.Reset();
        Assert.False(lines[0] || lines[10]);
        Assert.InRange(loop.Clock.Ticks, 0UL, AnHour);
    }
}
