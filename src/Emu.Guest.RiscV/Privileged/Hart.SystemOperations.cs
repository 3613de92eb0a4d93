using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// The instructions that change the machine's state: calls, returns, fences, the wait (privileged specification, 3.3
/// and 4.2.1).
/// </summary>
public sealed unsafe partial class Hart
{
    /// <inheritdoc/>
    public override bool Execute(uint operation, ulong first, ulong second, uint raw, out ulong result)
    {
        result = 0;
        ulong next = State->Pc + (ulong)RiscVArchitecture.LengthOf(raw);
        switch (SystemCode.OperationOf(operation))
        {
            case SystemOperation.EnvironmentCall:
                CallEnvironment(next);
                return false;
            case SystemOperation.Breakpoint:
                RaiseException(ExceptionCause.Breakpoint, 0);
                return false;
            case SystemOperation.MachineReturn when Mode == PrivilegeMode.Machine:
                ReturnFromMachine();
                return true;
            case SystemOperation.SupervisorReturn when MayDo(MachineStatus.Tsr) && Isa.Has(Extensions.S):
                ReturnFromSupervisor();
                return true;
            case SystemOperation.WaitForInterrupt when MayWait():
                State->Pc = next;
                Engine.WaitBegins();
                Interrupts.WaitForInterrupt();
                Engine.WaitEnds();
                return true;
            case SystemOperation.FenceVirtualMemory when MayDo(MachineStatus.Tvm) && Isa.Has(Extensions.S):
                FenceVirtualMemory(SystemCode.FenceOf(operation), first, second);
                State->Pc = next;
                return true;
            case SystemOperation.FenceInstructions:
                Engine.FenceInstructions();
                State->Pc = next;
                return true;
            case SystemOperation.AccessCsr when AccessCsr(SystemCode.CsrAccessOf(operation), first, out result):
                State->Pc = next;
                return true;
            default:
                RaiseException(ExceptionCause.IllegalInstruction, raw);
                return false;
        }
    }

    /// <summary>
    /// True in machine mode, and in supervisor mode unless machine mode traps the instruction by <paramref
    /// name="trapBit"/>.
    /// </summary>
    internal bool MayDo(ulong trapBit) =>
        Mode == PrivilegeMode.Machine || (Mode == PrivilegeMode.Supervisor && !Status.Has(trapBit));

    /// <summary>
    /// WFI is for machine and supervisor mode; for user mode only where it is the sole other one (3.1.6.5).
    /// </summary>
    private bool MayWait()
    {
        if (Mode == PrivilegeMode.User) return !Isa.Has(Extensions.S) && !Status.Has(MachineStatus.Tw);
        return MayDo(MachineStatus.Tw);
    }

    private void CallEnvironment(ulong next)
    {
        if (Mode == PrivilegeMode.Supervisor && Sbi is { } firmware)
        {
            TrapLog.Trap(Id, (ulong)ExceptionCause.EnvironmentCallFromSupervisor, State->Pc, 0);
            State->Pc = next;
            firmware.Call(this);
            return;
        }

        RaiseException(ExceptionCause.EnvironmentCallFromUser + (int)Mode, 0);
    }

    /// <summary>False when there is no such CSR, or not in this mode.</summary>
    private bool AccessCsr(
        (int Csr, CsrOperation Operation, bool Reads, bool Writes) access, ulong operand, out ulong old)
    {
        if (csrs.TryAccess(access.Csr, access.Operation, operand, access.Reads, access.Writes, out old)) return true;
        TrapLog.IllegalCsr(Id, access.Csr, access.Writes, State->Pc);
        return false;
    }

    /// <summary>Register x0 stands for all addresses, and for all address spaces (4.2.1).</summary>
    private void FenceVirtualMemory((bool HasAddress, bool HasSpace) counts, ulong first, ulong second)
    {
        ulong? address = counts.HasAddress ? first : null;
        ushort? space = counts.HasSpace ? (ushort)second : null;
        TrapLog.FenceVirtualMemory(Id, address, space);
        Engine.FenceTranslations(new TranslationFence(
            new VirtualAddress(address ?? 0), address is null ? TranslationFence.AllAddresses : 1, space));
    }
}
