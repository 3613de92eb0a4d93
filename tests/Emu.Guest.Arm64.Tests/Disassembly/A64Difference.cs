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
        new(0xfff0_0000, 0xd530_0000, "mrs: registers that no program may name have no names here"),
        new(0xfff0_0000, 0xd510_0000, "msr: the same"),
        new(0x3fe0_8000, 0x08c0_8000, "ldar and its kin: bits that should be ones are ignored, as QEMU does"),
        new(0xfe40_0000, 0x6840_0000, "ldpsw: what is unpredictable is executed: equal registers, or one that is the base"),
    ];

    /// <summary>Words that objdump knows and the decoder rejects.</summary>
    public static IReadOnlyList<A64Difference> Rejected { get; } =
    [
    ];

    public static bool Covers(IReadOnlyList<A64Difference> differences, uint word) =>
        differences.Any(difference => (word & difference.Mask) == difference.Match);
}
