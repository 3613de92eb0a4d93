namespace Emu.Guest.RiscV.Privileged;

/// <summary>
/// The <c>mstatus</c> register and its restricted view <c>sstatus</c> (privileged specification, 3.1.6 and 4.1.1).
/// Fields of parts that the hart lacks are read-only zero; both XLEN fields are read-only 64 bits; data is always
/// little-endian.
/// </summary>
internal struct MachineStatus
{
    public const ulong Sie = 1UL << 1;
    public const ulong Mie = 1UL << 3;
    public const ulong Spie = 1UL << 5;
    public const ulong Mpie = 1UL << 7;
    public const ulong Spp = 1UL << 8;
    public const ulong Mpp = 3UL << MppShift;
    public const ulong Fs = 3UL << FsShift;
    public const ulong Mprv = 1UL << 17;
    public const ulong Sum = 1UL << 18;
    public const ulong Mxr = 1UL << 19;
    public const ulong Tvm = 1UL << 20;
    public const ulong Tw = 1UL << 21;
    public const ulong Tsr = 1UL << 22;
    public const ulong Uxl = 3UL << 32;
    public const ulong Sd = 1UL << 63;

    /// <summary>What <c>sstatus</c> shows of the register, SD apart.</summary>
    public const ulong SupervisorView = Sie | Spie | Spp | Fs | Sum | Mxr | Uxl;

    private const int MppShift = 11;
    private const int FsShift = 13;
    private const ulong Uxl64 = 2UL << 32;
    private const ulong Sxl64 = 2UL << 34;

    private readonly ulong writable;
    private readonly Extensions extensions;
    private ulong bits;

    public MachineStatus(Extensions extensions)
    {
        this.extensions = extensions;
        bool supervisor = (extensions & Extensions.S) != 0, user = (extensions & Extensions.U) != 0;
        writable = Mie | Mpie | Mpp;
        if (supervisor) writable |= Sie | Spie | Spp | Sum | Mxr | Tvm | Tsr;
        if (user) writable |= Mprv | Tw;
        if ((extensions & Extensions.F) != 0) writable |= Fs;
        bits = (user ? Uxl64 : 0) | (supervisor ? Sxl64 : 0) | (user ? 0 : Mpp);
    }

    /// <summary>The whole register as last written, without SD.</summary>
    public readonly ulong Bits => bits;

    /// <summary>The whole register as the guest reads it: SD says that FS is dirty.</summary>
    public readonly ulong Value => (bits & Fs) == Fs ? bits | Sd : bits;

    /// <summary>Mode before the trap that machine mode took.</summary>
    public readonly PrivilegeMode PreviousMode => (PrivilegeMode)((bits & Mpp) >> MppShift);

    /// <summary>Mode before the trap that supervisor mode took.</summary>
    public readonly PrivilegeMode SupervisorPreviousMode =>
        (bits & Spp) != 0 ? PrivilegeMode.Supervisor : PrivilegeMode.User;

    /// <summary>True when any of the bits is set.</summary>
    public readonly bool Has(ulong mask) => (bits & mask) != 0;

    /// <summary>
    /// Writes the fields in <paramref name="view"/>; a value of MPP that names no mode of this hart leaves MPP as it
    /// is.
    /// </summary>
    public void Write(ulong value, ulong view)
    {
        ulong mask = writable & view;
        if (!IsMode((PrivilegeMode)((value & Mpp) >> MppShift))) mask &= ~Mpp;
        bits = (bits & ~mask) | (value & mask);
    }

    /// <summary>Puts the register into a saved state; false when no hart of this kind has it.</summary>
    public bool TryRestore(ulong value)
    {
        MachineStatus fresh = new(extensions);
        if ((value & ~writable & ~Sd) != (fresh.bits & ~writable)) return false;
        if (!IsMode((PrivilegeMode)((value & Mpp) >> MppShift))) return false;
        bits = value & ~Sd;
        return true;
    }

    /// <summary>FS becomes dirty: floating-point state was written.</summary>
    public void MarkFloatDirty() => bits |= Fs & writable;

    /// <summary>FS becomes initial: software found it as after reset.</summary>
    public void EnableFloat() => bits = (bits & ~Fs) | ((1UL << FsShift) & writable);

    /// <summary>Stacks the interrupt enable and the mode for a trap to machine mode (3.1.6.1).</summary>
    public void EnterMachine(PrivilegeMode from)
    {
        ulong enabled = (bits & Mie) != 0 ? Mpie : 0;
        bits = (bits & ~(Mie | Mpie | Mpp)) | enabled | ((ulong)from << MppShift);
    }

    /// <summary>Stacks the interrupt enable and the mode for a trap to supervisor mode.</summary>
    public void EnterSupervisor(PrivilegeMode from)
    {
        ulong enabled = (bits & Sie) != 0 ? Spie : 0;
        bits = (bits & ~(Sie | Spie | Spp)) | enabled | (from == PrivilegeMode.Supervisor ? Spp : 0);
    }

    /// <summary>Unstacks what <see cref="EnterMachine"/> stacked; returns the mode to go on in.</summary>
    public PrivilegeMode LeaveMachine()
    {
        PrivilegeMode mode = PreviousMode;
        ulong enabled = (bits & Mpie) != 0 ? Mie : 0;
        ulong lowest = (extensions & Extensions.U) != 0 ? 0 : Mpp;
        bits = (bits & ~(Mie | Mpp)) | enabled | Mpie | lowest;
        if (mode != PrivilegeMode.Machine) bits &= ~Mprv;
        return mode;
    }

    /// <summary>Unstacks what <see cref="EnterSupervisor"/> stacked; returns the mode to go on in.</summary>
    public PrivilegeMode LeaveSupervisor()
    {
        PrivilegeMode mode = SupervisorPreviousMode;
        ulong enabled = (bits & Spie) != 0 ? Sie : 0;
        bits = (bits & ~(Sie | Spp | Mprv)) | enabled | Spie;
        return mode;
    }

    private readonly bool IsMode(PrivilegeMode mode) => mode switch
    {
        PrivilegeMode.Machine => true,
        PrivilegeMode.Supervisor => (extensions & Extensions.S) != 0,
        PrivilegeMode.User => (extensions & Extensions.U) != 0,
        _ => false,
    };
}
