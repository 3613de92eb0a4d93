using System.Globalization;
using System.Text;
using static Emu.Guest.Arm64.Arm64Features;

namespace Emu.Guest.Arm64.Linux;

/// <summary>How the kernel tells programs what a CPU has: bits of the auxiliary vector, and words in <c>/proc/cpuinfo</c>
/// (Linux, Documentation/arch/arm64/elf_hwcaps.rst).</summary>
internal static class HardwareCapabilities
{
    private const int SecondWord = 64;

    /// <summary>The names in the kernel's order, with their bits; those of AT_HWCAP2 are counted from 64. Without a feature it
    /// is one that all CPUs have.</summary>
    private static readonly (string Name, Arm64Features Feature, int Bit)[] Rows =
    [
        ("fp", None, 0), ("asimd", None, 1), ("aes", Aes, 3), ("pmull", Pmull, 4), ("sha1", Sha1, 5), ("sha2", Sha256, 6),
        ("crc32", Crc32, 7), ("atomics", Lse, 8), ("fphp", Fp16, 9), ("asimdhp", Fp16, 10), ("cpuid", None, 11),
        ("asimdrdm", Rdm, 12), ("jscvt", Jscvt, 13), ("fcma", Fcma, 14), ("lrcpc", Rcpc, 15), ("dcpop", DcPop, 16),
        ("sha3", Sha3, 17), ("sm3", Sm3, 18), ("sm4", Sm4, 19), ("asimddp", DotProd, 20), ("sha512", Sha512, 21),
        ("asimdfhm", Fhm, 23), ("dit", Dit, 24), ("ilrcpc", Rcpc2, 26), ("flagm", FlagM, 27), ("ssbs", Ssbs, 28),
        ("sb", Sb, 29), ("paca", Pauth, 30), ("pacg", Pauth, 31), ("dcpodp", DcPodp, SecondWord), ("flagm2", FlagM2, SecondWord + 7), ("frint", Frint, SecondWord + 8),
        ("i8mm", I8mm, SecondWord + 13), ("bf16", Bf16, SecondWord + 14), ("rng", Rng, SecondWord + 16),
    ];

    /// <summary>AT_HWCAP and AT_HWCAP2.</summary>
    public static (ulong First, ulong Second) BitsOf(Arm64Model model)
    {
        ulong first = 0, second = 0;
        foreach ((_, _, int bit) in RowsOf(model))
        {
            if (bit < SecondWord) first |= 1ul << bit;
            else second |= 1ul << (bit - SecondWord);
        }

        return (first, second);
    }

    /// <summary><c>/proc/cpuinfo</c>: a paragraph for each processor, as the kernel prints it.</summary>
    public static string DescribeProcessors(Arm64Model model, int count)
    {
        uint id = model.MainId;
        string names = string.Join(' ', RowsOf(model).Select(row => row.Name));
        var text = new StringBuilder();
        for (int processor = 0; processor < count; processor++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"""
                processor	: {processor}
                BogoMIPS	: 125.00
                Features	: {names}
                CPU implementer	: 0x{id >> 24:x2}
                CPU architecture: 8
                CPU variant	: 0x{id >> 20 & 15:x}
                CPU part	: 0x{id >> 4 & 0xfff:x3}
                CPU revision	: {id & 15}


                """);
        }

        return text.ToString();
    }

    private static IEnumerable<(string Name, Arm64Features Feature, int Bit)> RowsOf(Arm64Model model) =>
        Rows.Where(row => (model.Has & row.Feature) == row.Feature);
}
