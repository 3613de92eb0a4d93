namespace Emu.Guest.RiscV.Tests.Disassembly;

/// <summary>
/// Words on which this emulator and binutils 2.40 differ on purpose: those with <c>(word &amp; Mask) == Match</c>.
/// </summary>
/// <param name="Mask">Bits that count.</param>
/// <param name="Match">Their values.</param>
/// <param name="Reason">
/// Why this emulator is right, or where the two follow different editions of the specification.
/// </param>
internal sealed record KnownDifference(uint Mask, uint Match, string Reason)
{
    /// <summary>Words that the decoder accepts and objdump does not know, or prints in another way.</summary>
    public static IReadOnlyList<KnownDifference> Accepted { get; } =
    [
        new(0x0000707f, 0x0000000f, "fence: reserved fm, rs1 and rd are ignored, as chapter 2.7 demands"),
        new(0x0000707f, 0x0000100f, "fence.i: the unused fields are ignored, as the chapter on Zifencei demands"),
        new(0xfe00707f, 0x0e005033, "czero.eqz: binutils learnt Zicond in 2.41"),
        new(0xfe00707f, 0x0e007033, "czero.nez: binutils learnt Zicond in 2.41"),
        new(0xffe0007f, 0xd2000053, "fcvt.d.w[u] is exact: any valid rounding mode will do, binutils knows 0 only"),
        new(0xfff0007f, 0x42000053, "fcvt.d.s is exact: any valid rounding mode will do, binutils knows 0 only"),
    ];

    /// <summary>Words that objdump knows and the decoder rejects.</summary>
    public static IReadOnlyList<KnownDifference> Rejected { get; } =
    [
        new(0xffffffff, 0x00000000, "c.unimp is the name of the encoding that is illegal by definition"),
        new(0xffffffff, 0x00200073, "uret: user-level interrupts were withdrawn"),
        new(0xffffffff, 0x20200073, "hret: the hypervisor mode of privileged specification 1.9 was withdrawn"),
        new(0xfff07fff, 0x10400073, "sfence.vm: privileged specification 1.10 replaced it by sfence.vma"),
        new(0xffffffff, 0x7b200073, "dret: no debug mode"),
        new(0x0000ffff, 0x00006101, "c.addi16sp with the immediate 0 is reserved"),
        new(0x00007073, 0x00005043, "fmadd and its kin: rounding mode 5 is reserved, which objdump prints as unknown"),
        new(0x00007073, 0x00006043, "fmadd and its kin: rounding mode 6 is reserved"),
        new(0x0000707f, 0x00005053, "floating-point arithmetic: rounding mode 5 is reserved"),
        new(0x0000707f, 0x00006053, "floating-point arithmetic: rounding mode 6 is reserved"),
    ];

    public static bool Covers(IReadOnlyList<KnownDifference> differences, uint word) =>
        differences.Any(difference => (word & difference.Mask) == difference.Match);
}
