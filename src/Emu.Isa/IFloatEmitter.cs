using Emu.FloatingPoint;

namespace Emu.Isa;

/// <summary>
/// IEEE 754-2008 arithmetic on guest values. Each operation rounds as its rounding argument says and raises exactly the
/// guest's sticky exception flags, by the <see cref="FloatRules"/> of the CPU's state. Operands and results of fewer than
/// 64 bits stand in the low bits, with zeros above: boxing is the instruction body's business. A body that computes begins
/// with <see cref="BeginFloat(FloatRounding)"/> and the dynamic mode if its architecture has rules.
/// </summary>
public interface IFloatEmitter<TValue, TCondition>
    where TValue : struct, IValue<TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>All 64 bits of a floating-point register, as they are.</summary>
    TValue Float(Register register);

    /// <summary>Sets all 64 bits of a floating-point register and marks the floating-point state dirty.</summary>
    void SetFloat(Register register, TValue value);

    /// <summary>False, after <see cref="Cpu.RaiseIllegal"/>, when the CPU's floating point is off.</summary>
    bool BeginFloat();

    /// <summary>As <see cref="BeginFloat()"/>, and also false when the rounding mode, or with
    /// <see cref="FloatRounding.Dynamic"/> that of the CPU's state, is none.</summary>
    bool BeginFloat(FloatRounding rounding);

    TValue FloatAdd(FloatFormat format, TValue left, TValue right, FloatRounding rounding);
    TValue FloatSubtract(FloatFormat format, TValue left, TValue right, FloatRounding rounding);
    TValue FloatMultiply(FloatFormat format, TValue left, TValue right, FloatRounding rounding);
    TValue FloatDivide(FloatFormat format, TValue left, TValue right, FloatRounding rounding);
    TValue FloatSquareRoot(FloatFormat format, TValue operand, FloatRounding rounding);

    /// <summary><paramref name="left"/> x <paramref name="right"/> + <paramref name="addend"/>, rounded once; infinity
    /// x 0 is invalid even with a quiet NaN addend.</summary>
    TValue FloatMultiplyAdd(FloatFormat format, TValue left, TValue right, TValue addend, FloatRounding rounding);

    /// <summary>IEEE 754-2019 minimumNumber: -0 is less than +0; one NaN yields the other operand; signalling NaNs
    /// raise invalid.</summary>
    TValue FloatMinimum(FloatFormat format, TValue left, TValue right);

    /// <summary>IEEE 754-2019 maximumNumber.</summary>
    TValue FloatMaximum(FloatFormat format, TValue left, TValue right);

    /// <summary>Quiet: only signalling NaNs raise invalid.</summary>
    TCondition FloatIsEqual(FloatFormat format, TValue left, TValue right);

    /// <summary>Signalling: any NaN raises invalid and is not less.</summary>
    TCondition FloatIsLess(FloatFormat format, TValue left, TValue right);

    /// <summary>Signalling: any NaN raises invalid and is not less or equal.</summary>
    TCondition FloatIsLessOrEqual(FloatFormat format, TValue left, TValue right);

    /// <summary>
    /// Rounds to an integer. Out of range and infinities saturate, NaN gives what the rules say, both raise only
    /// invalid.
    /// 32-bit results, unsigned ones too, are sign-extended to 64 bits.
    /// </summary>
    TValue FloatToInteger(FloatFormat from, IntegerFormat to, TValue operand, FloatRounding rounding);

    /// <summary>The 32-bit formats take the low half of the operand.</summary>
    TValue IntegerToFloat(IntegerFormat from, FloatFormat to, TValue operand, FloatRounding rounding);

    /// <summary>Converts between formats; a signalling NaN raises invalid.</summary>
    TValue FloatToFloat(FloatFormat from, FloatFormat to, TValue operand, FloatRounding rounding);

    /// <summary>The result of a function, as its row says and <see cref="FloatOperations.Apply"/> computes it.</summary>
    TValue FloatApply(
        FloatFunction function, FloatFormat format, TValue first, TValue second, TValue third, FloatRounding rounding,
        int immediate = 0);
}
