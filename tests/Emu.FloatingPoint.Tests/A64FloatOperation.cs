using Emu.Isa;

namespace Emu.FloatingPoint.Tests;

/// <summary>
/// A function by the rules of an architecture that propagates NaNs, and the A64 instruction that an oracle executes. The
/// instruction has its operands in v0, v1, v2 and x1 and its result in v3 or x2.
/// </summary>
internal sealed record A64FloatOperation(
    string Name, FloatFormat Operands, bool IsInteger, uint[] Words, A64FloatOperation.Evaluation Evaluate)
{
    public delegate ulong Evaluation(FloatOperands operands, FloatRounding rounding, FloatRules rules, ref FloatExceptions flags);

    /// <summary>The bits of the result that count.</summary>
    public ulong Mask { get; init; } = ulong.MaxValue;

    private const uint InVector = 3, InInteger = 2, Second = 1 << 16, Third = 2 << 10, FromInteger = 1 << 5;
    private const uint MoveNzcv = 0xd53b_4202, MoveThird = 0x1e60_4043;

    /// <summary>All operations whose operands have a format, or whose result when they convert an integer.</summary>
    public static IEnumerable<A64FloatOperation> All(FloatFormat format) =>
        [.. Arithmetic(format), .. Fused(format), .. Comparisons(format), .. Integral(format), .. Integers(format),
            .. Estimates(format), .. Single(format)];

    private static uint Type(FloatFormat format) => format switch
    {
        FloatFormat.Single => 0,
        FloatFormat.Double => 1u << 22,
        _ => 3u << 22,
    };

    private static ulong Sign(FloatFormat format) => 1UL << ((int)format - 1);

    private static A64FloatOperation Of(
        string name, FloatFormat format, FloatFunction function, uint word, FloatRounding? fixedRounding = null,
        int immediate = 0) => new(
            name, format, false, [word | InVector],
            (o, rounding, rules, ref flags) => FloatOperations.Apply(
                function, format, o.A, o.B, o.C, fixedRounding ?? rounding, rules, immediate, ref flags));

    private static IEnumerable<A64FloatOperation> Arithmetic(FloatFormat format)
    {
        (string, FloatFunction)[] functions =
        [
            ("fmul", FloatFunction.Multiply), ("fdiv", FloatFunction.Divide), ("fadd", FloatFunction.Add),
            ("fsub", FloatFunction.Subtract), ("fmax", FloatFunction.Maximum), ("fmin", FloatFunction.Minimum),
            ("fmaxnm", FloatFunction.MaximumNumber), ("fminnm", FloatFunction.MinimumNumber),
        ];
        for (uint i = 0; i < functions.Length; i++)
        {
            (string name, FloatFunction function) = functions[i];
            yield return Of(name, format, function, 0x1e20_0800 | Type(format) | Second | i << 12);
        }

        yield return Of("fsqrt", format, FloatFunction.SquareRoot, 0x1e21_c000 | Type(format));
        if (format != FloatFormat.Single)
            yield return Of("fcvt to single", format, FloatFunction.ConvertToSingle, 0x1e22_4000 | Type(format));
        if (format != FloatFormat.Double)
            yield return Of("fcvt to double", format, FloatFunction.ConvertToDouble, 0x1e22_c000 | Type(format));
        if (format != FloatFormat.Half)
            yield return Of("fcvt to half", format, FloatFunction.ConvertToHalf, 0x1e23_c000 | Type(format));
    }

    private static IEnumerable<A64FloatOperation> Fused(FloatFormat format)
    {
        ulong sign = Sign(format);
        yield return Fma("fmadd", 0, 0, 0);
        yield return Fma("fmsub", 1 << 15, sign, 0);
        yield return Fma("fnmadd", 1 << 21, sign, sign);
        yield return Fma("fnmsub", 1 << 21 | 1 << 15, 0, sign);

        A64FloatOperation Fma(string name, uint variant, ulong flip, ulong flipAddend) => new(
            name, format, false, [0x1f00_0000 | Type(format) | variant | Second | Third | InVector],
            (o, rounding, rules, ref flags) => FloatOperations.MultiplyAdd(
                format, o.A ^ flip, o.B, o.C ^ flipAddend, rounding, ref flags, rules));
    }

    private static IEnumerable<A64FloatOperation> Comparisons(FloatFormat format)
    {
        yield return Compare("fcmp", FloatFunction.Compare, 0);
        yield return Compare("fcmpe", FloatFunction.CompareSignalling, 0x10);
        bool half = format == FloatFormat.Half;
        uint size = Type(format);
        yield return Of("fcmeq", format, FloatFunction.IsEqual, (half ? 0x5e40_2400u : 0x5e20_e400 | size) | Second);
        yield return Of("fcmge", format, FloatFunction.IsGreaterOrEqual, (half ? 0x7e40_2400u : 0x7e20_e400 | size) | Second);
        yield return Of("fcmgt", format, FloatFunction.IsGreater, (half ? 0x7ec0_2400u : 0x7ea0_e400 | size) | Second);

        A64FloatOperation Compare(string name, FloatFunction function, uint variant) => new(
            name, format, true, [0x1e20_2000 | Type(format) | Second | variant, MoveNzcv],
            (o, rounding, rules, ref flags) => FloatOperations.Apply(
                function, format, o.A, o.B, 0, rounding, rules, 0, ref flags) switch
            {
                0 => 0x8000_0000,
                1 => 0x6000_0000,
                2 => 0x2000_0000,
                _ => 0x3000_0000,
            });
    }

    private static IEnumerable<A64FloatOperation> Integral(FloatFormat format)
    {
        (string, uint, FloatFunction, FloatRounding?)[] forms =
        [
            ("frintn", 8, FloatFunction.RoundToIntegral, FloatRounding.NearestEven),
            ("frintp", 9, FloatFunction.RoundToIntegral, FloatRounding.Up),
            ("frintm", 10, FloatFunction.RoundToIntegral, FloatRounding.Down),
            ("frintz", 11, FloatFunction.RoundToIntegral, FloatRounding.TowardsZero),
            ("frinta", 12, FloatFunction.RoundToIntegral, FloatRounding.NearestAway),
            ("frintx", 14, FloatFunction.RoundToIntegralExact, null),
            ("frinti", 15, FloatFunction.RoundToIntegral, null),
        ];
        foreach ((string name, uint opcode, FloatFunction function, FloatRounding? rounding) in forms)
            yield return Of(name, format, function, 0x1e20_4000 | Type(format) | opcode << 15, rounding);
        if (format == FloatFormat.Half) yield break;
        for (uint i = 0; i < 4; i++)
        {
            yield return Of(
                $"frint{(i < 2 ? 32 : 64)}{(i % 2 == 0 ? 'z' : 'x')}", format, FloatFunction.RoundToIntegralWithin,
                0x1e28_4000 | Type(format) | i << 15, i % 2 == 0 ? FloatRounding.TowardsZero : null, i < 2 ? 32 : 64);
        }
    }

    private static IEnumerable<A64FloatOperation> Integers(FloatFormat format)
    {
        (char, uint, FloatRounding)[] directions =
        [
            ('n', 0, FloatRounding.NearestEven), ('p', 1 << 19, FloatRounding.Up), ('m', 2 << 19, FloatRounding.Down),
            ('z', 3 << 19, FloatRounding.TowardsZero), ('a', 4 << 16, FloatRounding.NearestAway),
        ];
        for (uint wide = 0; wide < 2; wide++)
        {
            for (uint unsigned = 0; unsigned < 2; unsigned++)
            {
                uint common = Type(format) | wide << 31 | unsigned << 16;
                string name = (unsigned != 0 ? "u" : "s") + (wide != 0 ? "64" : "32");
                var to = FloatFunction.ToSigned32 + (byte)(2 * wide + unsigned);
                var from = FloatFunction.FromSigned32 + (byte)(2 * wide + unsigned);
                foreach ((char letter, uint direction, FloatRounding rounding) in directions)
                    yield return To($"fcvt{letter}{name}", to, 0x1e20_0000 | common | direction, rounding, 0);
                yield return From($"{name}cvtf", from, 0x1e22_0000 | common, 0);
                foreach (int digits in (int[])[1, 7, wide != 0 ? 63 : 31, wide != 0 ? 64 : 32])
                {
                    uint scale = (uint)(64 - digits) << 10;
                    yield return To(
                        $"fcvtz{name} #{digits}", to, 0x1e18_0000 | common | scale, FloatRounding.TowardsZero, digits);
                    yield return From($"{name}cvtf #{digits}", from, 0x1e02_0000 | common | scale, digits);
                }
            }
        }

        if (format == FloatFormat.Half)
        {
            yield return Of("fcvtzs h", format, FloatFunction.ToSigned16, 0x5ef9_b800, FloatRounding.TowardsZero);
            yield return Of("fcvtzu h", format, FloatFunction.ToUnsigned16, 0x7ef9_b800, FloatRounding.TowardsZero);
            yield return Of("scvtf h", format, FloatFunction.FromSigned16, 0x5e79_d800);
            yield return Of("ucvtf h", format, FloatFunction.FromUnsigned16, 0x7e79_d800);
        }

        A64FloatOperation To(string name, FloatFunction function, uint word, FloatRounding rounding, int digits) => new(
            name, format, true, [word | InInteger],
            (o, _, rules, ref flags) =>
                FloatOperations.Apply(function, format, o.A, 0, 0, rounding, rules, digits, ref flags));

        A64FloatOperation From(string name, FloatFunction function, uint word, int digits) => new(
            name, format, false, [word | FromInteger | InVector],
            (o, rounding, rules, ref flags) =>
                FloatOperations.Apply(function, format, o.Integer, 0, 0, rounding, rules, digits, ref flags));
    }

    private static IEnumerable<A64FloatOperation> Estimates(FloatFormat format)
    {
        bool half = format == FloatFormat.Half;
        uint size = Type(format);
        yield return Of("fmulx", format, FloatFunction.MultiplyExtended, (half ? 0x5e40_1c00u : 0x5e20_dc00 | size) | Second);
        yield return Of("frecps", format, FloatFunction.ReciprocalStep, (half ? 0x5e40_3c00u : 0x5e20_fc00 | size) | Second);
        yield return Of("frsqrts", format, FloatFunction.ReciprocalRootStep, (half ? 0x5ec0_3c00u : 0x5ea0_fc00 | size) | Second);
        yield return Of("frecpe", format, FloatFunction.ReciprocalEstimate, half ? 0x5ef9_d800u : 0x5ea1_d800 | size);
        yield return Of("frsqrte", format, FloatFunction.ReciprocalRootEstimate, half ? 0x7ef9_d800u : 0x7ea1_d800 | size);
        yield return Of("frecpx", format, FloatFunction.ReciprocalExponent, half ? 0x5ef9_f800u : 0x5ea1_f800 | size);
    }

    private static IEnumerable<A64FloatOperation> Single(FloatFormat format)
    {
        if (format == FloatFormat.Double)
        {
            yield return Of("fcvtxn", format, FloatFunction.ConvertToSingle, 0x7e61_6800, FloatRounding.Odd);
            yield return new(
                "fjcvtzs", format, true, [0x1e7e_0000 | InInteger],
                (o, rounding, rules, ref flags) => (uint)FloatOperations.Apply(
                    FloatFunction.ToInteger32Modular, format, o.A, 0, 0, rounding, rules, 0, ref flags));
            yield return new(
                "fjcvtzs flags", format, true, [0x1e7e_0000 | InInteger, MoveNzcv],
                (o, rounding, rules, ref flags) => FloatOperations.Apply(
                    FloatFunction.ToInteger32Modular, format, o.A, 0, 0, rounding, rules, 0, ref flags) >> 32 << 30);
        }

        if (format != FloatFormat.Single) yield break;
        yield return Of("bfcvt", format, FloatFunction.ConvertToBrain, 0x1e63_4000);
        yield return new(
            "bfdot", format, false, [MoveThird, 0x2e40_fc00 | Second | InVector],
            (o, rounding, rules, ref flags) => FloatOperations.Apply(
                FloatFunction.BrainDotProduct, format, o.A, o.B, o.C, rounding, rules, 0, ref flags))
        { Mask = uint.MaxValue };
    }
}
