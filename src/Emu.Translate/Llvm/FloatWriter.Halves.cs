using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>
/// Arithmetic of halves, in single precision: it has more than twice the digits, so that what is rounded once more is right, and
/// inexact when it is. Subnormal numbers may be zeros to the guest, so that the helper computes with them.
/// </content>
internal sealed partial class FloatWriter
{
    // A half's smallest normal number; and twelve powers of two apart, as halves' bits.
    private const ulong SmallestHalf = 1 << HalfFractionBits, TwelvePowers = 12 << HalfFractionBits;

    // Exponent of that number.
    private const int SmallestExponent = -14;

    // The host's code of a function of halves, given by their bits; default where it has none.
    private LLVMValueRef WriteHalves(
        FloatFunction function, NumberType half, LLVMValueRef[] bits, FloatRounding rounding, Func<LLVMValueRef> otherwise)
    {
        bool compares = function is FloatFunction.IsEqual or FloatFunction.IsGreater or FloatFunction.IsGreaterOrEqual
            || (half.Count == 1 && function is FloatFunction.Compare or FloatFunction.CompareSignalling);
        bool computes = rounding == FloatRounding.Dynamic && function <= FloatFunction.SquareRoot;
        if (!hasHalves || (!compares && !computes)) return default;
        LLVMValueRef first = Magnitude(half, bits[0]), second = Magnitude(half, bits[1]);
        LLVMValueRef odd = IsSubnormalHalf(half, first);
        if (function != FloatFunction.SquareRoot) odd = Builder.BuildOr(odd, IsSubnormalHalf(half, second));

        // A quotient that may be tiny is inexact in single precision, which it is not where it becomes a zero.
        if (function == FloatFunction.Divide)
            odd = Builder.BuildOr(odd, Builder.BuildICmp(
                LLVMIntPredicate.LLVMIntULT, Builder.BuildAdd(first, Splat(half, TwelvePowers)), second));
        return Either(
            None(half, odd),
            () => compares ? CompareHalves(function, half, bits) : ComputeHalves(function, half, bits, otherwise),
            otherwise);
    }

    private LLVMValueRef CompareHalves(FloatFunction function, NumberType half, LLVMValueRef[] bits)
    {
        LLVMValueRef x = Widen(half, bits[0]), y = Widen(half, bits[1]);
        NumberType single = TypeOf(FloatFormat.Single, half.Count);
        return function switch
        {
            FloatFunction.IsEqual => Mask(half, CompareFloats("llvm.experimental.constrained.fcmp"u8, "oeq"u8, x, y)),
            FloatFunction.IsGreater => Mask(half, CompareFloats("llvm.experimental.constrained.fcmps"u8, "ogt"u8, x, y)),
            FloatFunction.IsGreaterOrEqual => Mask(half, CompareFloats("llvm.experimental.constrained.fcmps"u8, "oge"u8, x, y)),
            _ => Order(
                FloatFormat.Single, Canonical(single, BitsOf(single, x)), Canonical(single, BitsOf(single, y)),
                function == FloatFunction.CompareSignalling),
        };
    }

    private LLVMValueRef ComputeHalves(
        FloatFunction function, NumberType half, LLVMValueRef[] bits, Func<LLVMValueRef> otherwise)
    {
        NumberType single = TypeOf(FloatFormat.Single, half.Count);
        LLVMValueRef x = Widen(half, bits[0]);
        LLVMValueRef result = function switch
        {
            FloatFunction.Add => Rounding("llvm.experimental.constrained.fadd"u8, single, x, Widen(half, bits[1])),
            FloatFunction.Subtract => Rounding("llvm.experimental.constrained.fsub"u8, single, x, Widen(half, bits[1])),
            FloatFunction.Multiply => Rounding("llvm.experimental.constrained.fmul"u8, single, x, Widen(half, bits[1])),
            FloatFunction.Divide => Rounding("llvm.experimental.constrained.fdiv"u8, single, x, Widen(half, bits[1])),
            _ => Rounding("llvm.experimental.constrained.sqrt"u8, single, x),
        };

        // Sums and products that are tiny are exact here, so that nothing has been raised.
        LLVMValueRef magnitude = Magnitude(single, BitsOf(single, result)), one = Splat(single, 1);
        LLVMValueRef isTiny = Builder.BuildICmp(
            LLVMIntPredicate.LLVMIntULT, Builder.BuildSub(magnitude, one),
            Splat(single, single.PowerOfTwo(SmallestExponent) - 1));
        return Either(
            None(single, isTiny),
            () => Checked(
                half,
                Constrained(
                    "llvm.experimental.constrained.fptrunc"u8, half.Numbers, single.Numbers, [result], rounds: true),
                false, otherwise),
            otherwise);
    }

    private LLVMValueRef Widen(NumberType half, LLVMValueRef bits) => Constrained(
        "llvm.experimental.constrained.fpext"u8, TypeOf(FloatFormat.Single, half.Count).Numbers, half.Numbers,
        [Number(half, bits)], rounds: false);

    private LLVMValueRef IsSubnormalHalf(NumberType half, LLVMValueRef magnitude) => Builder.BuildICmp(
        LLVMIntPredicate.LLVMIntULT, Builder.BuildSub(magnitude, Splat(half, 1)), Splat(half, SmallestHalf - 1));
}
