namespace Emu.Guest.Arm64.Tests.Disassembly;

/// <summary>
/// Words on which this emulator and binutils 2.40 differ on purpose: those with <c>(word &amp; Mask) == Match</c>.
/// </summary>
/// <param name="Mask">Bits that count.</param>
/// <param name="Match">Their values.</param>
/// <param name="Reason">Why.</param>
internal sealed record A64Difference(uint Mask, uint Match, string Reason)
{
    /// <summary>Words that the decoder accepts and objdump does not know, or prints in another way.</summary>
    public static IReadOnlyList<A64Difference> Accepted { get; } =
    [
        new(0xfff8_f01f, 0xd500_401f, "msr of one bit of PSTATE: other bits of the constant are ignored"),
        new(0x3fe0_8000, 0x08c0_8000, "ldar and its kin: bits that should be ones are ignored, as QEMU does"),
        new(0xfe40_0000, 0x6840_0000, "ldpsw: what is unpredictable is executed: equal registers, or one that is the base"),
    ];

    /// <summary>Words that objdump knows and the decoder rejects.</summary>
    public static IReadOnlyList<A64Difference> Rejected { get; } =
    [
        new(0x1e00_0000, 0x0400_0000, "SVE is absent"),
        new(0x7fc0_0000, 0x11c0_0000, "minima and maxima with immediates (CSSC) are absent"),
        new(0x7fe0_f000, 0x1ac0_6000, "minima and maxima of registers (CSSC) are absent"),
        new(0x7fff_e000, 0x5ac0_0000, "counts of one register (CSSC) are absent"),
        new(0x7fff_e000, 0x5ac0_2000, "the absolute value (CSSC) is absent"),
        new(0xfff8_0000, 0xd500_0000, "msr: what sets PSTATE and is no field that there is"),
        new(0xfff8_0000, 0xd520_0000, "mrs: op0 is 0"),
        new(0xffff_f3ff, 0xd503_323f, "dsb nXS is absent"),
        new(0xbf60_fc00, 0x0e60_ec00, "fmlal, fmlsl: the size bit must be 0, and QEMU refuses what has it set"),
        new(0xbf60_fc00, 0x2e60_cc00, "fmlal2, fmlsl2: the same"),
    ];

    public static bool Covers(IReadOnlyList<A64Difference> differences, uint word) =>
        differences.Any(difference => (word & difference.Mask) == difference.Match);
}
