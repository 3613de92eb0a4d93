using Emu.Isa;
using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// Taking traps, their delegation, and the returns from them (privileged specification, 3.1.6.1, 3.1.8, 3.3.2).
/// </summary>
public sealed unsafe partial class Hart
{
    /// <summary>Exceptions that lower modes can cause; the call from machine mode is not one.</summary>
    private const ulong DelegableExceptions = 0xb3ff;

    /// <summary>Calls from supervisor mode go to the firmware, all else to the kernel.</summary>
    private const ulong KernelExceptions =
        DelegableExceptions & ~(1UL << (int)ExceptionCause.EnvironmentCallFromSupervisor);

    /// <summary>Machine mode's trap registers; a field, since it is changed in place.</summary>
    [Derived]
    internal TrapRegisters MachineTraps;

    /// <summary>Supervisor mode's trap registers.</summary>
    [Derived]
    internal TrapRegisters SupervisorTraps;

    [State]
    private ulong exceptionDelegation;

    /// <summary><c>medeleg</c>.</summary>
    internal ulong ExceptionDelegation
    {
        get => exceptionDelegation;
        set => exceptionDelegation = value & DelegableExceptions;
    }

    /// <summary>
    /// Takes an exception at the instruction <c>State->Pc</c>, which becomes the address of the handler.
    /// </summary>
    /// <param name="cause">Why.</param>
    /// <param name="value">What <c>mtval</c> or <c>stval</c> says: the faulting address, or the bits of an illegal
    /// instruction.</param>
    public void RaiseException(ExceptionCause cause, ulong value)
    {
        if (Kernel is { } kernel)
        {
            TrapLog.Trap(Id, (ulong)cause, State->Pc, value);
            kernel.Trap(this, ExceptionKinds.Of(cause), (uint)cause, value);
            return;
        }

        bool toSupervisor = Mode != PrivilegeMode.Machine && (exceptionDelegation >> (int)cause & 1) != 0;
        EnterTrap((ulong)cause, value, toSupervisor);
    }

    /// <summary>
    /// Takes the pending interrupt of the highest priority, if one is enabled. The engine calls it between blocks when
    /// <see cref="CpuRequests.Interrupt"/> is set, which it clears. True when <c>State->Pc</c> became a handler's
    /// address.
    /// </summary>
    public override bool TakeInterrupt()
    {
        Interlocked.And(ref State->Requests, ~(int)CpuRequests.Interrupt);
        if (Kernel is { } kernel)
        {
            kernel.Interrupt(this);
            return true;
        }

        int interrupt = Interrupts.Choose(Mode, Status.Bits);
        if (interrupt < 0) return false;
        EnterTrap(TrapRegisters.InterruptFlag | (uint)interrupt, 0, (Interrupts.Delegated >> interrupt & 1) != 0);
        return true;
    }

    private void EnterTrap(ulong cause, ulong value, bool toSupervisor)
    {
        ulong epc = State->Pc;
        PrivilegeMode from = Mode;
        TrapLog.Trap(Id, cause, epc, value);
        if (toSupervisor)
        {
            Status.EnterSupervisor(from);
            State->Pc = SupervisorTraps.Enter(cause, epc, value);
            ChangeMode(PrivilegeMode.Supervisor);
        }
        else
        {
            Status.EnterMachine(from);
            State->Pc = MachineTraps.Enter(cause, epc, value);
            ChangeMode(PrivilegeMode.Machine);
        }
    }

    private void ReturnFromMachine()
    {
        PrivilegeMode mode = Status.LeaveMachine();
        State->Pc = MachineTraps.Epc;
        ChangeMode(mode);
        ReconsiderInterrupts();
    }

    private void ReturnFromSupervisor()
    {
        PrivilegeMode mode = Status.LeaveSupervisor();
        State->Pc = SupervisorTraps.Epc;
        ChangeMode(mode);
        ReconsiderInterrupts();
    }

    private void DelegateAll()
    {
        ExceptionDelegation = KernelExceptions;
        Interrupts.Delegated = LocalInterrupts.SupervisorBits;
    }

    private void ResetTraps()
    {
        MachineTraps = default;
        SupervisorTraps = default;
        exceptionDelegation = 0;
    }
}
