using static Emu.FloatingPoint.FloatExceptions;
using static Emu.FloatingPoint.FloatRounding;

namespace Emu.FloatingPoint.Tests;

/// <summary>
/// Corners of the standard as data: an operation on doubles, its operands, and the bits and flags that it must leave.
/// </summary>
public sealed class FloatFactTests
{
    private const ulong Zero = 0;
    private const ulong MinusZero = 0x8000_0000_0000_0000;
    private const ulong One = 0x3ff0_0000_0000_0000;
    private const ulong MinusOne = 0xbff0_0000_0000_0000;
    private const ulong AboveOne = One + 1;
    private const ulong BelowOne = One - 1;
    private const ulong TwoToMinus53 = 0x3ca0_0000_0000_0000;
    private const ulong SmallestNormal = 0x0010_0000_0000_0000;
    private const ulong SmallestSubnormal = 1;
    private const ulong Largest = 0x7fef_ffff_ffff_ffff;
    private const ulong Infinity = 0x7ff0_0000_0000_0000;
    private const ulong MinusInfinity = 0xfff0_0000_0000_0000;
    private const ulong QuietNaN = 0x7ff8_0000_0000_0000;
    private const ulong SignallingNaN = 0x7ff0_0000_0000_0001;

    [Theory]
    [InlineData("add", One, TwoToMinus53, NearestEven, One, Inexact)]
    [InlineData("add", One, TwoToMinus53, NearestAway, AboveOne, Inexact)]
    [InlineData("add", AboveOne, TwoToMinus53, NearestEven, AboveOne + 1, Inexact)]
    [InlineData("add", One, SmallestSubnormal, Up, AboveOne, Inexact)]
    [InlineData("add", One, SmallestSubnormal, Down, One, Inexact)]
    [InlineData("add", Infinity, MinusInfinity, NearestEven, QuietNaN, Invalid)]
    [InlineData("add", MinusZero, Zero, NearestEven, Zero, None)]
    [InlineData("add", MinusZero, MinusZero, NearestEven, MinusZero, None)]
    [InlineData("add", Largest, Largest, TowardsZero, Largest, Overflow | Inexact)]
    [InlineData("add", Largest, Largest, NearestEven, Infinity, Overflow | Inexact)]
    [InlineData("subtract", One, One, NearestEven, Zero, None)]
    [InlineData("subtract", One, One, Down, MinusZero, None)]
    [InlineData("multiply", SignallingNaN, One, NearestEven, QuietNaN, Invalid)]
    [InlineData("multiply", QuietNaN | 5, One, NearestEven, QuietNaN, None)]
    [InlineData("multiply", SmallestSubnormal, SmallestSubnormal, Up, SmallestSubnormal, Underflow | Inexact)]
    [InlineData("divide", MinusOne, Zero, NearestEven, MinusInfinity, DivideByZero)]
    [InlineData("divide", Zero, Zero, NearestEven, QuietNaN, Invalid)]
    [InlineData("divide", Infinity, Zero, NearestEven, Infinity, None)]
    [InlineData("square root", MinusOne, Zero, NearestEven, QuietNaN, Invalid)]
    [InlineData("square root", MinusZero, Zero, NearestEven, MinusZero, None)]
    public void Arithmetic_keeps_the_standard(
        string operation, ulong left, ulong right, FloatRounding rounding, ulong result, FloatExceptions flags) =>
        Check(operation, new(left, right, 0, 0), rounding, result, flags);

    [Fact]
    public void Infinity_times_zero_is_invalid_even_when_a_quiet_nan_is_added() =>
        Check("multiply-add", new(Infinity, Zero, QuietNaN, 0), NearestEven, QuietNaN, Invalid);

    [Fact]
    public void A_result_that_is_tiny_after_rounding_underflows_though_it_becomes_normal() =>
        Check("multiply", new(SmallestNormal, BelowOne, 0, 0), NearestEven, SmallestNormal, Underflow | Inexact);

    [Fact]
    public void A_result_that_was_only_tiny_before_rounding_does_not_underflow()
    {
        const ulong TwoToMinus550 = (1023UL - 550) << 52;
        Check(
            "multiply-add",
            new(TwoToMinus550, TwoToMinus550 | MinusZero, SmallestNormal, 0),
            NearestEven,
            SmallestNormal,
            Inexact);
    }

    [Theory]
    [InlineData("minimum", MinusZero, Zero, MinusZero, None)]
    [InlineData("maximum", MinusZero, Zero, Zero, None)]
    [InlineData("minimum", SignallingNaN, One, One, Invalid)]
    [InlineData("maximum", One, QuietNaN, One, None)]
    [InlineData("maximum", QuietNaN | 1, QuietNaN | 2, QuietNaN, None)]
    [InlineData("equal", QuietNaN, One, 0UL, None)]
    [InlineData("equal", SignallingNaN, One, 0UL, Invalid)]
    [InlineData("equal", Zero, MinusZero, 1UL, None)]
    [InlineData("less", QuietNaN, One, 0UL, Invalid)]
    [InlineData("less or equal", One, QuietNaN, 0UL, Invalid)]
    public void Comparisons_treat_nans_and_zeros_as_the_standard_says(
        string operation, ulong left, ulong right, ulong result, FloatExceptions flags) =>
        Check(operation, new(left, right, 0, 0), NearestEven, result, flags);

    [Theory]
    [InlineData("to int32", double.NaN, TowardsZero, int.MaxValue, Invalid)]
    [InlineData("to int32", 2147483648.0, TowardsZero, int.MaxValue, Invalid)]
    [InlineData("to int32", -2147483648.5, TowardsZero, int.MinValue, Inexact)]
    [InlineData("to int32", -2147483648.5, Down, int.MinValue, Invalid)]
    [InlineData("to int32", 2.5, NearestEven, 2, Inexact)]
    [InlineData("to int32", 2.5, NearestAway, 3, Inexact)]
    [InlineData("to uint32", -0.5, TowardsZero, 0, Inexact)]
    [InlineData("to uint32", -0.5, Down, 0, Invalid)]
    [InlineData("to uint32", 4294967295.0, TowardsZero, -1, None)]
    [InlineData("to int64", 9223372036854775808.0, TowardsZero, long.MaxValue, Invalid)]
    [InlineData("to int64", -9223372036854775808.0, TowardsZero, long.MinValue, None)]
    [InlineData("to uint64", 9223372036854775808.0, TowardsZero, long.MinValue, None)]
    [InlineData("to uint64", double.NegativeInfinity, TowardsZero, 0, Invalid)]
    public void Integers_saturate_and_raise_only_invalid(
        string operation, double operand, FloatRounding rounding, long result, FloatExceptions flags) =>
        Check(operation, new(BitConverter.DoubleToUInt64Bits(operand), 0, 0, 0), rounding, (ulong)result, flags);

    private static void Check(
        string name, FloatOperands operands, FloatRounding rounding, ulong result, FloatExceptions flags)
    {
        FloatOperation operation = FloatOperation.All<double>().Single(operation => operation.Name == name);
        FloatExceptions raised = None;
        Assert.Equal((result, flags), (operation.Fast(operands, rounding, ref raised), raised));
        raised = None;
        Assert.Equal((result, flags), (operation.Software(operands, rounding, ref raised), raised));
    }
}
