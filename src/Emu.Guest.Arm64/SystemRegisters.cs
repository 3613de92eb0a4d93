namespace Emu.Guest.Arm64;

/// <summary>System registers that programs may name, by op0, op1, CRn, CRm and op2 as <see cref="SystemRegisterNumber"/> has
/// them.</summary>
internal static class SystemRegisters
{
    public const int Nzcv = 0xda10, Fpcr = 0xda20, Fpsr = 0xda21, Dit = 0xda15, Ssbs = 0xda16;

    public const int CtrEl0 = 0xd801, DczidEl0 = 0xd807, TpidrEl0 = 0xde82, TpidrroEl0 = 0xde83;

    public const int CntfrqEl0 = 0xdf00, CntvctEl0 = 0xdf02;

    /// <summary>PSTATE.DIT in the register of that name and in SPSR_EL1.</summary>
    public const ulong DataIndependentTiming = 1 << 24;

    /// <summary>PSTATE.SSBS in the register of that name and in SPSR_EL1.</summary>
    public const ulong SpeculativeStoreBypass = 1 << 12;

    /// <summary>The register of the field of PSTATE that an MSR of a constant names.</summary>
    public static int FieldIn(uint raw) => (raw >> 16 & 7, raw >> 5 & 7) switch
    {
        (3, 1) => Ssbs,
        (3, 2) => Dit,
        _ => 0,
    };

    /// <summary>The register that an MRS or MSR names.</summary>
    public static int NumberIn(uint raw) => (int)(raw >> 5 & 0xffff);
}
