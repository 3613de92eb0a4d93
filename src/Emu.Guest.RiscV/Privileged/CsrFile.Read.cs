namespace Emu.Guest.RiscV.Privileged;

/// <summary>What each register reads, and the conditions on access that its number does not carry.</summary>
internal sealed unsafe partial class CsrFile
{
    /// <summary>
    /// Reads a register that the current mode may access; false when it does not exist or is closed to the mode.
    /// </summary>
    private bool TryRead(int csr, out ulong value)
    {
        value = 0;
        switch (csr)
        {
            case Csr.SStatus:
                value = hart.ReadStatus() & (MachineStatus.SupervisorView | MachineStatus.Sd);
                return true;
            case Csr.Sie:
                value = hart.Interrupts.Enabled & hart.Interrupts.Delegated;
                return true;
            case Csr.STVec:
                value = hart.SupervisorTraps.Vector;
                return true;
            case Csr.SCounterEn:
                value = supervisorCounters;
                return true;
            case Csr.SEnvCfg:
                value = supervisorEnvironment;
                return true;
            case Csr.SScratch:
                value = hart.SupervisorTraps.Scratch;
                return true;
            case Csr.SEpc:
                value = hart.SupervisorTraps.Epc;
                return true;
            case Csr.SCause:
                value = hart.SupervisorTraps.Cause;
                return true;
            case Csr.STVal:
                value = hart.SupervisorTraps.Value;
                return true;
            case Csr.Sip:
                value = hart.Interrupts.Pending & hart.Interrupts.Delegated;
                return true;
            case Csr.STimeCmp:
                value = hart.Timer.Deadline;
                return IsTimeCompareAccessible();
            case Csr.Satp:
                value = hart.AddressSpace.Satp;
                return hart.MayDo(MachineStatus.Tvm);
            default:
                bool machine = (csr >> 8 & 3) == (int)PrivilegeMode.Machine;
                return machine ? TryReadMachine(csr, out value) : TryReadUser(csr, out value);
        }
    }

    private bool TryReadUser(int csr, out ulong value)
    {
        value = 0;
        switch (csr)
        {
            case Csr.FFlags:
                value = (ulong)state->FloatFlags;
                return state->FloatEnabled != 0;
            case Csr.Frm:
                value = (ulong)state->FloatRounding;
                return state->FloatEnabled != 0;
            case Csr.Fcsr:
                value = (ulong)state->FloatRounding << 5 | (ulong)state->FloatFlags;
                return state->FloatEnabled != 0;
            case Csr.Cycle:
                value = cycles.Read(Retired);
                return IsCounterAccessible(csr);
            case Csr.Time:
                value = hart.Clock.Ticks;
                return IsCounterAccessible(csr);
            case Csr.InstRet:
                value = instructions.Read(Retired);
                return IsCounterAccessible(csr);
            case >= Csr.HpmCounter3 and <= Csr.HpmCounter31:
                return IsCounterAccessible(csr);
            default:
                return false;
        }
    }

    private bool TryReadMachine(int csr, out ulong value)
    {
        value = 0;
        switch (csr)
        {
            case Csr.MStatus:
                value = hart.ReadStatus();
                return true;
            case Csr.Misa:
                value = ReadIsa();
                return true;
            case Csr.MEDeleg:
                value = hart.ExceptionDelegation;
                return supervisor;
            case Csr.MIDeleg:
                value = hart.Interrupts.Delegated;
                return supervisor;
            case Csr.Mie:
                value = hart.Interrupts.Enabled;
                return true;
            case Csr.MTVec:
                value = hart.MachineTraps.Vector;
                return true;
            case Csr.MCounterEn:
                value = machineCounters;
                return user;
            case Csr.MEnvCfg:
                value = machineEnvironment;
                return user;
            case Csr.MScratch:
                value = hart.MachineTraps.Scratch;
                return true;
            case Csr.MEpc:
                value = hart.MachineTraps.Epc;
                return true;
            case Csr.MCause:
                value = hart.MachineTraps.Cause;
                return true;
            case Csr.MTVal:
                value = hart.MachineTraps.Value;
                return true;
            case Csr.Mip:
                value = hart.Interrupts.Pending;
                return true;
            default:
                return TryReadMachineRare(csr, out value);
        }
    }

    private bool TryReadMachineRare(int csr, out ulong value)
    {
        value = 0;
        switch (csr)
        {
            case Csr.MCountInhibit:
                value = inhibited;
                return true;
            case Csr.MCycle:
                value = cycles.Read(Retired);
                return true;
            case Csr.MInstRet:
                value = instructions.Read(Retired);
                return true;
            case Csr.MHartId:
                value = (ulong)hart.Id;
                return true;
            case Csr.MVendorId or Csr.MArchId or Csr.MImpId or Csr.MConfigPtr:
            case >= Csr.MHpmEvent3 and <= Csr.MHpmEvent31:
            case >= Csr.MHpmCounter3 and <= Csr.MHpmCounter31:
            // Type 0 in tdata1 says that there is no trigger.
            case >= Csr.TSelect and <= Csr.TData3:
                return true;
            case >= Csr.PmpCfg0 and <= Csr.PmpCfg15:
                return TryReadProtection(csr, out value);
            case >= Csr.PmpAddr0 and <= Csr.PmpAddr63 when csr - Csr.PmpAddr0 < hart.Protection.Count:
                value = hart.Protection.ReadAddress(csr - Csr.PmpAddr0);
                return true;
            default:
                return false;
        }
    }

    private bool TryReadProtection(int csr, out ulong value)
    {
        int register = csr - Csr.PmpCfg0;
        value = 0;
        if ((register & 1) != 0 || register * 4 >= hart.Protection.Count) return false;
        value = hart.Protection.ReadConfiguration(register / 2);
        return true;
    }
}
