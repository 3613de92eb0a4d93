using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// The instructions that change the machine's state: calls, returns, fences, the wait (privileged specification, 3.3
/// and 4.2.1).
/// </summary>
public sealed unsafe partial class Hart
{
    /// <summary>
    /// A CSR instruction at <c>State->Pc</c>, which stays. False after an illegal-instruction exception.
    /// </summary>
    /// <param name="csr">The register's number, 12 bits.</param>
    /// <param name="operation">How old value and operand combine.</param>
    /// <param name="operand">The register or immediate.</param>
    /// <param name="reads">False for csrrw with rd = x0.</param>
    /// <param name="writes">False for csrrs and csrrc with rs1 = x0.</param>
    /// <param name="raw">The instruction, which the exception reports.</param>
    /// <param name="old">The value before, 0 when not read.</param>
    public bool AccessCsr(
        int csr, CsrOperation operation, ulong operand, bool reads, bool writes, uint raw, out ulong old)
    {
        if (csrs.TryAccess(csr, operation, operand, reads, writes, out old)) return true;
        TrapLog.IllegalCsr(Id, csr, writes, State->Pc);
        RaiseException(ExceptionCause.IllegalInstruction, raw);
        return false;
    }

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
            case SystemOperation.AccessCsr:
                (int csr, CsrOperation change, bool reads, bool writes) = SystemCode.CsrAccessOf(operation);
                if (!AccessCsr(csr, change, first, reads, writes, raw, out result)) return false;
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
