namespace Emu.Guest.RiscV.Privileged;

/// <summary>What writing each register does; <c>TryRead</c> has found that it exists and may be accessed.</summary>
internal sealed unsafe partial class CsrFile
{
    private void Write(int csr, ulong value)
    {
        switch (csr)
        {
            case Csr.SStatus:
                hart.WriteStatus(value, MachineStatus.SupervisorView);
                break;
            case Csr.Sie:
                ulong delegated = hart.Interrupts.Delegated;
                WriteEnabled((hart.Interrupts.Enabled & ~delegated) | (value & delegated));
                break;
            case Csr.STVec:
                hart.SupervisorTraps.WriteVector(value);
                break;
            case Csr.SCounterEn:
                supervisorCounters = value & CounterBits;
                break;
            case Csr.SEnvCfg:
                supervisorEnvironment = value & (FenceIo | (hart.Isa.Has(Extensions.Zicboz) ? ZeroBlocks : 0));
                break;
            case Csr.SScratch:
                hart.SupervisorTraps.Scratch = value;
                break;
            case Csr.SEpc:
                hart.SupervisorTraps.Epc = value & instructionMask;
                break;
            case Csr.SCause:
                hart.SupervisorTraps.Cause = value;
                break;
            case Csr.STVal:
                hart.SupervisorTraps.Value = value;
                break;
            case Csr.STimeCmp:
                hart.Timer.Deadline = value;
                break;
            case Csr.Satp:
                WriteSatp(value);
                break;
            case Csr.FFlags:
                WriteFloatStatus(value, (ulong)state->FloatRounding);
                break;
            case Csr.Frm:
                WriteFloatStatus((ulong)state->FloatFlags, value);
                break;
            case Csr.Fcsr:
                WriteFloatStatus(value, value >> 5);
                break;
            default:
                WriteMachine(csr, value);
                break;
        }
    }

    private void WriteMachine(int csr, ulong value)
    {
        switch (csr)
        {
            case Csr.MStatus:
                hart.WriteStatus(value, ~0UL);
                break;
            case Csr.MEDeleg:
                hart.ExceptionDelegation = value;
                break;
            case Csr.MIDeleg:
                hart.Interrupts.Delegated = value;
                hart.ReconsiderInterrupts();
                break;
            case Csr.Mie:
                WriteEnabled(value);
                break;
            case Csr.MTVec:
                hart.MachineTraps.WriteVector(value);
                break;
            case Csr.MCounterEn:
                machineCounters = value & CounterBits;
                break;
            case Csr.MEnvCfg:
                WriteMachineEnvironment(value);
                break;
            case Csr.MScratch:
                hart.MachineTraps.Scratch = value;
                break;
            case Csr.MEpc:
                hart.MachineTraps.Epc = value & instructionMask;
                break;
            case Csr.MCause:
                hart.MachineTraps.Cause = value;
                break;
            case Csr.MTVal:
                hart.MachineTraps.Value = value;
                break;
            default:
                WriteMachineRare(csr, value);
                break;
        }
    }

    private void WriteMachineRare(int csr, ulong value)
    {
        switch (csr)
        {
            case Csr.MCountInhibit:
                WriteCountInhibit(value);
                break;
            case Csr.MCycle:
                cycles.Write(value, state->InstructionsRetired);
                break;
            case Csr.MInstRet:
                instructions.Write(value, state->InstructionsRetired);
                break;
            case >= Csr.PmpCfg0 and <= Csr.PmpCfg15:
                if (hart.Protection.WriteConfiguration((csr - Csr.PmpCfg0) / 2, value)) hart.Engine.FlushTlb();
                break;
            case >= Csr.PmpAddr0 and <= Csr.PmpAddr63:
                if (hart.Protection.WriteAddress(csr - Csr.PmpAddr0, value)) hart.Engine.FlushTlb();
                break;
            case Csr.Misa:
                break;
            default:
                TrapLog.UnimplementedCsr(csr);
                break;
        }
    }

    private void WriteEnabled(ulong value)
    {
        hart.Interrupts.Enabled = value;
        hart.ReconsiderInterrupts();
    }
}
