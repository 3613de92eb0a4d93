using static Emu.Guest.Arm64.Arm64Features;

namespace Emu.Guest.Arm64;

/// <summary>
/// The registers that say what a CPU has, as Linux shows them to programs: of fields that do not concern programs the value
/// that stands for none (Documentation/arch/arm64/cpu-feature-registers.rst).
/// </summary>
internal static class IdentificationRegisters
{
    // op0 = 3, op1 = 0, CRn = 0; CRm and op2 say which.
    private const int Space = 0xc000, SpaceMask = 0xff80;

    /// <summary>The value of a register; false when it is none of them.</summary>
    /// <param name="register">Its fields, as <see cref="SystemRegisterNumber"/> has them.</param>
    /// <param name="model">The CPU.</param>
    /// <param name="value">The value.</param>
    public static bool TryRead(int register, Arm64Model model, out ulong value)
    {
        value = 0;
        if ((register & SpaceMask) != Space) return false;
        Arm64Features has = model.Has;
        (int major, int minor) = ((register >> 3) & 15, register & 7);
        switch (major, minor)
        {
            case (0, 0):
                value = model.MainId;
                return true;
            case (0, 5):
                value = 0x8000_0000;
                return true;
            case (0, 6):
                return true;
            case (0, _):
                return false;
            case (4, 0):
                value = 0x11 | Field(16, Fp16, 1) | Field(20, Fp16, 1) | Field(48, Dit, 1);
                return true;
            case (4, 1):
                value = Field(4, Ssbs, 2);
                return true;
            case (6, 0):
                value = Field(4, Aes, 1) + Field(4, Pmull, 1) | Field(8, Sha1, 1) | Field(12, Sha256, 1) + Field(12, Sha512, 1)
                    | Field(16, Crc32, 1) | Field(20, Lse, 2) | Field(28, Rdm, 1) | Field(32, Sha3, 1) | Field(36, Sm3, 1)
                    | Field(40, Sm4, 1) | Field(44, DotProd, 1) | Field(48, Fhm, 1) | Field(52, FlagM, 1) + Field(52, FlagM2, 1)
                    | Field(60, Rng, 1);
                return true;
            case (6, 1):
                // APA and GPA for QARMA5, API and GPI for an algorithm of the CPU's own.
                bool isStandard = (has & Qarma5) != 0;
                value = Field(0, DcPop, 1) + Field(0, DcPodp, 1) | Field(isStandard ? 4 : 8, Pauth, 1)
                    | Field(12, Jscvt, 1) | Field(16, Fcma, 1) | Field(20, Rcpc, 1) + Field(20, Rcpc2, 1)
                    | Field(isStandard ? 24 : 28, Pauth, 1) | Field(32, Frint, 1) | Field(36, Sb, 1)
                    | Field(44, Bf16, 1) | Field(52, I8mm, 1);
                return true;
            case ( <= 7, _):
                return true;
            default:
                return false;
        }

        ulong Field(int place, Arm64Features feature, ulong number) => (has & feature) != 0 ? number << place : 0;
    }
}
