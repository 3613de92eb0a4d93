using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// The control and status registers: who may access each, what it reads, what writing does (privileged specification,
/// chapter 2, 3.1, 4.1). Registers with a part of their own live there; the plain ones live here.
/// </summary>
/// <remarks>Invariant of the unsafe code: the state belongs to the hart that owns this object, and is freed with
/// it.</remarks>
internal sealed unsafe partial class CsrFile(Hart hart)
{
    /// <summary>
    /// Fields of <c>menvcfg</c> and <c>senvcfg</c>: fences imply I/O (always so here), cbo.zero allowed, stimecmp for
    /// supervisor mode.
    /// </summary>
    private const ulong FenceIo = 1, ZeroBlocks = 1UL << 7, TimeCompare = 1UL << 63;

    /// <summary>
    /// Counters that count: cycle, time, instret. Their bits in the counter-enable registers are writable, others are
    /// zero.
    /// </summary>
    private const ulong CounterBits = 7;
    private const ulong CycleBit = 1, TimeBit = 2, InstRetBit = 4;

    private readonly CpuState* state = hart.State;
    private readonly bool supervisor = hart.Isa.Has(Extensions.S);
    private readonly bool user = hart.Isa.Has(Extensions.U);
    private readonly bool counters = hart.Isa.Has(Extensions.Zicntr);
    private readonly bool compare = hart.Isa.Has(Extensions.Sstc);
    private readonly ulong instructionMask = hart.Isa.Has(Extensions.C) ? ~1UL : ~3UL;

    [Derived]
    private RetirementCounter cycles, instructions;
    [State]
    private ulong machineCounters;
    [State]
    private ulong supervisorCounters;
    [Derived]
    private ulong inhibited;
    [Derived]
    private ulong machineEnvironment;
    [State]
    private ulong supervisorEnvironment;

    /// <summary>What the counters count. A user-mode program's instructions are not counted where that would cost it
    /// speed: it sees time pass, as on a hart that does one in a nanosecond.</summary>
    private ulong Retired => hart.Kernel is null ? state->InstructionsRetired : hart.Clock.Nanoseconds;

    /// <summary>False when <c>cbo.zero</c> is illegal in the current mode.</summary>
    public bool MayZeroBlocks => (PrivilegeMode)state->Mode switch
    {
        PrivilegeMode.Machine => true,
        PrivilegeMode.Supervisor => (machineEnvironment & ZeroBlocks) != 0,
        _ => (machineEnvironment & ZeroBlocks) != 0 && (!supervisor || (supervisorEnvironment & ZeroBlocks) != 0),
    };

    /// <summary>The state after reset.</summary>
    public void Reset()
    {
        cycles = default;
        instructions = default;
        machineCounters = supervisorCounters = inhibited = 0;
        supervisorEnvironment = 0;
        WriteMachineEnvironment(0);
        hart.Timer.Deadline = ulong.MaxValue;
        hart.AddressSpace.WriteSatp(0);
    }

    /// <summary>Opens counters, timer and cache-block operations to supervisor mode, as firmware does.</summary>
    public void OpenToSupervisor()
    {
        machineCounters = supervisorCounters = CounterBits;
        WriteMachineEnvironment(ZeroBlocks | TimeCompare);
    }

    /// <summary>Opens counters and cache-block operations to user mode, as Linux does.</summary>
    public void OpenToUser()
    {
        machineCounters = supervisorCounters = CounterBits;
        WriteMachineEnvironment(ZeroBlocks);
        supervisorEnvironment = machineEnvironment & ZeroBlocks;
    }

    /// <summary>A whole CSR instruction; false when it is illegal, and nothing has changed.</summary>
    public bool TryAccess(int csr, CsrOperation operation, ulong operand, bool reads, bool writes, out ulong old)
    {
        old = 0;
        if (!IsAccessible(csr, writes) || !TryRead(csr, out ulong value)) return false;
        if (reads) old = value;
        if (!writes) return true;
        // Other threads change the pending interrupts, so that these are not written as a whole.
        if (csr is Csr.Mip or Csr.Sip) ChangePending(csr, operation, operand);
        else Write(csr, operation switch
        {
            CsrOperation.Set => value | operand,
            CsrOperation.Clear => value & ~operand,
            _ => operand,
        });
        return true;
    }

    /// <summary>The value of a register for a debugger, whatever the hart's mode and whether floating point is on; null when
    /// the hart has no such one.</summary>
    public ulong? Inspect(int csr)
    {
        (byte mode, byte floats) = (state->Mode, state->FloatEnabled);
        (state->Mode, state->FloatEnabled) = ((byte)PrivilegeMode.Machine, 1);
        bool exists = TryRead(csr, out ulong value);
        (state->Mode, state->FloatEnabled) = (mode, floats);
        return exists ? value : null;
    }

    /// <summary>The rules that the number itself carries: privilege, and read-only (2.1).</summary>
    private bool IsAccessible(int csr, bool writes)
    {
        int lowest = csr >> 8 & 3;
        if (lowest > state->Mode) return false;
        if (writes && csr >> 10 == 3) return false;
        return lowest != (int)PrivilegeMode.Supervisor || supervisor;
    }

    private bool IsCounterAccessible(int csr)
    {
        if (!counters) return false;
        ulong bit = 1UL << (csr & 31);
        return (PrivilegeMode)state->Mode switch
        {
            PrivilegeMode.Machine => true,
            PrivilegeMode.Supervisor => (machineCounters & bit) != 0,
            _ => (machineCounters & bit) != 0 && (!supervisor || (supervisorCounters & bit) != 0),
        };
    }

    /// <summary>
    /// <c>stimecmp</c>: supervisor mode needs leave from machine mode, for the time and for the comparison (Sstc,
    /// 2.1.1).
    /// </summary>
    private bool IsTimeCompareAccessible() =>
        compare && ((PrivilegeMode)state->Mode == PrivilegeMode.Machine ||
                    ((machineEnvironment & TimeCompare) != 0 && (machineCounters & TimeBit) != 0));

    private void ChangePending(int csr, CsrOperation operation, ulong operand)
    {
        ulong writable = supervisor ? LocalInterrupts.SupervisorBits : 0;
        if (csr == Csr.Sip) writable &= hart.Interrupts.Delegated & 1UL << LocalInterrupts.SupervisorSoftware;
        else if (hart.Timer.Enabled) writable &= ~(1UL << LocalInterrupts.SupervisorTimer);
        ulong set = operation == CsrOperation.Clear ? 0 : operand & writable;
        ulong clear = operation switch
        {
            CsrOperation.Write => ~operand & writable,
            CsrOperation.Clear => operand & writable,
            _ => 0,
        };
        hart.Interrupts.Change(set, clear);
    }

    private void WriteMachineEnvironment(ulong value)
    {
        ulong writable = FenceIo;
        if (hart.Isa.Has(Extensions.Zicboz)) writable |= ZeroBlocks;
        if (compare) writable |= TimeCompare;
        machineEnvironment = value & writable;
        hart.Timer.Enabled = (machineEnvironment & TimeCompare) != 0;
    }

    private void WriteCountInhibit(ulong value)
    {
        inhibited = value & (CycleBit | InstRetBit);
        cycles.SetInhibited((inhibited & CycleBit) != 0, state->InstructionsRetired);
        instructions.SetInhibited((inhibited & InstRetBit) != 0, state->InstructionsRetired);
    }

    private void WriteSatp(ulong value)
    {
        ulong before = hart.AddressSpace.Satp;
        if (!hart.AddressSpace.WriteSatp(value)) return;
        TrapLog.AddressSpace(hart.Id, value);
        // Without paging nothing is global, and nothing may be left of it with paging.
        bool isSwitch = (before ^ value) >> AddressTranslation.PagingModeShift != 0;
        hart.Engine.AddressSpaceChanged((ushort)(value >> AddressTranslation.AsidShift), value, isSwitch);
    }

    private void WriteFloatStatus(ulong flags, ulong rounding)
    {
        state->FloatFlags = (FloatExceptions)(flags & 0x1f);
        state->FloatRounding = (FloatRounding)(rounding & 7);
        hart.MarkFloatDirty();
    }

    /// <summary><c>misa</c>: the base width in the top bits, a bit for each letter below; read-only here.</summary>
    private ulong ReadIsa()
    {
        ulong value = 2UL << 62;
        ReadOnlySpan<(Extensions Extension, char Letter)> letters =
        [
            (Extensions.A, 'a'), (Extensions.C, 'c'), (Extensions.D, 'd'), (Extensions.F, 'f'), (Extensions.I, 'i'),
            (Extensions.M, 'm'), (Extensions.S, 's'), (Extensions.U, 'u'),
        ];
        foreach ((Extensions extension, char letter) in letters)
            if (hart.Isa.Has(extension)) value |= 1UL << (letter - 'a');
        return value;
    }
}
