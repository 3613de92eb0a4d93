using System.Numerics;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>
/// A guest value as a mathematical integer, reduced modulo 2^64 after each operation: slow, and plainly what the
/// contract says.
/// </summary>
internal readonly record struct ReferenceValue : IValue<ReferenceValue, ReferenceCondition>
{
    private static readonly BigInteger Modulus = BigInteger.Pow(2, 64);

    private readonly BigInteger number;

    private ReferenceValue(BigInteger any) => number = ModuloPower(any, 64);

    public ulong Number => (ulong)number;

    private BigInteger Signed => 2 * number >= Modulus ? number - Modulus : number;

    public static ReferenceValue Of(ulong number) => new(number);

    public static implicit operator ReferenceValue(long constant) => new(constant);

    public static ReferenceValue operator +(ReferenceValue left, ReferenceValue right) =>
        new(left.number + right.number);

    public static ReferenceValue operator -(ReferenceValue left, ReferenceValue right) =>
        new(left.number - right.number);

    public static ReferenceValue operator *(ReferenceValue left, ReferenceValue right) =>
        new(left.number * right.number);

    public static ReferenceValue operator &(ReferenceValue left, ReferenceValue right) =>
        new(left.number & right.number);

    public static ReferenceValue operator |(ReferenceValue left, ReferenceValue right) =>
        new(left.number | right.number);

    public static ReferenceValue operator ^(ReferenceValue left, ReferenceValue right) =>
        new(left.number ^ right.number);

    public static ReferenceValue operator ~(ReferenceValue value) => new(Modulus - 1 - value.number);

    public ReferenceValue ShiftLeft(ReferenceValue count) => new(number << (int)(count.number % 64));

    public ReferenceValue ShiftRightLogical(ReferenceValue count) => new(number >> (int)(count.number % 64));

    public ReferenceValue ShiftRightArithmetic(ReferenceValue count) => new(Signed >> (int)(count.number % 64));

    public ReferenceValue RotateRight(ReferenceValue count) => Rotate(number, (int)(count.number % 64), 64);

    public ReferenceValue RotateRightWord(ReferenceValue count) =>
        Rotate(ModuloPower(number, 32), (int)(count.number % 32), 32);

    public ReferenceValue SignExtend(int bits)
    {
        BigInteger low = ZeroExtend(bits).number;
        return new(2 * low >= BigInteger.Pow(2, bits) ? low - BigInteger.Pow(2, bits) : low);
    }

    public ReferenceValue ZeroExtend(int bits)
    {
        Require(bits is >= 1 and <= 63, "an extension from 1 to 63 bits");
        return new(ModuloPower(number, bits));
    }

    public static ReferenceValue MultiplyHighSigned(ReferenceValue left, ReferenceValue right) =>
        new((left.Signed * right.Signed) >> 64);

    public static ReferenceValue MultiplyHighUnsigned(ReferenceValue left, ReferenceValue right) =>
        new((left.number * right.number) >> 64);

    public static ReferenceValue DivideSigned(ReferenceValue dividend, ReferenceValue divisor)
    {
        RequireDefinedQuotient(dividend, divisor);
        return new(BigInteger.Divide(dividend.Signed, divisor.Signed));
    }

    public static ReferenceValue DivideUnsigned(ReferenceValue dividend, ReferenceValue divisor)
    {
        Require(!divisor.number.IsZero, "a divisor that is not zero");
        return new(BigInteger.Divide(dividend.number, divisor.number));
    }

    public static ReferenceValue RemainderSigned(ReferenceValue dividend, ReferenceValue divisor)
    {
        RequireDefinedQuotient(dividend, divisor);
        return new(BigInteger.Remainder(dividend.Signed, divisor.Signed));
    }

    public static ReferenceValue RemainderUnsigned(ReferenceValue dividend, ReferenceValue divisor)
    {
        Require(!divisor.number.IsZero, "a divisor that is not zero");
        return new(BigInteger.Remainder(dividend.number, divisor.number));
    }

    public ReferenceValue CountLeadingZeros() => Bits().Reverse().TakeWhile(bit => !bit).Count();

    public ReferenceValue CountTrailingZeros() => Bits().TakeWhile(bit => !bit).Count();

    public ReferenceValue PopulationCount() => Bits().Count(bit => bit);

    public ReferenceValue ReverseBytes()
    {
        BigInteger value = number;
        return new(Enumerable.Range(0, 8).Aggregate(
            BigInteger.Zero, (reversed, i) => (reversed * 256) + ((value >> (8 * i)) % 256)));
    }

    public ReferenceCondition IsEqual(ReferenceValue other) => new(number == other.number);

    public ReferenceCondition IsNotEqual(ReferenceValue other) => new(number != other.number);

    public ReferenceCondition IsLessSigned(ReferenceValue other) => new(Signed < other.Signed);

    public ReferenceCondition IsLessUnsigned(ReferenceValue other) => new(number < other.number);

    public ReferenceCondition IsGreaterOrEqualSigned(ReferenceValue other) => new(Signed >= other.Signed);

    public ReferenceCondition IsGreaterOrEqualUnsigned(ReferenceValue other) => new(number >= other.number);

    public static ReferenceValue Select(
        ReferenceCondition condition, ReferenceValue whenTrue, ReferenceValue whenFalse) =>
        condition.Holds ? whenTrue : whenFalse;

    public static ReferenceValue FromCondition(ReferenceCondition condition) => condition.Holds ? 1 : 0;

    private static BigInteger ModuloPower(BigInteger any, int bits) => any & (BigInteger.Pow(2, bits) - 1);

    private static ReferenceValue Rotate(BigInteger value, int count, int width) =>
        new(ModuloPower((value >> count) | (value << (width - count)), width));

    private static void RequireDefinedQuotient(ReferenceValue dividend, ReferenceValue divisor)
    {
        Require(!divisor.number.IsZero, "a divisor that is not zero");
        Require(divisor.Signed != -1 || dividend.Signed != long.MinValue, "a quotient that fits");
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
            throw new InvalidOperationException($"The instruction breaks the contract, which demands {what}.");
    }

    private IEnumerable<bool> Bits()
    {
        BigInteger value = number;
        return Enumerable.Range(0, 64).Select(i => !((value >> i) & 1).IsZero);
    }
}
