namespace Emu.Isa.Generator.Model;

/// <summary>
/// A parsed encoding: a word matches when <c>(word &amp; Mask) == Match</c> and no operand has an excluded value.
/// </summary>
internal sealed record Encoding(int Width, uint Mask, uint Match, EquatableArray<EncodedOperand> Operands)
{
    public static uint Ones(int width) => width == 32 ? uint.MaxValue : (1u << width) - 1;
}
