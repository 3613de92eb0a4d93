using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>The mask that <c>fclass</c> gives, for either format (unprivileged specification, 13.9).</summary>
internal static class FloatClass<V, C>
    where V : struct, IValue<V, C>
    where C : struct, ICondition<C>
{
    private const int NegativeInfinity = 1 << 0;
    private const int NegativeNormal = 1 << 1;
    private const int NegativeSubnormal = 1 << 2;
    private const int NegativeZero = 1 << 3;
    private const int PositiveZero = 1 << 4;
    private const int PositiveSubnormal = 1 << 5;
    private const int PositiveNormal = 1 << 6;
    private const int PositiveInfinity = 1 << 7;
    private const int SignallingNaN = 1 << 8;
    private const int QuietNaN = 1 << 9;

    /// <summary>One bit for the class of a number; a single stands in the low half, and the upper half is
    /// zero.</summary>
    public static V Of(FloatFormat format, V number)
    {
        int width = (int)format;
        int fractionBits = format == FloatFormat.Double ? 52 : 23;
        long infinity = (long.MaxValue >> (64 - width)) & -(1L << fractionBits);
        long quiet = infinity | (1L << (fractionBits - 1));

        V magnitude = number.ZeroExtend(width - 1);
        C negative = number.IsNotEqual(magnitude);
        V mask = Signed(PositiveZero, NegativeZero);
        Refine(1, Signed(PositiveSubnormal, NegativeSubnormal));
        Refine(1L << fractionBits, Signed(PositiveNormal, NegativeNormal));
        Refine(infinity, Signed(PositiveInfinity, NegativeInfinity));
        Refine(infinity + 1, SignallingNaN);
        Refine(quiet, QuietNaN);
        return mask;

        V Signed(long whenPositive, long whenNegative) => V.Select(negative, whenNegative, whenPositive);

        void Refine(long limit, V whenReached) =>
            mask = V.Select(magnitude.IsGreaterOrEqualUnsigned(limit), whenReached, mask);
    }
}
