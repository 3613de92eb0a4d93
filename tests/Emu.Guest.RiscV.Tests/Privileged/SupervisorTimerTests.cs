namespace Emu.Guest.RiscV.Tests.Privileged;

public sealed class SupervisorTimerTests : IDisposable
{
    private const ulong TimeCompare = 1UL << 63, TimerBit = 1 << 5;

    private readonly TestHart hart = new();

    public void Dispose() => hart.Dispose();

    [Fact]
    public void A_deadline_that_has_passed_is_pending_at_once()
    {
        hart[Csr.MEnvCfg] = TimeCompare;
        hart[Csr.STimeCmp] = 0;
        Assert.Equal(TimerBit, hart[Csr.Mip]);
        hart[Csr.STimeCmp] = ~0UL;
        Assert.Equal(0UL, hart[Csr.Mip]);
    }

    [Fact]
    public void A_deadline_wakes_the_hart_when_its_time_comes()
    {
        hart[Csr.MEnvCfg] = TimeCompare;
        hart[Csr.Mie] = TimerBit;
        ulong deadline = hart.Clock.Ticks + 20_000;
        hart[Csr.STimeCmp] = deadline;
        hart.Execute(SystemOperation.WaitForInterrupt, TestHart.Wfi);
        Assert.True(hart[Csr.Time] >= deadline);
        Assert.Equal(TimerBit, hart[Csr.Mip]);
    }

    [Fact]
    public void While_the_timer_drives_it_software_cannot_write_the_pending_bit()
    {
        hart[Csr.MEnvCfg] = TimeCompare;
        hart[Csr.Mip] = TimerBit;
        Assert.Equal(0UL, hart[Csr.Mip]);
        hart[Csr.STimeCmp] = 0;
        hart[Csr.Mip] = 0;
        Assert.Equal(TimerBit, hart[Csr.Mip]);
        hart[Csr.MEnvCfg] = 0;
        Assert.Equal(0UL, hart[Csr.Mip]);
        hart[Csr.Mip] = TimerBit;
        Assert.Equal(TimerBit, hart[Csr.Mip]);
    }

    [Fact]
    public void Enabling_the_timer_compares_at_once()
    {
        hart[Csr.STimeCmp] = 0;
        Assert.Equal(0UL, hart[Csr.Mip]);
        hart[Csr.MEnvCfg] = TimeCompare;
        Assert.Equal(TimerBit, hart[Csr.Mip]);
    }

    [Theory]
    [InlineData(0UL, 0UL, false)]
    [InlineData(TimeCompare, 0UL, false)]
    [InlineData(0UL, 2UL, false)]
    [InlineData(TimeCompare, 2UL, true)]
    public void The_supervisor_needs_leave_for_the_time_and_the_comparison(
        ulong environment, ulong counters, bool allowed)
    {
        hart[Csr.MEnvCfg] = environment;
        hart[Csr.MCounterEn] = counters;
        Assert.True(hart.CanRead(Csr.STimeCmp));
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.Equal(allowed, hart.CanWrite(Csr.STimeCmp));
    }

    [Fact]
    public void Time_goes_on()
    {
        ulong before = hart[Csr.Time];
        while (hart[Csr.Time] == before) Thread.Yield();
        Assert.True(hart[Csr.Time] > before);
    }
}
