namespace Emu.Isa;

/// <summary>
/// A 64-bit guest value as one engine sees it: a number in the interpreter, a piece of IR in a translator.
/// Instruction bodies compute with this type only, so the same body serves every engine.
/// </summary>
/// <remarks>
/// Every operation works on all 64 bits and wraps. Shift and rotate counts are taken modulo 64 (modulo 32 in the
/// <c>Word</c> forms). Nothing here traps.
/// <para>
/// Each member is the row of an operation. Those that are abstract every engine has. The others say by those what they mean,
/// and work in every engine without being in it; one that can do better has a member of the same name.
/// </para>
/// </remarks>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TCondition">The engine's truth value.</typeparam>
public interface IValue<TSelf, TCondition>
    where TSelf : struct, IValue<TSelf, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>A constant, sign-extended to 64 bits.</summary>
    static abstract implicit operator TSelf(long constant);

    /// <summary>Whether the value is known while the body runs, and which it is. An interpreter knows all values, a translator
    /// those that it can follow to a constant: a body must say the same of a value whether it is known or not.</summary>
    static virtual bool TryGetConstant(TSelf value, out ulong number)
    {
        number = 0;
        return false;
    }

    static abstract TSelf operator +(TSelf left, TSelf right);
    static abstract TSelf operator -(TSelf left, TSelf right);
    static abstract TSelf operator *(TSelf left, TSelf right);
    static abstract TSelf operator &(TSelf left, TSelf right);
    static abstract TSelf operator |(TSelf left, TSelf right);
    static abstract TSelf operator ^(TSelf left, TSelf right);
    static abstract TSelf operator ~(TSelf value);

    /// <summary>Shift left; the count is taken modulo 64.</summary>
    TSelf ShiftLeft(TSelf count);

    /// <summary>Shift right, filling with zeros; the count is taken modulo 64.</summary>
    TSelf ShiftRightLogical(TSelf count);

    /// <summary>Shift right, filling with the sign; the count is taken modulo 64.</summary>
    TSelf ShiftRightArithmetic(TSelf count);

    /// <summary>Rotate right by <paramref name="count"/> modulo 64.</summary>
    TSelf RotateRight(TSelf count);

    /// <summary>Rotates the low 32 bits right by <paramref name="count"/> modulo 32; the upper half of the result is
    /// zero.</summary>
    TSelf RotateRightWord(TSelf count);

    /// <summary>Copies bit <paramref name="bits"/> - 1 into all bits above it. <paramref name="bits"/> is 1 to
    /// 63.</summary>
    TSelf SignExtend(int bits);

    /// <summary>Clears all bits from <paramref name="bits"/> up. <paramref name="bits"/> is 1 to 63.</summary>
    TSelf ZeroExtend(int bits);

    /// <summary>Upper 64 bits of the signed 128-bit product.</summary>
    static abstract TSelf MultiplyHighSigned(TSelf left, TSelf right);

    /// <summary>Upper 64 bits of the unsigned 128-bit product.</summary>
    static abstract TSelf MultiplyHighUnsigned(TSelf left, TSelf right);

    /// <summary>Upper 64 bits of the product of a signed <paramref name="left"/> and an unsigned
    /// <paramref name="right"/>.</summary>
    static virtual TSelf MultiplyHighSignedUnsigned(TSelf left, TSelf right) =>
        // Read as unsigned, a negative left operand counts 2^64 too much.
        TSelf.MultiplyHighUnsigned(left, right) - (right & left.ShiftRightArithmetic(63));

    /// <summary>
    /// Signed quotient rounded towards zero. The body must keep zero divisors and the overflowing pair
    /// (most negative / -1) away: their result is undefined here.
    /// </summary>
    static abstract TSelf DivideSigned(TSelf dividend, TSelf divisor);

    /// <summary>Unsigned quotient; a zero divisor must not get here.</summary>
    static abstract TSelf DivideUnsigned(TSelf dividend, TSelf divisor);

    /// <summary>Remainder that belongs to <see cref="DivideSigned"/>, with the same two exclusions.</summary>
    static abstract TSelf RemainderSigned(TSelf dividend, TSelf divisor);

    /// <summary>Unsigned remainder; a zero divisor must not get here.</summary>
    static abstract TSelf RemainderUnsigned(TSelf dividend, TSelf divisor);

    /// <summary>Number of zero bits above the highest one bit; 64 for zero.</summary>
    TSelf CountLeadingZeros();

    /// <summary>Number of zero bits below the lowest one bit; 64 for zero.</summary>
    TSelf CountTrailingZeros();

    /// <summary>Number of one bits.</summary>
    TSelf PopulationCount();

    /// <summary>The eight bytes in reverse order.</summary>
    TSelf ReverseBytes();

    TCondition IsEqual(TSelf other);
    TCondition IsNotEqual(TSelf other);
    TCondition IsLessSigned(TSelf other);
    TCondition IsLessUnsigned(TSelf other);
    TCondition IsGreaterOrEqualSigned(TSelf other);
    TCondition IsGreaterOrEqualUnsigned(TSelf other);

    /// <summary>One of two values, both already computed.</summary>
    static abstract TSelf Select(TCondition condition, TSelf whenTrue, TSelf whenFalse);

    /// <summary>1 when the condition holds, else 0.</summary>
    static abstract TSelf FromCondition(TCondition condition);
}
