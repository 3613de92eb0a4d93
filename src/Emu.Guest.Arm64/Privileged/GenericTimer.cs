using Emu.Core.Interrupts;
using Emu.Core.Time;

namespace Emu.Guest.Arm64.Privileged;

/// <summary>
/// A timer of a CPU (D11.2.4): its output is high while it is enabled, not masked, and the system counter has reached the
/// compare value.
/// </summary>
/// <remarks>
/// Fields are guarded by <see cref="gate"/>: the timer fires on the event loop's thread. The gate is taken before the
/// loop's lock and before the interrupt controller's.
/// </remarks>
internal sealed class GenericTimer
{
    /// <summary>Counts in a second, 62.5 MHz, as QEMU's machines have it.</summary>
    public const ulong Frequency = 62_500_000;

    private const ulong NanosecondsPerCount = 1_000_000_000 / Frequency;

    private const ulong Enable = 1, Mask = 2, Status = 4;

    private readonly Lock gate = new();
    private readonly EventLoop events;
    private MachineTimer? timer;
    private ulong control, compare;
    private InterruptLine? output;

    public GenericTimer(EventLoop events) => this.events = events;

    /// <summary>What the timer drives; set while the machine is built.</summary>
    public InterruptLine? Output
    {
        set
        {
            lock (gate) output = value;
        }
    }

    /// <summary>CTL: ENABLE, IMASK, and ISTATUS that is only read.</summary>
    public ulong Control
    {
        get
        {
            lock (gate) return control | (IsDue ? Status : 0);
        }

        set
        {
            lock (gate)
            {
                control = value & (Enable | Mask);
                Update();
            }
        }
    }

    /// <summary>CVAL.</summary>
    public ulong Compare
    {
        get
        {
            lock (gate) return compare;
        }

        set
        {
            lock (gate)
            {
                compare = value;
                Update();
            }
        }
    }

    /// <summary>TVAL: the compare value seen from now, 32 bits with a sign.</summary>
    public ulong Distance
    {
        get => (uint)(Compare - Count(events.Clock));
        set => Compare = Count(events.Clock) + (ulong)(int)(uint)value;
    }

    private bool IsDue => (control & Enable) != 0 && Count(events.Clock) >= compare;

    /// <summary>The system counter.</summary>
    public static ulong Count(MachineClock clock) => clock.Nanoseconds / NanosecondsPerCount;

    /// <summary>Turns the timer off.</summary>
    public void Reset() => Control = 0;

    private void Expired()
    {
        lock (gate) Update();
    }

    private void Update()
    {
        bool isDue = IsDue;
        output?.Set(isDue && (control & Mask) == 0);
        if (isDue || (control & (Enable | Mask)) != Enable)
        {
            timer?.Cancel();
            return;
        }

        timer ??= events.CreateTimer(Expired);
        UInt128 deadline = (UInt128)compare * NanosecondsPerCount;
        timer.Set(deadline >= MachineTimer.Never ? MachineTimer.Never : (ulong)deadline);
    }
}
