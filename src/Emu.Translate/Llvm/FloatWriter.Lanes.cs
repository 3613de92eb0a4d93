using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>
/// Functions by their numbers, of one number or of all lanes of a vector, which are written alike. Where the host cannot be
/// right about a single lane, the helper computes all of them: what the others have raised they raise again.
/// </content>
internal sealed partial class FloatWriter
{
    private const int VectorBits = 128, HalfFractionBits = 10;

    // The host converts halves: without it LLVM would call functions that are not there.
    private static readonly bool hasHalves = LlvmLibrary.HostCpuFeatures.Split(',').Contains("+f16c");

    /// <summary>A function of numbers.</summary>
    public LLVMValueRef Apply(
        FloatFunction function, FloatFormat format, LLVMValueRef[] operands, FloatRounding rounding, int immediate)
    {
        LLVMValueRef Otherwise() => Helper(
            HelperArguments.Function(function, format, rounding, immediate), operands[0], operands[1], operands[2]);
        NumberType type = TypeOf(format, 1);
        LLVMValueRef[] bits = format == FloatFormat.Double
            ? operands
            : Array.ConvertAll(operands, operand => Builder.BuildTrunc(operand, type.Bits));
        bool isHalf = format == FloatFormat.Half;
        LLVMValueRef written =
            function is >= FloatFunction.ConvertToHalf and <= FloatFunction.ConvertToDouble
                && (isHalf || function == FloatFunction.ConvertToHalf)
                ? ConvertHalf(function, type, bits[0], rounding, Otherwise)
                : isHalf
                ? WriteHalves(function, type, bits, rounding, Otherwise)
                : Write(function, type, bits, rounding, immediate, Otherwise);
        return written != default ? written : Otherwise();
    }

    /// <summary>A function of vectors' lanes; zeros above them.</summary>
    public LLVMValueRef ApplyLanes(
        FloatFunction function, FloatFormat format, bool isFull, LLVMValueRef[] operands, FloatRounding rounding,
        int immediate)
    {
        MarkDirty();
        LLVMValueRef Otherwise()
        {
            checkpoint.End();
            return Ir.Vectors.CallHelper(
                HelperArguments.FloatLanes(function, format, isFull, rounding, immediate),
                FloatFunctions.OperandsOf(function), operands);
        }

        bool converts = FloatFunctions.WidthOf(function, format) != (int)format;
        if (converts)
        {
            LLVMValueRef converted = Convert(function, format, operands[0], rounding, Otherwise);
            return converted != default ? converted : Otherwise();
        }

        // The lower half twice, so that what is above raises nothing that the lanes do not raise.
        LLVMValueRef[] full = isFull ? operands : Array.ConvertAll(operands, LowerTwice);
        NumberType type = TypeOf(format, VectorBits / (int)format);
        LLVMValueRef[] bits = Array.ConvertAll(full, operand => Builder.BuildBitCast(operand, type.Bits));
        LLVMValueRef written = format == FloatFormat.Half
            ? WriteHalves(function, type, bits, rounding, Otherwise)
            : Write(function, type, bits, rounding, immediate, Otherwise);
        if (written == default) return Otherwise();
        return isFull ? written : Builder.BuildInsertElement(written, Ir.Constant(0), Ir.Constant(1));
    }

    private LLVMValueRef LowerTwice(LLVMValueRef vector) => Ir.Vectors.Duplicate(
        Lanes.Double, Builder.BuildExtractElement(vector, Ir.Constant(0)));

    // The host's code; default where it has none. The likely way's value and the other one's are a vector register's or an
    // integer's.
    private LLVMValueRef Write(
        FloatFunction function, NumberType type, LLVMValueRef[] bits, FloatRounding rounding, int immediate,
        Func<LLVMValueRef> otherwise)
    {
        bool isDynamic = rounding == FloatRounding.Dynamic;
        LLVMValueRef x = Number(type, bits[0]), y = Number(type, bits[1]);
        switch (function)
        {
            case FloatFunction.Add when isDynamic:
                return Checked(type, Rounding("llvm.experimental.constrained.fadd"u8, type, x, y), false, otherwise);
            case FloatFunction.Subtract when isDynamic:
                return Checked(type, Rounding("llvm.experimental.constrained.fsub"u8, type, x, y), false, otherwise);
            case FloatFunction.Multiply when isDynamic:
                return Checked(type, Rounding("llvm.experimental.constrained.fmul"u8, type, x, y), true, otherwise);
            case FloatFunction.Divide when isDynamic:
                x = AsOperand(type, x);
                return Checked(type, Rounding("llvm.experimental.constrained.fdiv"u8, type, x, y), true, otherwise);
            case FloatFunction.SquareRoot when isDynamic:
                x = AsOperand(type, x);
                return Checked(type, Rounding("llvm.experimental.constrained.sqrt"u8, type, x), false, otherwise);
            case FloatFunction.MultiplyAdd when isDynamic && HostMultipliesAndAdds:
                return Checked(type, FusedSum(type, x, y, Number(type, bits[2])), true, otherwise);
            case FloatFunction.Minimum or FloatFunction.Maximum or FloatFunction.MinimumNumber or FloatFunction.MaximumNumber:
                return Extremum(function, type, bits[0], bits[1], otherwise);
            case FloatFunction.IsEqual:
                NoteSubnormals(x, y);
                return Mask(type, CompareFloats("llvm.experimental.constrained.fcmp"u8, "oeq"u8, x, y));
            case FloatFunction.IsGreater:
                NoteSubnormals(x, y);
                return Mask(type, CompareFloats("llvm.experimental.constrained.fcmps"u8, "ogt"u8, x, y));
            case FloatFunction.IsGreaterOrEqual:
                NoteSubnormals(x, y);
                return Mask(type, CompareFloats("llvm.experimental.constrained.fcmps"u8, "oge"u8, x, y));
            case FloatFunction.RoundToIntegral or FloatFunction.RoundToIntegralExact:
                return Integral(function, type, bits[0], rounding, otherwise);
            case FloatFunction.ReciprocalStep or FloatFunction.ReciprocalRootStep when isDynamic && HostMultipliesAndAdds:
                return Step(type, bits[0], bits[1], function == FloatFunction.ReciprocalRootStep, otherwise);
            case >= FloatFunction.ToSigned16 and <= FloatFunction.FromUnsigned64:
                return WriteInteger(function, type, bits[0], rounding, immediate, otherwise);
            default:
                return default;
        }
    }

    private LLVMValueRef WriteInteger(
        FloatFunction function, NumberType type, LLVMValueRef bits, FloatRounding rounding, int immediate,
        Func<LLVMValueRef> otherwise)
    {
        if (function == FloatFunctions.ToInteger(type.Format, isSigned: true))
            return ToIntegers(type, bits, true, rounding, immediate, otherwise);
        if (function == FloatFunctions.ToInteger(type.Format, isSigned: false))
            return ToIntegers(type, bits, false, rounding, immediate, otherwise);
        if (rounding != FloatRounding.Dynamic) return default;
        if (function == FloatFunctions.FromInteger(type.Format, isSigned: true))
            return FromIntegers(type, bits, immediate);
        if (function != FloatFunctions.FromInteger(type.Format, isSigned: false)) return default;
        LLVMValueRef negative = Builder.BuildICmp(LLVMIntPredicate.LLVMIntSLT, bits, Splat(type, 0));
        return Either(None(type, negative), () => FromIntegers(type, bits, immediate), otherwise);
    }

    // Of the lower lanes to the wider format, or of all to the narrower one, with zeros above.
    private LLVMValueRef Convert(
        FloatFunction function, FloatFormat from, LLVMValueRef operand, FloatRounding rounding, Func<LLVMValueRef> otherwise)
    {
        if (from == FloatFormat.Half || function == FloatFunction.ConvertToHalf)
        {
            LLVMValueRef four = from == FloatFormat.Half ? Builder.BuildExtractElement(operand, Ir.Constant(0)) : operand;
            NumberType type = TypeOf(from, 4);
            return from == FloatFormat.Double
                ? default
                : ConvertHalf(function, type, Builder.BuildBitCast(four, type.Bits), rounding, otherwise);
        }

        NumberType single = TypeOf(FloatFormat.Single, 2), twice = TypeOf(FloatFormat.Double, 2);
        LLVMValueRef pair = Builder.BuildBitCast(
            from == FloatFormat.Double ? operand : Builder.BuildExtractElement(operand, Ir.Constant(0)),
            from == FloatFormat.Double ? twice.Numbers : single.Numbers);
        if (function == FloatFunction.ConvertToDouble && from == FloatFormat.Single)
            return Checked(
                twice,
                Constrained(
                    "llvm.experimental.constrained.fpext"u8, twice.Numbers, single.Numbers, [pair], rounds: false),
                false, otherwise);
        if (function != FloatFunction.ConvertToSingle || from != FloatFormat.Double || rounding != FloatRounding.Dynamic)
            return default;
        LLVMValueRef narrow = Constrained(
            "llvm.experimental.constrained.fptrunc"u8, single.Numbers, twice.Numbers, [pair], rounds: true);
        return Checked(single, narrow, true, otherwise);
    }

    // Between halves and singles; of the former also to doubles. The guest may have another format of halves, in which what
    // are infinities and NaNs here are numbers.
    private LLVMValueRef ConvertHalf(
        FloatFunction function, NumberType type, LLVMValueRef bits, FloatRounding rounding, Func<LLVMValueRef> otherwise)
    {
        if (!hasHalves || rounding != FloatRounding.Dynamic) return default;
        NumberType half = TypeOf(FloatFormat.Half, type.Count), single = TypeOf(FloatFormat.Single, type.Count);
        if (type.Format == FloatFormat.Half && function is FloatFunction.ConvertToSingle or FloatFunction.ConvertToDouble)
        {
            const int beyond = 16;
            return Either(
                Below(half, Magnitude(half, bits), beyond),
                () =>
                {
                    LLVMValueRef number = Constrained(
                        "llvm.experimental.constrained.fpext"u8, single.Numbers, half.Numbers, [Number(half, bits)],
                        rounds: false);
                    if (function == FloatFunction.ConvertToSingle) return Canonical(single, BitsOf(single, number));
                    NumberType twice = TypeOf(FloatFormat.Double, type.Count);
                    return Canonical(twice, BitsOf(twice, Constrained(
                        "llvm.experimental.constrained.fpext"u8, twice.Numbers, single.Numbers, [number], rounds: false)));
                },
                otherwise);
        }

        if (function != FloatFunction.ConvertToHalf || type.Format != FloatFormat.Single) return default;
        ulong largest = single.PowerOfTwo(16) - (1UL << (single.FractionBits - HalfFractionBits));
        LLVMValueRef isLarge = Builder.BuildICmp(
            LLVMIntPredicate.LLVMIntUGT, Magnitude(single, bits), Splat(single, largest));
        return Either(
            None(single, isLarge),
            () => Checked(
                half,
                Constrained(
                    "llvm.experimental.constrained.fptrunc"u8, half.Numbers, single.Numbers, [Number(single, bits)],
                    rounds: true),
                true, otherwise),
            otherwise);
    }

    private LLVMValueRef Extremum(
        FloatFunction function, NumberType type, LLVMValueRef a, LLVMValueRef b, Func<LLVMValueRef> otherwise)
    {
        LLVMValueRef x = Number(type, a), y = Number(type, b);
        bool isMinimum = function is FloatFunction.Minimum or FloatFunction.MinimumNumber;
        LLVMValueRef unordered = CompareFloats("llvm.experimental.constrained.fcmp"u8, "uno"u8, x, y);
        return Either(
            None(type, unordered),
            () =>
            {
                LLVMValueRef first = isMinimum
                    ? CompareFloats("llvm.experimental.constrained.fcmp"u8, "olt"u8, x, y)
                    : CompareFloats("llvm.experimental.constrained.fcmp"u8, "ogt"u8, x, y);
                LLVMValueRef equal = CompareFloats("llvm.experimental.constrained.fcmp"u8, "oeq"u8, x, y);

                // Equal numbers have the same bits, but for zeros, where the sign decides.
                LLVMValueRef same = isMinimum ? Builder.BuildOr(a, b) : Builder.BuildAnd(a, b);
                LLVMValueRef bits = Builder.BuildSelect(first, a, Builder.BuildSelect(equal, same, b));
                return Canonical(type, BitsOf(type, AsOperand(type, Number(type, bits))));
            },
            otherwise);
    }

    // Away from zero only numbers that may have a fraction are rounded on the host.
    private LLVMValueRef Integral(
        FloatFunction function, NumberType type, LLVMValueRef bits, FloatRounding rounding, Func<LLVMValueRef> otherwise)
    {
        LLVMValueRef number = AsOperand(type, Number(type, bits));
        if (rounding == FloatRounding.NearestAway)
            return Either(
                Below(type, Magnitude(type, bits), type.FractionBits),
                () => Canonical(type, BitsOf(type, Rounded(type, number, rounding))),
                otherwise);
        LLVMValueRef result = rounding != FloatRounding.Dynamic ? Rounded(type, number, rounding)
            : function == FloatFunction.RoundToIntegralExact
                ? Rounding("llvm.experimental.constrained.rint"u8, type, number)
                : Rounding("llvm.experimental.constrained.nearbyint"u8, type, number);
        return Checked(type, result, false, otherwise);
    }

    // To a whole number in a static direction, without raising inexact; away from zero a number less than 2^63.
    private LLVMValueRef Rounded(NumberType type, LLVMValueRef number, FloatRounding rounding)
    {
        switch (rounding)
        {
            case FloatRounding.NearestEven:
                return Static("llvm.experimental.constrained.roundeven"u8);
            case FloatRounding.TowardsZero:
                return Static("llvm.experimental.constrained.trunc"u8);
            case FloatRounding.Down:
                return Static("llvm.experimental.constrained.floor"u8);
            case FloatRounding.Up:
                return Static("llvm.experimental.constrained.ceil"u8);
        }

        // Both the fraction and the sum are exact.
        LLVMValueRef whole = Static("llvm.experimental.constrained.trunc"u8), bits = BitsOf(type, number);
        LLVMValueRef fraction = Rounding("llvm.experimental.constrained.fsub"u8, type, number, whole);
        LLVMValueRef isFar = Builder.BuildICmp(
            LLVMIntPredicate.LLVMIntUGE, Magnitude(type, BitsOf(type, fraction)), Splat(type, type.PowerOfTwo(-1)));
        LLVMValueRef one = Builder.BuildSelect(isFar, Splat(type, type.PowerOfTwo(0)), Splat(type, 0));
        LLVMValueRef sign = Builder.BuildAnd(bits, Splat(type, type.Sign));
        return Rounding(
            "llvm.experimental.constrained.fadd"u8, type, whole, Number(type, Builder.BuildOr(one, sign)));

        LLVMValueRef Static(ReadOnlySpan<byte> intrinsic) =>
            Constrained(intrinsic, type.Numbers, default, [number], rounds: false);
    }

    // A number to convert to an integer, which raises inexact in itself where it has a fraction; before that it is rounded,
    // unless towards zero, and raises inexact where it had one.
    private LLVMValueRef Whole(NumberType type, LLVMValueRef number, FloatRounding rounding)
    {
        if (rounding == FloatRounding.TowardsZero) return number;
        LLVMValueRef byMode = Rounding("llvm.experimental.constrained.rint"u8, type, number);
        return rounding == FloatRounding.Dynamic ? byMode : Rounded(type, number, rounding);
    }

    // On the host where all are signed integers of the width afterwards.
    private LLVMValueRef ToIntegers(
        NumberType type, LLVMValueRef bits, bool isSigned, FloatRounding rounding, int digits, Func<LLVMValueRef> otherwise) =>
        Either(
            Below(type, isSigned ? Magnitude(type, bits) : bits, (int)type.Format - 1 - digits),
            () =>
            {
                LLVMValueRef number = Number(type, bits);
                number = digits == 0
                    ? AsOperand(type, number)
                    : Rounding(
                        "llvm.experimental.constrained.fmul"u8, type, number, Number(type, Splat(type, type.PowerOfTwo(digits))));
                return Canonical(type, Constrained(
                    "llvm.experimental.constrained.fptosi"u8, type.Bits, type.Numbers, [Whole(type, number, rounding)],
                    rounds: false));
            },
            otherwise);

    private LLVMValueRef FromIntegers(NumberType type, LLVMValueRef bits, int digits)
    {
        LLVMValueRef number = Constrained(
            "llvm.experimental.constrained.sitofp"u8, type.Numbers, type.Bits, [bits], rounds: true);
        if (digits != 0)
            number = Rounding(
                "llvm.experimental.constrained.fmul"u8, type, number, Number(type, Splat(type, type.PowerOfTwo(-digits))));
        return Canonical(type, BitsOf(type, number));
    }

    // 2 - a x b, or half of 3 - a x b, of numbers whose product is far from the largest number: the rest is exact.
    private LLVMValueRef Step(NumberType type, LLVMValueRef a, LLVMValueRef b, bool isRoot, Func<LLVMValueRef> otherwise)
    {
        int limit = type.Format == FloatFormat.Double ? 511 : 63;
        LLVMValueRef larger = Ir.Intrinsic(
            "llvm.umax"u8, type.Bits, [Magnitude(type, a), Magnitude(type, b)]);
        return Either(
            Below(type, larger, limit),
            () =>
            {
                LLVMValueRef negated = Number(type, Builder.BuildXor(a, Splat(type, type.Sign)));
                ulong from = type.PowerOfTwo(1) | (isRoot ? 1UL << (type.FractionBits - 1) : 0);
                LLVMValueRef sum = FusedSum(type, negated, Number(type, b), Number(type, Splat(type, from)));
                if (isRoot)
                    sum = Rounding(
                        "llvm.experimental.constrained.fmul"u8, type, sum, Number(type, Splat(type, type.PowerOfTwo(-1))));
                return Canonical(type, BitsOf(type, sum));
            },
            otherwise);
    }

    private LLVMValueRef FusedSum(NumberType type, LLVMValueRef left, LLVMValueRef right, LLVMValueRef addend) => Constrained(
        "llvm.experimental.constrained.fma"u8, type.Numbers, default, [left, right, addend], rounds: true);

    // The result of arithmetic where no lane is a NaN or may be tiny.
    private LLVMValueRef Checked(NumberType type, LLVMValueRef result, bool mayBeTiny, Func<LLVMValueRef> otherwise)
    {
        LLVMValueRef bits = BitsOf(type, result), magnitude = Magnitude(type, bits);
        LLVMValueRef odd = Builder.BuildICmp(LLVMIntPredicate.LLVMIntUGT, magnitude, Splat(type, type.Infinity));
        if (mayBeTiny && (frame.FloatRules & FloatRules.TinyBeforeRounding) != 0)
        {
            // The smallest normal number may have been rounded from below.
            LLVMValueRef smallest = Splat(type, 1UL << type.FractionBits);
            odd = Builder.BuildOr(odd, Builder.BuildICmp(LLVMIntPredicate.LLVMIntEQ, magnitude, smallest));
        }

        return Either(None(type, odd), () => Canonical(type, bits), otherwise);
    }

    private LLVMValueRef Mask(NumberType type, LLVMValueRef condition) =>
        Canonical(type, Builder.BuildSExt(condition, type.Bits));

    // Whether all numbers, given by their bits, are less than a power of two; negative ones and NaNs are not.
    private LLVMValueRef Below(NumberType type, LLVMValueRef bits, int exponent) => None(
        type, Builder.BuildICmp(LLVMIntPredicate.LLVMIntUGE, bits, Splat(type, type.PowerOfTwo(exponent))));

    // Whether a condition holds in no lane.
    private LLVMValueRef None(NumberType type, LLVMValueRef condition)
    {
        if (type.Count == 1) return Builder.BuildNot(condition);
        LLVMTypeRef mask = Ir.Context.GetIntType((uint)type.Count);
        return Ir.IsEqual(Builder.BuildBitCast(condition, mask), LLVMValueRef.CreateConstInt(mask, 0));
    }

    private LLVMValueRef Magnitude(NumberType type, LLVMValueRef bits) =>
        Builder.BuildAnd(bits, Splat(type, type.Sign - 1));

    private LLVMValueRef Rounding(
        ReadOnlySpan<byte> intrinsic, NumberType type, params ReadOnlySpan<LLVMValueRef> operands) =>
        Constrained(intrinsic, type.Numbers, default, operands, rounds: true);

    private LLVMValueRef Number(NumberType type, LLVMValueRef bits) => Builder.BuildBitCast(bits, type.Numbers);

    private LLVMValueRef BitsOf(NumberType type, LLVMValueRef number) => Builder.BuildBitCast(number, type.Bits);

    // As a vector register's value, or an integer's.
    private LLVMValueRef Canonical(NumberType type, LLVMValueRef bits)
    {
        if (type.Count == 1) return type.Format == FloatFormat.Double ? bits : Builder.BuildZExt(bits, Ir.Types.I64);
        if (type.Count * (int)type.Format == VectorBits) return Builder.BuildBitCast(bits, Ir.Types.Vector);
        return Builder.BuildInsertElement(
            LLVMValueRef.CreateConstNull(Ir.Types.Vector), Builder.BuildBitCast(bits, Ir.Types.I64), Ir.Constant(0));
    }

    private LLVMValueRef Splat(NumberType type, ulong bits)
    {
        LLVMValueRef one = LLVMValueRef.CreateConstInt(IntegerOf(type.Format), bits);
        if (type.Count == 1) return one;
        LLVMValueRef[] all = new LLVMValueRef[type.Count];
        Array.Fill(all, one);
        return LLVMValueRef.CreateConstVector(all);
    }

    private NumberType TypeOf(FloatFormat format, int count)
    {
        LLVMTypeRef number = FloatType(format), bits = IntegerOf(format);
        return count == 1
            ? new(format, 1, number, bits)
            : new(format, count, LLVMTypeRef.CreateVector(number, (uint)count), LLVMTypeRef.CreateVector(bits, (uint)count));
    }

    private LLVMTypeRef IntegerOf(FloatFormat format) => format switch
    {
        FloatFormat.Double => Ir.Types.I64,
        FloatFormat.Single => Ir.Types.I32,
        _ => Ir.Types.I16,
    };

    /// <summary>One number, or a vector's lanes.</summary>
    /// <param name="Format">Their format.</param>
    /// <param name="Count">How many: 1 for one that is in no vector.</param>
    /// <param name="Numbers">The type of the numbers.</param>
    /// <param name="Bits">That of integers of their width.</param>
    private readonly record struct NumberType(FloatFormat Format, int Count, LLVMTypeRef Numbers, LLVMTypeRef Bits)
    {
        public int FractionBits => Format switch
        {
            FloatFormat.Double => 52,
            FloatFormat.Single => 23,
            _ => HalfFractionBits,
        };

        public ulong Sign => 1UL << ((int)Format - 1);

        public ulong Infinity => Sign - (1UL << FractionBits);

        /// <summary>The bits of a power of two in the normal range.</summary>
        public ulong PowerOfTwo(int exponent) =>
            (ulong)(exponent + (1 << ((int)Format - FractionBits - 2)) - 1) << FractionBits;
    }
}
