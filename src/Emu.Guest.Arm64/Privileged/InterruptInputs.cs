using Emu.Core.Interrupts;
using Emu.Host;
using Emu.Isa;

namespace Emu.Guest.Arm64.Privileged;

/// <summary>A CPU's interrupt inputs and the sleep of WFI. Lines may change on any thread; all else happens on the CPU's
/// own.</summary>
/// <remarks>
/// No wake-up is lost: who changes <see cref="asserted"/> or the requests does so with a full barrier and then looks at
/// <see cref="waiting"/>; the CPU sets <see cref="waiting"/> with a full barrier and then looks at both.
/// Invariant of the unsafe code: the state belongs to the CPU that owns this object. Who changes a line does so for a
/// device or from an event loop of the machine, which ends these before it disposes its CPUs.
/// </remarks>
internal sealed unsafe class InterruptInputs(CpuState* state) : IInterruptSink
{
    /// <summary>The input IRQ.</summary>
    public const int Irq = 0;

    /// <summary>The input FIQ.</summary>
    public const int Fiq = 1;

    // Interrupts are looked at themselves, and where a sleeping CPU is everybody knows.
    private const int NoReasonToWake = (int)(CpuRequests.Interrupt | CpuRequests.Sample);

    private readonly CpuState* state = state;
    private readonly HostSignal wake = new();
    private int asserted;
    private int waiting;

    /// <summary>True while the CPU sleeps, or is about to, until an interrupt or a request comes. Any thread may
    /// read.</summary>
    public bool IsWaiting => Volatile.Read(ref waiting) != 0;

    /// <summary>Whether an input is high. Any thread may ask.</summary>
    public bool IsAsserted(int input) => (Volatile.Read(ref asserted) >> input & 1) != 0;

    /// <inheritdoc/>
    public void SetLevel(int input, bool asserted)
    {
        if (input is not (Irq or Fiq))
            throw new ArgumentOutOfRangeException(nameof(input), input, "a CPU has no such interrupt input");
        if (!asserted)
        {
            Interlocked.And(ref this.asserted, ~(1 << input));
            return;
        }

        Interlocked.Or(ref this.asserted, 1 << input);
        Request(CpuRequests.Interrupt);
    }

    /// <summary>Adds a request to the CPU and wakes it; any thread may call.</summary>
    public void Request(CpuRequests requests)
    {
        Interlocked.Or(ref state->Requests, (int)requests);
        if (IsWaiting) wake.Set();
    }

    /// <summary>Sleeps until an input is high, masked or not, or something is requested that the CPU has to do
    /// awake.</summary>
    public void WaitForInterrupt()
    {
        Interlocked.Exchange(ref waiting, 1);
        while ((Volatile.Read(ref state->Requests) & ~NoReasonToWake) == 0 && Volatile.Read(ref asserted) == 0) wake.Wait();
        Interlocked.Exchange(ref waiting, 0);
    }
}
