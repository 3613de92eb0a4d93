using Emu.Core.Interrupts;
using Emu.Core.Logging;
using Emu.Guest.Arm64.Privileged;

namespace Emu.Guest.Arm64;

/// <content>System registers as EL1 has them, and EL0 under it: what the table says, with the traps.</content>
public sealed unsafe partial class Arm64Cpu
{
    /// <summary>Breakpoints and watchpoints that the registers have room for.</summary>
    internal const int Breakpoints = 6, Watchpoints = 4;

    // CPACR_EL1.FPEN: none, EL1 alone, none, both.
    private const int FloatAccessBit = 20;

    // CCSIDR_EL1 of level 1's data and instructions, and of level 2, as a Cortex-A57 has them.
    private const ulong DataCache = 0x701f_e00a, InstructionCache = 0x201f_e012, SecondCache = 0x70ff_e07a;

    private readonly ulong[] values = new ulong[SystemRegisterTable.Count];

    /// <summary>MPIDR_EL1.</summary>
    public ulong Affinity { get; }

    /// <summary>The timer with CNTP_CTL_EL0.</summary>
    internal GenericTimer PhysicalTimer { get; }

    /// <summary>The timer with CNTV_CTL_EL0.</summary>
    internal GenericTimer VirtualTimer { get; }

    /// <summary>CNTPCT_EL0 and CNTVCT_EL0.</summary>
    internal ulong CounterValue => GenericTimer.Count(clock);

    /// <summary>DCZID_EL0: blocks of 64 bytes, and whether they may not be zeroed.</summary>
    internal ulong ZeroBlock => ZeroBlockSize | (MayZeroBlocks ? 0 : 1UL << 4);

    /// <summary>CCSIDR_EL1.</summary>
    internal ulong CacheSize => this[SystemRegisterTable.CacheSelection] switch
    {
        0 => DataCache,
        1 => InstructionCache,
        2 => SecondCache,
        _ => 0,
    };

    /// <summary>Connects the timers' outputs. While the machine is built.</summary>
    /// <param name="physicalOutput">The line of the timer with CNTP_CTL_EL0.</param>
    /// <param name="virtualOutput">The line of the timer with CNTV_CTL_EL0.</param>
    public void ConnectTimers(InterruptLine physicalOutput, InterruptLine virtualOutput)
    {
        PhysicalTimer.Output = physicalOutput;
        VirtualTimer.Output = virtualOutput;
    }

    /// <summary>What is stored of a register.</summary>
    internal ref ulong this[SystemRegister register] => ref values[register.Index];

    /// <summary>True at EL1, and at EL0 where a bit of SCTLR_EL1 is set.</summary>
    internal bool Allows(ulong bit) => Level != 0 || (this[SystemRegisterTable.Control] & bit) != 0;

    /// <summary>PSTATE.DIT or PSTATE.SSBS as the register of its name has it.</summary>
    internal ulong ReadStateBits(ulong mask) => State->Registers[Arm64Architecture.StateBits] & mask;

    /// <summary>CPACR_EL1 is written.</summary>
    internal void WriteFloatAccess(ulong value)
    {
        this[SystemRegisterTable.FloatAccess] = value;
        UpdateFloatAccess();
    }

    private void UpdateFloatAccess()
    {
        ulong access = this[SystemRegisterTable.FloatAccess] >> FloatAccessBit & 3;
        State->FloatEnabled = access == 3 || (access == 1 && Level != 0) ? (byte)1 : (byte)0;
    }

    // MRS and MSR. False when the exception has been raised.
    private bool TryAccess(int number, RegisterAccess access, ulong operand, uint raw, out ulong value)
    {
        value = 0;
        SystemRegister? register = SystemRegisterTable.Find(number);
        if (register is not null && register.Needs != Arm64Features.None && (Has.Has & register.Needs) == 0) register = null;
        RegisterAccess allowed = register is null ? RegisterAccess.None : Level == 0 ? register.UserAccess : register.Access;
        if ((allowed & access) == 0)
        {
            Log.WriteOnce(
                LogItems.Unimplemented,
                $"EL{Level}: {(access == RegisterAccess.Read ? "mrs of" : "msr to")} {SystemRegisterNames.NameOf(number)} is undefined");
            RaiseUndefined(raw);
            return false;
        }

        if (Level == 0 && register!.UserGate is { } gate && !gate(this))
        {
            RaiseSystemTrap(raw);
            return false;
        }

        if (access == RegisterAccess.Read)
        {
            value = register!.Read is { } read ? read(this) : this[register];
            return true;
        }

        ulong kept = register!.Writable == ulong.MaxValue ? 0 : this[register] & ~register.Writable;
        ulong written = (operand & register.Writable) | kept;
        if (register.Write is { } write) write(this, written);
        else this[register] = written;
        return true;
    }
}
