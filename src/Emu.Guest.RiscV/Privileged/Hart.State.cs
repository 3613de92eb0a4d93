using Emu.FloatingPoint;
using Emu.Model;
using Emu.Model.Descriptors;
using Emu.Model.State;

namespace Emu.Guest.RiscV.Privileged;

/// <content>What a saved machine has of a hart besides its registers. The hart does not run meanwhile.</content>
/// <remarks>A reservation is not kept: a conditional store behind the moment of saving fails, as it may.</remarks>
public sealed unsafe partial class Hart : IStateListener
{
    private const int FloatRoundingShift = 5;

    /// <inheritdoc/>
    public override IReadOnlyList<StateDescriptor> SavedMembers => ModelMembers.State;

    [State(Name = "mode")]
    private byte SavedMode
    {
        get => State->Mode;
        set
        {
            bool exists = (PrivilegeMode)value switch
            {
                PrivilegeMode.Machine => true,
                PrivilegeMode.Supervisor => Isa.Has(Extensions.S),
                PrivilegeMode.User => Isa.Has(Extensions.U),
                _ => false,
            };
            State->Mode = exists ? value : throw new StateException($"{value} is no mode of this hart");
        }
    }

    [State(Name = "mstatus")]
    private ulong SavedStatus
    {
        get => ReadStatus();
        set
        {
            if (!Status.TryRestore(value)) throw new StateException($"0x{value:x} is no status of this hart");
        }
    }

    [State(Name = "fcsr")]
    private byte SavedFloatStatus
    {
        get => (byte)((byte)State->FloatFlags | (byte)State->FloatRounding << FloatRoundingShift);
        set
        {
            State->FloatFlags = (FloatExceptions)(value & ((1 << FloatRoundingShift) - 1));
            State->FloatRounding = (FloatRounding)(value >> FloatRoundingShift);
        }
    }

    [State(Name = "satp")]
    private ulong SavedTable
    {
        get => translation.Satp;
        set
        {
            translation.WriteSatp(value);
            if (translation.Satp != value) throw new StateException($"0x{value:x} names a paging mode that this hart lacks");
        }
    }

    [State(Name = "stimecmp")]
    private ulong SavedDeadline
    {
        get => Timer.Deadline;
        set => Timer.Deadline = value;
    }

    [State(Name = "mtvec")]
    private ulong SavedMachineVector
    {
        get => MachineTraps.Vector;
        set => MachineTraps.WriteVector(value);
    }

    [State(Name = "mscratch")]
    private ulong SavedMachineScratch
    {
        get => MachineTraps.Scratch;
        set => MachineTraps.Scratch = value;
    }

    [State(Name = "mepc")]
    private ulong SavedMachineEpc
    {
        get => MachineTraps.Epc;
        set => MachineTraps.Epc = value;
    }

    [State(Name = "mcause")]
    private ulong SavedMachineCause
    {
        get => MachineTraps.Cause;
        set => MachineTraps.Cause = value;
    }

    [State(Name = "mtval")]
    private ulong SavedMachineValue
    {
        get => MachineTraps.Value;
        set => MachineTraps.Value = value;
    }

    [State(Name = "stvec")]
    private ulong SavedVector
    {
        get => SupervisorTraps.Vector;
        set => SupervisorTraps.WriteVector(value);
    }

    [State(Name = "sscratch")]
    private ulong SavedScratch
    {
        get => SupervisorTraps.Scratch;
        set => SupervisorTraps.Scratch = value;
    }

    [State(Name = "sepc")]
    private ulong SavedEpc
    {
        get => SupervisorTraps.Epc;
        set => SupervisorTraps.Epc = value;
    }

    [State(Name = "scause")]
    private ulong SavedCause
    {
        get => SupervisorTraps.Cause;
        set => SupervisorTraps.Cause = value;
    }

    [State(Name = "stval")]
    private ulong SavedValue
    {
        get => SupervisorTraps.Value;
        set => SupervisorTraps.Value = value;
    }

    /// <inheritdoc/>
    public void StateLoaded()
    {
        ExceptionDelegation = exceptionDelegation;
        State->FloatDirty = 0;
        State->FloatEnabled = Status.Has(MachineStatus.Fs) ? (byte)1 : (byte)0;
        State->ReservationWidth = 0;
        State->Pc &= ~1UL;
        UpdateDataMode();
        ulong table = translation.Satp;
        Engine.FlushTlb();
        Engine.AddressSpaceChanged((ushort)(table >> AddressTranslation.AsidShift), table, isSwitch: true);
        Engine.ContextChanged();
        ReconsiderInterrupts();
    }
}
