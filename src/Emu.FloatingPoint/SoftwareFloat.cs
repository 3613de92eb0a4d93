using System.Numerics;

namespace Emu.FloatingPoint;

/// <summary>
/// IEEE 754 arithmetic in integers: right for all operands, rounding modes and flags, and independent of the host's
/// FPU. What the standard leaves open is as the rules say.
/// </summary>
/// <remarks>Numbers are raw bits; those of a <c>float</c> have a zero upper half, in operands and results.</remarks>
public static partial class SoftwareFloat
{
    public static ulong Add<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right))
            return ChooseNaN<T>(left, right, 0, rules, ref flags);
        if (BinaryFormat<T>.IsInfinite(left))
            return BinaryFormat<T>.IsInfinite(right) && left != right ? InvalidNaN<T>(ref flags) : left;
        if (BinaryFormat<T>.IsInfinite(right))
            return right;
        if (BinaryFormat<T>.IsZero(right))
            return BinaryFormat<T>.IsZero(left) ? AddZeros<T>(left, right, rounding) : left;
        if (BinaryFormat<T>.IsZero(left))
            return right;
        return AddFinite<T>(
            Product.Of(Unpacked.From<T>(left)), Product.Of(Unpacked.From<T>(right)), rounding, ref flags, rules);
    }

    public static ulong Subtract<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        Add<T>(left, BinaryFormat<T>.NegateNumber(right), rounding, ref flags, rules);

    public static ulong Multiply<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right))
            return ChooseNaN<T>(left, right, 0, rules, ref flags);
        ulong sign = (left ^ right) & BinaryFormat<T>.SignMask;
        bool zero = BinaryFormat<T>.IsZero(left) || BinaryFormat<T>.IsZero(right);
        if (BinaryFormat<T>.IsInfinite(left) || BinaryFormat<T>.IsInfinite(right))
            return zero ? InvalidNaN<T>(ref flags) : sign | BinaryFormat<T>.Infinity;
        if (zero)
            return sign;
        return Product.Of(Unpacked.From<T>(left), Unpacked.From<T>(right)).Round<T>(rounding, ref flags, rules);
    }

    /// <summary>
    /// <paramref name="left"/> x <paramref name="right"/> + <paramref name="addend"/>, rounded once; infinity x 0 is
    /// invalid even with a quiet NaN addend.
    /// </summary>
    public static ulong MultiplyAdd<T>(
        ulong left, ulong right, ulong addend, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        Flush<T>(ref addend, rules, ref flags);
        bool zero = BinaryFormat<T>.IsZero(left) || BinaryFormat<T>.IsZero(right);
        bool infinite = BinaryFormat<T>.IsInfinite(left) || BinaryFormat<T>.IsInfinite(right);
        if (zero && infinite)
        {
            FloatRules wanted = BinaryFormat<T>.IsSignallingNaN(addend) ? rules : FloatRules.None;
            flags |= FloatExceptions.Invalid;
            return ChooseNaN<T>(addend, 0, 0, wanted, ref flags);
        }

        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right) || BinaryFormat<T>.IsNaN(addend))
            return ChooseNaN<T>(addend, left, right, rules, ref flags);

        ulong sign = (left ^ right) & BinaryFormat<T>.SignMask;
        if (infinite)
        {
            ulong product = sign | BinaryFormat<T>.Infinity;
            return BinaryFormat<T>.IsInfinite(addend) && addend != product ? InvalidNaN<T>(ref flags) : product;
        }

        if (BinaryFormat<T>.IsInfinite(addend))
            return addend;
        if (zero)
            return BinaryFormat<T>.IsZero(addend) ? AddZeros<T>(sign, addend, rounding) : addend;
        Product exact = Product.Of(Unpacked.From<T>(left), Unpacked.From<T>(right));
        return BinaryFormat<T>.IsZero(addend)
            ? exact.Round<T>(rounding, ref flags, rules)
            : AddFinite<T>(exact, Product.Of(Unpacked.From<T>(addend)), rounding, ref flags, rules);
    }

    public static ulong Divide<T>(ulong left, ulong right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref left, ref right, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(left) || BinaryFormat<T>.IsNaN(right))
            return ChooseNaN<T>(left, right, 0, rules, ref flags);
        ulong sign = (left ^ right) & BinaryFormat<T>.SignMask;
        if (BinaryFormat<T>.IsInfinite(left))
            return BinaryFormat<T>.IsInfinite(right) ? InvalidNaN<T>(ref flags) : sign | BinaryFormat<T>.Infinity;
        if (BinaryFormat<T>.IsInfinite(right))
            return sign;
        if (BinaryFormat<T>.IsZero(right))
        {
            if (BinaryFormat<T>.IsZero(left))
                return InvalidNaN<T>(ref flags);
            flags |= FloatExceptions.DivideByZero;
            return sign | BinaryFormat<T>.Infinity;
        }

        if (BinaryFormat<T>.IsZero(left))
            return sign;

        Unpacked dividend = Unpacked.From<T>(left);
        Unpacked divisor = Unpacked.From<T>(right);
        bool below = dividend.Significand < divisor.Significand;
        UInt128 numerator = (UInt128)dividend.Significand << (below ? 64 : 63);
        (UInt128 quotient, UInt128 remainder) = UInt128.DivRem(numerator, divisor.Significand);
        ulong significand = (ulong)quotient | (remainder != UInt128.Zero ? 1UL : 0);
        int exponent = dividend.Exponent - divisor.Exponent - (below ? 1 : 0);
        return FloatRounder.Round<T>(sign != 0, exponent, significand, rounding, ref flags, rules);
    }

    public static ulong SquareRoot<T>(ulong operand, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        Flush<T>(ref operand, rules, ref flags);
        if (BinaryFormat<T>.IsNaN(operand))
            return ChooseNaN<T>(operand, 0, 0, rules, ref flags);
        if (BinaryFormat<T>.IsZero(operand))
            return operand;
        if (BinaryFormat<T>.IsNegative(operand))
            return InvalidNaN<T>(ref flags);
        if (BinaryFormat<T>.IsInfinite(operand))
            return operand;

        // Two digits of the radicand, which is from 1 up to 4 with an even exponent, give one digit of the root.
        Unpacked unpacked = Unpacked.From<T>(operand);
        ulong radicand = (unpacked.Exponent & 1) != 0 ? unpacked.Significand : unpacked.Significand >> 1;
        ulong root = 0;
        ulong remainder = 0;
        int digits = BinaryFormat<T>.FractionBits + 3;
        for (int digit = 0; digit < digits; digit++)
        {
            remainder = (remainder << 2) | (radicand >> 62);
            radicand <<= 2;
            ulong trial = (root << 2) | 1;
            root <<= 1;
            if (remainder >= trial)
            {
                remainder -= trial;
                root |= 1;
            }
        }

        ulong significand = (root << (64 - digits)) | (remainder != 0 ? 1UL : 0);
        return FloatRounder.Round<T>(false, unpacked.Exponent >> 1, significand, rounding, ref flags, rules);
    }

    private static ulong AddZeros<T>(ulong left, ulong right, FloatRounding rounding)
        where T : struct, IBinaryFloatingPointIeee754<T> =>
        left == right ? left : FloatRounder.CancelledZero<T>(rounding);

    private static ulong AddFinite<T>(Product left, Product right, FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
        where T : struct, IBinaryFloatingPointIeee754<T>
    {
        if (left.Exponent < right.Exponent
            || (left.Exponent == right.Exponent && left.Significand < right.Significand))
            (left, right) = (right, left);

        // Bits are only lost here when the exponents differ by 20 or more; then a difference loses at most one leading
        // digit, and the sticky bit stays far below the digit that rounding looks at.
        UInt128 aligned = FloatRounder.ShiftRightSticky(right.Significand, left.Exponent - right.Exponent);
        UInt128 sum = left.IsNegative == right.IsNegative ? left.Significand + aligned : left.Significand - aligned;
        if (sum == UInt128.Zero)
            return FloatRounder.CancelledZero<T>(rounding);
        return new Product(left.IsNegative, left.Exponent, sum).Round<T>(rounding, ref flags, rules);
    }

    /// <summary>
    /// An exact product of two numbers, or one number made as wide: +-(<see cref="Significand"/> / 2^126) x 2^<see
    /// cref="Exponent"/>.
    /// </summary>
    private readonly record struct Product(bool IsNegative, int Exponent, UInt128 Significand)
    {
        public static Product Of(Unpacked number) =>
            new(number.IsNegative, number.Exponent, (UInt128)number.Significand << 63);

        /// <summary>
        /// The significand's highest bit is bit 126: a product has at most 106 bits, the rest are zeros.
        /// </summary>
        public static Product Of(Unpacked left, Unpacked right)
        {
            ulong upper = Math.BigMul(left.Significand, right.Significand, out ulong lower);
            UInt128 product = new(upper, lower);
            int carry = (int)(upper >> 63);
            return new(left.IsNegative != right.IsNegative, left.Exponent + right.Exponent + carry, product >> carry);
        }

        public ulong Round<T>(FloatRounding rounding, ref FloatExceptions flags,
        FloatRules rules = FloatRules.None)
            where T : struct, IBinaryFloatingPointIeee754<T>
        {
            int shift = (int)UInt128.LeadingZeroCount(Significand);
            ulong significand = FloatRounder.UpperHalfSticky(Significand << shift);
            return FloatRounder.Round<T>(IsNegative, Exponent + 1 - shift, significand, rounding, ref flags, rules);
        }
    }
}
