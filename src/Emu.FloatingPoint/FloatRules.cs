namespace Emu.FloatingPoint;

/// <summary>
/// What IEEE 754 leaves to an architecture and this one has chosen. <see cref="None"/> is: every NaN result is the default
/// one; tininess is detected after rounding; NaN converts to the largest integer; minimum and maximum follow the edition of
/// 2019; subnormal numbers are numbers.
/// </summary>
[Flags]
public enum FloatRules : byte
{
    None = 0,

    /// <summary>A NaN result is the first signalling operand, else the first quiet one, made quiet. The addend is the first
    /// operand of a multiply-add.</summary>
    PropagateNaN = 1,

    /// <summary>Every NaN result is the default one in spite of <see cref="PropagateNaN"/>.</summary>
    DefaultNaN = 2,

    /// <summary>A result is tiny that would be below the normal range with any number of digits.</summary>
    TinyBeforeRounding = 4,

    /// <summary>NaN converts to the integer 0.</summary>
    NaNConvertsToZero = 8,

    /// <summary>The minimum and maximum of a number and a signalling NaN are that NaN, made quiet (IEEE 754-2008).</summary>
    SignallingNaNWins = 16,

    /// <summary>Subnormal operands are zeros and raise <see cref="FloatExceptions.SubnormalOperand"/>; results below the
    /// normal range become zeros and raise only underflow. Half precision has <see cref="FlushHalfToZero"/>.</summary>
    FlushToZero = 32,

    /// <summary>The same for half precision, where operands raise nothing. Conversions between formats keep their
    /// halves.</summary>
    FlushHalfToZero = 64,

    /// <summary>In conversions between formats, a half has no infinities and NaNs but one more exponent.</summary>
    AlternativeHalf = 128,
}
