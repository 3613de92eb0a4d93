using Emu.Core.Time;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// <c>stimecmp</c> of the Sstc extension: while enabled, STIP says whether the time has come.
/// </summary>
/// <remarks>
/// Fields are guarded by <see cref="gate"/>: the timer fires on the event loop's thread. The gate is taken before the
/// loop's lock.
/// </remarks>
internal sealed class SupervisorTimer
{
    private const ulong TimerBit = 1UL << LocalInterrupts.SupervisorTimer;

    private readonly Lock gate = new();
    private readonly LocalInterrupts interrupts;
    private readonly EventLoop events;

    // Made when it is first enabled: harts of user mode never do that.
    private MachineTimer? timer;
    private ulong deadline = ulong.MaxValue;
    private bool enabled;

    public SupervisorTimer(LocalInterrupts interrupts, EventLoop events)
    {
        this.interrupts = interrupts;
        this.events = events;
    }

    /// <summary><c>stimecmp</c>, in ticks of the clock.</summary>
    public ulong Deadline
    {
        get
        {
            lock (gate) return deadline;
        }

        set
        {
            lock (gate)
            {
                deadline = value;
                Arm();
            }
        }
    }

    /// <summary><c>menvcfg.STCE</c>; without it STIP is software's.</summary>
    public bool Enabled
    {
        get
        {
            lock (gate) return enabled;
        }

        set
        {
            lock (gate)
            {
                if (enabled == value) return;
                enabled = value;
                if (!value) interrupts.Change(0, TimerBit);
                else if (timer is null) MakeTimer();
                Arm();
            }
        }
    }

    private void MakeTimer()
    {
        timer = events.CreateTimer(Update);
        events.Clock.TicksChanged += Update;
    }

    private void Update()
    {
        lock (gate) Arm();
    }

    private void Arm()
    {
        if (timer is null) return;
        if (!enabled)
        {
            timer.Cancel();
            return;
        }

        bool due = events.Clock.Ticks >= deadline;
        interrupts.Change(due ? TimerBit : 0, due ? 0 : TimerBit);
        if (due) timer.Cancel();
        else timer.Set(events.Clock.DeadlineOf(deadline));
    }
}
