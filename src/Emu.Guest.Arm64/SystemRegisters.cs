namespace Emu.Guest.Arm64;

/// <summary>System registers that programs may name, by op0, op1, CRn, CRm and op2 as <see cref="SystemRegisterNumber"/> has
/// them, and the text of any.</summary>
internal static class SystemRegisters
{
    public const int Nzcv = 0xda10, Fpcr = 0xda20, Fpsr = 0xda21, Dit = 0xda15, Ssbs = 0xda16;

    public const int CtrEl0 = 0xd801, DczidEl0 = 0xd807, TpidrEl0 = 0xde82, TpidrroEl0 = 0xde83;

    public const int CntfrqEl0 = 0xdf00, CntvctEl0 = 0xdf02;

    /// <summary>PSTATE.DIT in the register of that name and in SPSR_EL1.</summary>
    public const ulong DataIndependentTiming = 1 << 24;

    /// <summary>PSTATE.SSBS in the register of that name and in SPSR_EL1.</summary>
    public const ulong SpeculativeStoreBypass = 1 << 12;

    /// <summary>The register that an MRS or MSR names.</summary>
    public static int NumberIn(uint raw) => (int)(raw >> 5 & 0xffff);

    /// <summary>The text of a register: its name, or its fields.</summary>
    public static string NameOf(int number) => number switch
    {
        Fpcr => "fpcr",
        Fpsr => "fpsr",
        Dit => "dit",
        Ssbs => "ssbs",
        CtrEl0 => "ctr_el0",
        DczidEl0 => "dczid_el0",
        TpidrroEl0 => "tpidrro_el0",
        CntfrqEl0 => "cntfrq_el0",
        CntvctEl0 => "cntvct_el0",
        _ => $"s{number >> 14}_{number >> 11 & 7}_c{number >> 7 & 15}_c{number >> 3 & 15}_{number & 7}",
    };
}
