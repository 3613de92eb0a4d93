using Emu.Core.Time;
using Emu.Guest.RiscV.Privileged;
using Emu.Model;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Firmware.Sbi;

/// <summary>The supervisor timer interrupt of one hart without <c>stimecmp</c>: pending when the time has come.</summary>
/// <remarks>
/// Fields are guarded by <see cref="gate"/>: the timer fires on the event loop's thread. The gate is taken before the
/// loop's lock.
/// </remarks>
internal sealed partial class HartDeadline : IStateListener
{
    private const int SupervisorTimerInput = 5;

    private readonly Lock gate = new();
    private readonly Hart hart;
    private readonly MachineClock clock;
    private readonly MachineTimer timer;
    [State]
    private bool isSet;
    [State]
    private ulong deadline;

    public HartDeadline(Hart hart, EventLoop events)
    {
        this.hart = hart;
        clock = events.Clock;
        timer = events.CreateTimer(Update);
        clock.TicksChanged += Update;
    }

    /// <summary>Sets the deadline, in ticks of the clock. Any thread may call.</summary>
    public void Set(ulong ticks)
    {
        lock (gate)
        {
            (isSet, deadline) = (true, ticks);
            Arm();
        }
    }

    /// <summary>Forgets the deadline; the input keeps its level. Any thread may call.</summary>
    public void Cancel()
    {
        lock (gate)
        {
            isSet = false;
            timer.Cancel();
        }
    }

    /// <inheritdoc/>
    public void StateLoaded() => Update();

    private void Update()
    {
        lock (gate) Arm();
    }

    private void Arm()
    {
        // Without a deadline the interrupt may be that of firmware in the guest.
        if (!isSet) return;
        bool due = clock.Ticks >= deadline;
        hart.SetLevel(SupervisorTimerInput, due);
        if (due) timer.Cancel();
        else timer.Set(clock.DeadlineOf(deadline));
    }
}
