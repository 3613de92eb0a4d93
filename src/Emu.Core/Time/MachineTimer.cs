namespace Emu.Core.Time;

/// <summary>A one-shot timer of an <see cref="EventLoop"/>. Any thread may set or cancel it.</summary>
public sealed class MachineTimer
{
    /// <summary>A deadline that never comes.</summary>
    public const ulong Never = ulong.MaxValue;

    private readonly EventLoop loop;

    internal MachineTimer(EventLoop loop, Action expired)
    {
        this.loop = loop;
        Expired = expired;
    }

    internal Action Expired { get; }

    /// <summary>Guarded by the loop's lock.</summary>
    internal ulong Deadline { get; set; } = Never;

    /// <summary>The timer's place among those that are set, -1 when it is not; guarded by the loop's lock.</summary>
    internal int HeapIndex { get; set; } = -1;

    /// <summary>
    /// Fires once when the clock's <see cref="MachineClock.Nanoseconds"/> reaches <paramref name="deadline"/>, at once
    /// when it has passed.
    /// Replaces an earlier deadline; an expiry already on its way still comes, so callbacks check the time themselves.
    /// </summary>
    public void Set(ulong deadline) => loop.SetDeadline(this, deadline);

    /// <summary>Sets no deadline.</summary>
    public void Cancel() => loop.SetDeadline(this, Never);
}
