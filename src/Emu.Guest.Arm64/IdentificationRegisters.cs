using static Emu.Guest.Arm64.Arm64Features;

namespace Emu.Guest.Arm64;

/// <summary>
/// The registers that say what a CPU has (D17.2), and what Linux shows of them to programs: of fields that do not concern
/// programs the value that stands for none (Documentation/arch/arm64/cpu-feature-registers.rst).
/// </summary>
internal static class IdentificationRegisters
{
    // op0 = 3, op1 = 0, CRn = 0; CRm and op2 say which.
    private const int Space = 0xc000, SpaceMask = 0xff80;

    // Fields of ID_AA64PFR0_EL1: CSV2 and CSV3 are about speculation, of which there is none.
    private const int Csv2 = 56, Csv3 = 60;

    /// <summary>The value of a register as programs under Linux see it; false when it is none of them.</summary>
    /// <param name="register">Its fields, as <see cref="SystemRegisterNumber"/> has them.</param>
    /// <param name="model">The CPU.</param>
    /// <param name="value">The value.</param>
    public static bool TryRead(int register, Arm64Model model, out ulong value)
    {
        value = 0;
        if ((register & SpaceMask) != Space) return false;
        (int major, int minor) = ((register >> 3) & 15, register & 7);
        switch (major, minor)
        {
            case (0, 5):
                value = 0x8000_0000;
                return true;
            case (0, not (0 or 6)):
                return false;
            case (0, _) or (4, 0 or 1) or (6, 0 or 1):
                value = Instructions(major, minor, model);
                return true;
            default:
                return major <= 7;
        }
    }

    /// <summary>The value of a register as EL1 reads it; 0 for those that have no name.</summary>
    /// <param name="major">CRm.</param>
    /// <param name="minor">op2.</param>
    /// <param name="model">The CPU.</param>
    /// <param name="affinity">MPIDR_EL1.</param>
    public static ulong Read(int major, int minor, Arm64Model model, ulong affinity)
    {
        Arm64Features has = model.Has;
        bool isNew = (has & Pan) != 0;
        return (major, minor) switch
        {
            (0, 5) => affinity,
            // No SVE, no EL2, no EL3.
            (4, 0) => Instructions(major, minor, model) | (isNew ? 1UL << Csv2 | 1UL << Csv3 : 0),
            // Debug of Armv8.0, no performance monitors.
            (5, 0) => 6 | (ulong)(Arm64Cpu.Breakpoints - 1) << 12 | (ulong)(Arm64Cpu.Watchpoints - 1) << 20 | 1UL << 28,
            (6, 0) => Instructions(major, minor, model) | Field(56, TlbRange, 2),
            // Addresses, ASIDs of 16 bits, and the granules of 16 KiB where the model has them, 64 and 4 KiB.
            (7, 0) => AddressRange(model) | 2 << 4 | (isNew ? 1UL << 20 : 0),
            (7, 1) => Field(0, Hafdbs, 2) | Field(12, Hpds, 1) | Field(20, Pan, 2),
            // CnP, UAO, addresses of 52 bits, BBM of level 2.
            (7, 2) => (isNew ? 1UL : 0) | Field(4, Uao, 1) | Field(16, LargeAddresses, 1) | Field(60, E0pd, 1),
            _ => Instructions(major, minor, model),
        };

        ulong Field(int place, Arm64Features feature, ulong number) => (has & feature) != 0 ? number << place : 0;
    }

    // Bits of addresses as ID_AA64MMFR0_EL1.PARange has them.
    private static ulong AddressRange(Arm64Model model) => model.Translation.AddressBits switch
    {
        40 => 2,
        44 => 4,
        48 => 5,
        _ => 6,
    };

    // What concerns programs.
    private static ulong Instructions(int major, int minor, Arm64Model model)
    {
        Arm64Features has = model.Has;
        // APA and GPA for QARMA5, API and GPI for an algorithm of the CPU's own.
        bool isStandard = (has & Qarma5) != 0;
        return (major, minor) switch
        {
            (0, 0) => model.MainId,
            (4, 0) => 0x11 | Field(16, Fp16, 1) | Field(20, Fp16, 1) | Field(48, Dit, 1),
            (4, 1) => Field(4, Ssbs, 2),
            (6, 0) => Field(4, Aes, 1) + Field(4, Pmull, 1) | Field(8, Sha1, 1) | Field(12, Sha256, 1) + Field(12, Sha512, 1)
                | Field(16, Crc32, 1) | Field(20, Lse, 2) | Field(28, Rdm, 1) | Field(32, Sha3, 1) | Field(36, Sm3, 1)
                | Field(40, Sm4, 1) | Field(44, DotProd, 1) | Field(48, Fhm, 1) | Field(52, FlagM, 1) + Field(52, FlagM2, 1)
                | Field(60, Rng, 1),
            (6, 1) => Field(0, DcPop, 1) + Field(0, DcPodp, 1) | Field(isStandard ? 4 : 8, Pauth, 1)
                | Field(12, Jscvt, 1) | Field(16, Fcma, 1) | Field(20, Rcpc, 1) + Field(20, Rcpc2, 1)
                | Field(isStandard ? 24 : 28, Pauth, 1) | Field(32, Frint, 1) | Field(36, Sb, 1)
                | Field(44, Bf16, 1) | Field(52, I8mm, 1),
            _ => 0,
        };

        ulong Field(int place, Arm64Features feature, ulong number) => (has & feature) != 0 ? number << place : 0;
    }
}
