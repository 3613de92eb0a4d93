using Emu.Core.Interrupts;
using Emu.Core.Memory;
using Emu.Core.Time;

namespace Emu.Machine;

/// <content>A machine under test: its CPUs stand still, and its clock goes on when the test says so.</content>
public sealed partial class Machine
{
    /// <summary>Brings the clock to a later moment; timers on the way fire at their own moments, one after the other, and what they do
    /// is done. For one thread at a time, which is not the machine's.</summary>
    /// <param name="nanoseconds">By how much; null for the next timer's moment, if there is one.</param>
    /// <returns>What the clock shows.</returns>
    /// <exception cref="InvalidOperationException">The clock follows the host.</exception>
    public ulong StepClock(ulong? nanoseconds)
    {
        MachineClock clock = events.Clock;
        EventLoop[] loops = WhileStopped<EventLoop[]>(() => [events, .. added?.Loops ?? []]);
        ulong target = nanoseconds is { } by ? clock.Nanoseconds + by
            : loops.Min(loop => loop.NextDeadline) is var next and not MachineTimer.Never ? next : clock.Nanoseconds;
        while (true)
        {
            ulong moment = Math.Min(target, loops.Min(loop => loop.NextDeadline));
            clock.StepTo(moment);
            foreach (EventLoop loop in loops) loop.Run(() => default);
            if (moment >= target) return clock.Nanoseconds;
        }
    }

    /// <summary>The wires by which a device of the board reports: to the interrupt controller, or from that to the CPUs.</summary>
    public IReadOnlyList<InterruptLine> OutputsOf(IMmioDevice device) =>
        devices.FirstOrDefault(each => each.Device == device) is { } found ? [.. found.Lines, .. found.CpuLines.SelectMany(each => each)] : [];

    /// <summary>The wires that end at an interrupt controller of the board, of which each has its number.</summary>
    public IReadOnlyList<InterruptLine> InputsOf(IMmioDevice device) =>
        devices.FirstOrDefault(each => each.Device == device) is { Place.IsInterruptController: true }
            ? [.. devices.SelectMany(each => each.Lines)] : [];
}
