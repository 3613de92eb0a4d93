namespace Emu.Guest.Arm64.Privileged;

/// <summary>Bits of PSTATE at their places in SPSR_EL1 (C5.2.19).</summary>
internal static class ProcessState
{
    /// <summary>The stack pointer is that of the exception level, not of EL0.</summary>
    public const ulong OwnStack = 1 << 0;

    /// <summary>Where the exception level stands.</summary>
    public const int LevelBit = 2;

    /// <summary>All of the mode, AArch32's bit included.</summary>
    public const ulong Mode = 0x1f;

    /// <summary>Where F, I, A and D stand, from this bit up.</summary>
    public const int MaskBit = 6;

    /// <summary>F and I among the four.</summary>
    public const ulong MasksFiq = 1, MasksIrq = 2;

    /// <summary>All four.</summary>
    public const ulong AllMasks = 15;

    /// <summary>IL: the next instruction is an exception.</summary>
    public const ulong Illegal = 1 << 20;

    /// <summary>PAN: EL1 does not access what EL0 may.</summary>
    public const ulong NeverAccess = 1 << 22;

    /// <summary>UAO: instructions that access as EL0 access as EL1.</summary>
    public const ulong UserOverride = 1 << 23;
}
