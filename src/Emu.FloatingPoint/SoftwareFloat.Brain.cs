namespace Emu.FloatingPoint;

/// <content>Brain floats: the upper halves of singles.</content>
public static partial class SoftwareFloat
{
    private const int BrainBits = 16;
    private const ulong BrainSign = 0x8000, BrainInfinity = 0x7f80;

    /// <summary>Converts a single to a brain float; a signalling NaN raises invalid.</summary>
    public static ulong ConvertToBrain(
        uint operand, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules)
    {
        ulong bits = operand;
        Flush<float>(ref bits, rules, ref flags);
        ulong sign = (bits >> BrainBits) & BrainSign;
        if (BinaryFormat<float>.IsNaN(bits))
            return ChooseNaN<float>(bits, 0, 0, rules, ref flags) >> BrainBits;
        if (BinaryFormat<float>.IsInfinite(bits))
            return sign | BrainInfinity;
        ulong kept = (bits >> BrainBits) & ~BrainSign, rest = bits & 0xffff;
        if (FloatRounder.GoesUp((kept & 1) != 0, rest, 0x8000, sign != 0, rounding))
            kept++;
        if (kept >= BrainInfinity)
            flags |= FloatExceptions.Overflow;
        if (rest != 0)
            flags |= BinaryFormat<float>.IsSubnormal(bits)
                ? FloatExceptions.Inexact | FloatExceptions.Underflow
                : FloatExceptions.Inexact;
        return sign | kept;
    }

    /// <summary>
    /// The sum of a single and the products of two pairs of brain floats; each step is rounded to odd, with zeros for
    /// subnormal numbers, infinity on overflow, and default NaNs. No flag is raised.
    /// </summary>
    public static ulong BrainDotProduct(uint first, uint second, uint sum)
    {
        ulong low = Step(Multiply<float>, first << BrainBits, second << BrainBits);
        ulong high = Step(Multiply<float>, first & 0xffff_0000, second & 0xffff_0000);
        return Step(Add<float>, sum, Step(Add<float>, low, high));

        static ulong Step(BrainStep step, ulong left, ulong right)
        {
            FloatExceptions flags = default;
            ulong result = step(
                left, right, FloatRounding.Odd, ref flags, FloatRules.FlushToZero | FloatRules.TinyBeforeRounding);
            return (flags & FloatExceptions.Overflow) != 0 ? result + 1 : result;
        }
    }

    private delegate ulong BrainStep(
        ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags, FloatRules rules);
}
