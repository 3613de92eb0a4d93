namespace Emu.Isa;

/// <summary>
/// An operation on numbers by its number, for what few programs use: <see cref="FloatOperations.Apply"/> computes each of
/// them. Kept in cached code: the numbers are permanent.
/// </summary>
public enum FloatFunction : byte
{
    /// <summary>first + second.</summary>
    Add = 0,

    /// <summary>first - second.</summary>
    Subtract = 1,

    /// <summary>first x second.</summary>
    Multiply = 2,

    /// <summary>first / second.</summary>
    Divide = 3,

    /// <summary>The square root of first.</summary>
    SquareRoot = 4,

    /// <summary>first x second + third, rounded once.</summary>
    MultiplyAdd = 5,

    /// <summary>The minimum, or a NaN when an operand is one; -0 is less than +0.</summary>
    Minimum = 6,

    /// <summary>The maximum, or a NaN when an operand is one.</summary>
    Maximum = 7,

    /// <summary>The minimum; one quiet NaN yields the other operand.</summary>
    MinimumNumber = 8,

    /// <summary>The maximum; one quiet NaN yields the other operand.</summary>
    MaximumNumber = 9,

    /// <summary>All ones in the format's width, or 0; quiet.</summary>
    IsEqual = 10,

    /// <summary>All ones in the format's width when first > second, or 0; any NaN raises invalid.</summary>
    IsGreater = 11,

    /// <summary>All ones in the format's width when first >= second, or 0; any NaN raises invalid.</summary>
    IsGreaterOrEqual = 12,

    /// <summary>0 for less, 1 for equal, 2 for greater, 2^63 for unordered; quiet.</summary>
    Compare = 13,

    /// <summary>The same; any NaN raises invalid.</summary>
    CompareSignalling = 14,

    /// <summary>The nearest number that is an integer, by the rounding mode; never inexact.</summary>
    RoundToIntegral = 15,

    /// <summary>The same; inexact is raised.</summary>
    RoundToIntegralExact = 16,

    /// <summary>The same, but what is no signed integer of so many bits as the immediate says gives the lowest of these and
    /// invalid.</summary>
    RoundToIntegralWithin = 17,

    /// <summary>first x second, but infinity x 0 is 2.</summary>
    MultiplyExtended = 18,

    /// <summary>2 - first x second, rounded once; infinity x 0 counts as 0.</summary>
    ReciprocalStep = 19,

    /// <summary>(3 - first x second) / 2, rounded once; infinity x 0 counts as 0.</summary>
    ReciprocalRootStep = 20,

    /// <summary>An estimate of 1 / first, right to 8 bits.</summary>
    ReciprocalEstimate = 21,

    /// <summary>An estimate of 1 / square root of first, right to 8 bits.</summary>
    ReciprocalRootEstimate = 22,

    /// <summary>The power of two whose exponent is the complement of the operand's.</summary>
    ReciprocalExponent = 23,

    /// <summary>The low 32 bits of first rounded towards zero; bit 32 tells that this is the very number.</summary>
    ToInteger32Modular = 24,

    /// <summary>Converts to half precision.</summary>
    ConvertToHalf = 25,

    /// <summary>Converts to single precision.</summary>
    ConvertToSingle = 26,

    /// <summary>Converts to double precision.</summary>
    ConvertToDouble = 27,

    /// <summary>Converts a single to a brain float: the format with a single's exponent and 7 bits of fraction.</summary>
    ConvertToBrain = 28,

    /// <summary>To an integer of units of 2^-immediate, with zeros above it.</summary>
    ToSigned16 = 32,
    ToUnsigned16 = 33,
    ToSigned32 = 34,
    ToUnsigned32 = 35,
    ToSigned64 = 36,
    ToUnsigned64 = 37,

    /// <summary>From an integer of units of 2^-immediate, in the low bits.</summary>
    FromSigned16 = 38,
    FromUnsigned16 = 39,
    FromSigned32 = 40,
    FromUnsigned32 = 41,
    FromSigned64 = 42,
    FromUnsigned64 = 43,

    /// <summary>Two brain floats in each of first and second: the sum of their products and the single third, with rounding to
    /// odd, zeros for subnormal numbers, default NaNs and no flags.</summary>
    BrainDotProduct = 44,

    /// <summary>first x second + third, rounded once, where the first two are halves and the third is a single.</summary>
    MultiplyAddHalves = 45,
}
