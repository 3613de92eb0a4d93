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

    public const int SpSel = 0xc210, Pan = 0xc213, Uao = 0xc214, Daif = 0xda11;

    /// <summary>The register of the field of PSTATE that an MSR of a constant names.</summary>
    public static int FieldIn(uint raw) => FieldNumberIn(raw) switch
    {
        (0, 3) => Uao,
        (0, 4) => Pan,
        (0, 5) => SpSel,
        (3, 1) => Ssbs,
        (3, 2) => Dit,
        (3, 6) or (3, 7) => Daif,
        _ => 0,
    };

    /// <summary>For an MSR of a constant to DAIF: whether it clears bits (DAIFClr).</summary>
    public static bool ClearsField(uint raw) => FieldNumberIn(raw) is (3, 7);

    /// <summary>The register that an MRS or MSR names.</summary>
    public static int NumberIn(uint raw) => (int)(raw >> 5 & 0xffff);

    /// <summary>True for DC ZVA.</summary>
    public static bool IsZeroBlock(uint raw) => (raw & ~31u) == 0xd50b_7420;

    private static (uint Op1, uint Op2) FieldNumberIn(uint raw) => (raw >> 16 & 7, raw >> 5 & 7);
}
