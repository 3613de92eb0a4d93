using Emu.Model;

namespace Emu.Guest.RiscV.Privileged;

/// <summary><c>mstatus</c> and what follows from it: data mode, floating-point state, interrupt enables.</summary>
public sealed unsafe partial class Hart
{
    /// <summary>Fields from which something that running code looks at is derived.</summary>
    private const ulong EngineFields =
        MachineStatus.Fs | MachineStatus.Mxr | MachineStatus.Mprv | MachineStatus.Mpp | MachineStatus.Sum;

    /// <summary>A field, not a property: its methods change it in place.</summary>
    [Derived]
    private MachineStatus Status;

    /// <summary>All of <c>mstatus</c>, up to date with the floating-point registers.</summary>
    internal ulong ReadStatus()
    {
        MergeFloatDirty();
        return Status.Value;
    }

    /// <summary>Writes the fields of <c>mstatus</c> in <paramref name="view"/>.</summary>
    internal void WriteStatus(ulong value, ulong view)
    {
        MergeFloatDirty();
        ulong before = Status.Bits;
        Status.Write(value, view);
        StatusChanged(before ^ Status.Bits);
    }

    /// <summary>Floating-point state was written through a CSR.</summary>
    internal void MarkFloatDirty() => Status.MarkFloatDirty();

    /// <summary>An interrupt may have become deliverable.</summary>
    internal void ReconsiderInterrupts() => Interrupts.Reconsider(Mode, Status.Bits);

    private void MergeFloatDirty()
    {
        if (State->FloatDirty == 0) return;
        State->FloatDirty = 0;
        // Nothing can have been written while FS was off.
        if (Status.Has(MachineStatus.Fs)) Status.MarkFloatDirty();
    }

    private void StatusChanged(ulong changed)
    {
        if ((changed & EngineFields) != 0) TellEngine(changed);
        if ((changed & Status.Bits & (MachineStatus.Mie | MachineStatus.Sie)) != 0) ReconsiderInterrupts();
    }

    private void TellEngine(ulong changed)
    {
        State->FloatEnabled = Status.Has(MachineStatus.Fs) ? (byte)1 : (byte)0;
        if ((changed & MachineStatus.Mxr) != 0) Engine.FlushTlb();
        PrivilegeMode before = DataMode;
        UpdateDataMode();
        if (DataMode != before || (changed & MachineStatus.Sum) != 0) Engine.ContextChanged();
    }

    private void UpdateDataMode() => DataMode = Status.Has(MachineStatus.Mprv) ? Status.PreviousMode : Mode;

    private void ChangeMode(PrivilegeMode mode)
    {
        Mode = mode;
        UpdateDataMode();
        Engine.ContextChanged();
    }
}
