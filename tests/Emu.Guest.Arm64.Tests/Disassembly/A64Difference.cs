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
    ];

    /// <summary>Words that objdump knows and the decoder rejects.</summary>
    public static IReadOnlyList<A64Difference> Rejected { get; } =
    [
    ];

    public static bool Covers(IReadOnlyList<A64Difference> differences, uint word) =>
        differences.Any(difference => (word & difference.Mask) == difference.Match);
}
