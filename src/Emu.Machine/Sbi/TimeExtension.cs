using Emu.Core.Time;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;

namespace Emu.Machine.Sbi;

/// <summary>Timer extension "TIME" (SBI specification 2.0, chapter 6): the supervisor timer interrupt at a point in
/// time.</summary>
internal sealed class TimeExtension : ISbiExtension
{
    private const ulong SetTimer = 0;
    private const int StimecmpNumber = 0x14d, SupervisorTimerInput = 5;

    private readonly MachineClock clock;
    private readonly MachineTimer?[] timers;

    public TimeExtension(SbiMachine machine)
    {
        clock = machine.Events.Clock;
        timers = [.. machine.Harts.Select(each => CreateTimer(machine.Events, each.Hart))];
    }

    public ulong Id => 0x54494d45;

    public SbiResult Call(SbiCall call) =>
        call.Function == SetTimer ? Set(call.Hart, call.Argument(0)) : SbiError.NotSupported;

    /// <summary>The interrupt comes when the clock reaches <paramref name="ticks"/>; one that is pending goes away
    /// until then.</summary>
    public SbiResult Set(Hart hart, ulong ticks)
    {
        if (timers[hart.Id] is not { } timer)
        {
            hart.AccessCsr(StimecmpNumber, CsrOperation.Write, ticks, reads: false, writes: true, raw: 0, out _);
            return SbiResult.Success;
        }

        timer.Cancel();
        hart.SetLevel(SupervisorTimerInput, asserted: false);
        ulong deadline = clock.DeadlineOf(ticks);
        if (deadline == 0) hart.SetLevel(SupervisorTimerInput, asserted: true);
        else timer.Set(deadline);
        return SbiResult.Success;
    }

    /// <summary>A hart with Sstc has a timer of its own.</summary>
    private static MachineTimer? CreateTimer(EventLoop events, Hart hart) =>
        hart.Isa.Has(Extensions.Sstc)
            ? null
            : events.CreateTimer(() => hart.SetLevel(SupervisorTimerInput, asserted: true));
}
