using Emu.Core.Interrupts;
using Emu.Host;
using Emu.Isa;
using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// A hart's interrupt registers <c>mip</c>, <c>mie</c> and <c>mideleg</c>, the choice of the interrupt to take, and the
/// sleep of WFI (privileged specification, 3.1.8, 3.1.9 and 3.3.3). Lines may change on any thread; all else happens on
/// the hart's own.
/// </summary>
/// <remarks>
/// No wake-up is lost: who changes <see cref="pending"/> or the requests does so with a full barrier and then looks at
/// <see cref="waiting"/>; the hart sets <see cref="waiting"/> with a full barrier and then looks at both.
/// Invariant of the unsafe code: the state belongs to the hart that owns this object. Who changes a line does so for a
/// device or from an event loop of the machine, which ends these before it disposes its harts.
/// </remarks>
internal sealed unsafe partial class LocalInterrupts : IInterruptSink
{
    public const int SupervisorSoftware = 1, MachineSoftware = 3, SupervisorTimer = 5, MachineTimer = 7;
    public const int SupervisorExternal = 9, MachineExternal = 11;

    /// <summary>The interrupts that there are: those of machine and supervisor mode.</summary>
    public const ulong All = MachineBits | SupervisorBits;

    public const ulong SupervisorBits = 1 << SupervisorSoftware | 1 << SupervisorTimer | 1 << SupervisorExternal;
    private const ulong MachineBits = 1 << MachineSoftware | 1 << MachineTimer | 1 << MachineExternal;

    /// <summary>
    /// Where the wire to SEIP is kept apart from the bit that software sets; <c>mip</c> shows both as one.
    /// </summary>
    private const int ExternalLine = 16;

    // Interrupts are looked at themselves, and where a sleeping hart is everybody knows.
    private const int NoReasonToWake = (int)(CpuRequests.Interrupt | CpuRequests.Sample);

    private readonly CpuState* state;
    private readonly HostSignal wake = new();
    private readonly ulong existing;
    [Derived]
    private int pending;
    [Derived]
    private int waiting;
    [Derived]
    private ulong enabled;
    [Derived]
    private ulong delegated;

    public LocalInterrupts(CpuState* state, bool hasSupervisor)
    {
        this.state = state;
        existing = hasSupervisor ? All : MachineBits;
    }

    /// <summary>The bits of <c>mip</c> that software or firmware has set. Devices drive their wires anew when they are
    /// loaded.</summary>
    [State]
    private ulong SetBySoftware
    {
        get => SoftwarePending & SupervisorBits;
        set => Change(value & existing & SupervisorBits, ~value & SupervisorBits);
    }

    /// <summary><c>mie</c>.</summary>
    [State]
    public ulong Enabled
    {
        get => enabled;
        set => enabled = value & existing;
    }

    /// <summary><c>mideleg</c>: only supervisor interrupts can be delegated.</summary>
    [State]
    public ulong Delegated
    {
        get => delegated;
        set => delegated = value & existing & SupervisorBits;
    }

    /// <summary><c>mip</c>.</summary>
    public ulong Pending
    {
        get
        {
            int now = Volatile.Read(ref pending);
            return (ulong)(now | now >> (ExternalLine - SupervisorExternal)) & existing;
        }
    }

    /// <summary>
    /// True while the hart sleeps, or is about to, until an interrupt or a request comes. Any thread may read.
    /// </summary>
    public bool IsWaiting => Volatile.Read(ref waiting) != 0;

    /// <summary>What reading and changing an instruction sees of <c>mip</c>: SEIP without the wire (3.1.9).</summary>
    public ulong SoftwarePending => (ulong)Volatile.Read(ref pending) & existing;

    /// <summary>Drives an input; any thread may call.</summary>
    public void SetLevel(int input, bool asserted)
    {
        if ((uint)input > 63 || (existing >> input & 1) == 0)
            throw new ArgumentOutOfRangeException(nameof(input), input, "a hart has no such interrupt input");
        int bit = 1 << (input == SupervisorExternal ? ExternalLine : input);
        if (asserted) Raise(bit);
        else Interlocked.And(ref pending, ~bit);
    }

    /// <summary>Sets and clears bits of <c>mip</c> as one step that loses no change by another thread.</summary>
    public void Change(ulong set, ulong clear)
    {
        if (clear != 0) Interlocked.And(ref pending, ~(int)clear);
        if (set != 0) Raise((int)set);
    }

    /// <summary>Forgets what software set and enabled; the wires keep their levels.</summary>
    public void Reset()
    {
        Enabled = 0;
        Delegated = 0;
        Change(0, SupervisorBits);
    }

    /// <summary>Adds a request to the hart and wakes it; any thread may call.</summary>
    public void Request(CpuRequests requests)
    {
        Interlocked.Or(ref state->Requests, (int)requests);
        if (IsWaiting) wake.Set();
    }

    /// <summary>
    /// The interrupt to take now in <paramref name="mode"/>, or -1. Machine mode's come first, then external, software,
    /// timer.
    /// </summary>
    public int Choose(PrivilegeMode mode, ulong status)
    {
        ulong candidates = Pending & Enabled;
        if (candidates == 0) return -1;
        bool machine = mode != PrivilegeMode.Machine || (status & MachineStatus.Mie) != 0;
        bool supervisor =
            mode == PrivilegeMode.User || (mode == PrivilegeMode.Supervisor && (status & MachineStatus.Sie) != 0);
        ulong deliverable = machine ? candidates & ~Delegated : 0;
        if (deliverable == 0 && supervisor) deliverable = candidates & Delegated;
        return deliverable == 0 ? -1 : Highest(deliverable);
    }

    /// <summary>
    /// Asks the hart to look for interrupts when one could be taken: after changes of enables or mode.
    /// </summary>
    public void Reconsider(PrivilegeMode mode, ulong status)
    {
        if (Choose(mode, status) >= 0) Interlocked.Or(ref state->Requests, (int)CpuRequests.Interrupt);
    }

    /// <summary>
    /// Sleeps until an interrupt that is enabled in <c>mie</c> is pending, or something is requested that it has to do
    /// awake.
    /// </summary>
    public void WaitForInterrupt()
    {
        Interlocked.Exchange(ref waiting, 1);
        while ((Volatile.Read(ref state->Requests) & ~NoReasonToWake) == 0 && (Pending & Enabled) == 0)
            wake.Wait();
        Interlocked.Exchange(ref waiting, 0);
    }

    private void Raise(int bits)
    {
        Interlocked.Or(ref pending, bits);
        Request(CpuRequests.Interrupt);
    }

    private static int Highest(ulong candidates)
    {
        if ((candidates >> MachineExternal & 1) != 0) return MachineExternal;
        if ((candidates >> MachineSoftware & 1) != 0) return MachineSoftware;
        if ((candidates >> MachineTimer & 1) != 0) return MachineTimer;
        if ((candidates >> SupervisorExternal & 1) != 0) return SupervisorExternal;
        return (candidates >> SupervisorSoftware & 1) != 0 ? SupervisorSoftware : SupervisorTimer;
    }
}
