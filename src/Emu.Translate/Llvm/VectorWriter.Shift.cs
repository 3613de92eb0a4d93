using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>Shifts, and saturating arithmetic.</content>
internal sealed partial class VectorWriter
{
    private LLVMValueRef ShiftBy(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b, int count)
    {
        LLVMValueRef ones = LLVMValueRef.CreateConstNull(a.TypeOf);
        switch (operation)
        {
            case VectorOperation.ShiftLeft:
                return Builder.BuildShl(a, Splat(lanes, (ulong)count));
            case VectorOperation.ShiftRightSigned:
                return Right(lanes, a, count, isSigned: true);
            case VectorOperation.ShiftRightUnsigned:
                return Right(lanes, a, count, isSigned: false);
            case VectorOperation.RoundedShiftRightSigned:
                return RoundedRight(lanes, a, count, isSigned: true);
            case VectorOperation.RoundedShiftRightUnsigned:
                return RoundedRight(lanes, a, count, isSigned: false);
            case VectorOperation.ShiftLeftInsert:
                ones = Builder.BuildNot(ones);
                return Builder.BuildOr(
                    Builder.BuildAnd(a, Builder.BuildNot(Builder.BuildShl(ones, Splat(lanes, (ulong)count)))),
                    Builder.BuildShl(b, Splat(lanes, (ulong)count)));
            case VectorOperation.ShiftRightInsert:
                ones = Builder.BuildNot(ones);
                return Builder.BuildOr(
                    Builder.BuildAnd(a, Builder.BuildNot(Right(lanes, ones, count, isSigned: false))),
                    Right(lanes, b, count, isSigned: false));
            default:
                return Ir.Intrinsic("llvm.fshr"u8, a.TypeOf, [a, a, Splat(lanes, (ulong)count)]);
        }
    }

    // By all of a lane's bits as well.
    private LLVMValueRef Right(Lanes lanes, LLVMValueRef a, int count, bool isSigned)
    {
        int bits = BitsOf(lanes);
        if (isSigned) return Builder.BuildAShr(a, Splat(lanes, (ulong)Math.Min(count, bits - 1)));
        return count == bits ? LLVMValueRef.CreateConstNull(a.TypeOf) : Builder.BuildLShr(a, Splat(lanes, (ulong)count));
    }

    private LLVMValueRef RoundedRight(Lanes lanes, LLVMValueRef a, int count, bool isSigned) => Builder.BuildAdd(
        Right(lanes, a, count, isSigned),
        Builder.BuildAnd(Builder.BuildLShr(a, Splat(lanes, (ulong)count - 1)), Splat(lanes, 1)));

    private LLVMValueRef ShiftLanes(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b)
    {
        bool isSigned = operation is VectorOperation.ShiftSigned or VectorOperation.RoundedShiftSigned;
        bool rounds = operation is VectorOperation.RoundedShiftSigned or VectorOperation.RoundedShiftUnsigned;
        LLVMValueRef zero = LLVMValueRef.CreateConstNull(a.TypeOf), rest = Splat(lanes, (ulong)BitsOf(lanes) - 8);
        LLVMValueRef count = Builder.BuildAShr(Builder.BuildShl(b, rest), rest), right = Builder.BuildNeg(count);
        LLVMValueRef left = ShiftOrZero(lanes, a, count, isLeft: true);
        LLVMValueRef shifted = isSigned
            ? Builder.BuildAShr(a, Binary("llvm.umin"u8, right, Splat(lanes, (ulong)BitsOf(lanes) - 1)))
            : ShiftOrZero(lanes, a, right, isLeft: false);
        if (rounds)
        {
            LLVMValueRef last = Builder.BuildSub(right, Splat(lanes, 1));
            LLVMValueRef half = isSigned
                ? Builder.BuildAShr(a, Binary("llvm.umin"u8, last, Splat(lanes, (ulong)BitsOf(lanes) - 1)))
                : ShiftOrZero(lanes, a, last, isLeft: false);
            shifted = Builder.BuildAdd(shifted, Builder.BuildAnd(half, Splat(lanes, 1)));
        }

        return Builder.BuildSelect(Builder.BuildICmp(LLVMIntPredicate.LLVMIntSLT, count, zero), shifted, left);
    }

    // Zero where the count is a lane's bits or more, which LLVM's shifts do not define.
    private LLVMValueRef ShiftOrZero(Lanes lanes, LLVMValueRef a, LLVMValueRef count, bool isLeft)
    {
        LLVMValueRef fits = Builder.BuildICmp(LLVMIntPredicate.LLVMIntULT, count, Splat(lanes, (ulong)BitsOf(lanes)));
        LLVMValueRef low = Builder.BuildAnd(count, Splat(lanes, (ulong)BitsOf(lanes) - 1));
        LLVMValueRef shifted = isLeft ? Builder.BuildShl(a, low) : Builder.BuildLShr(a, low);
        return Builder.BuildSelect(fits, shifted, LLVMValueRef.CreateConstNull(a.TypeOf));
    }

    private LLVMValueRef Saturate(
        VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b, int immediate, bool asks)
    {
        LLVMValueRef zero = LLVMValueRef.CreateConstNull(a.TypeOf);
        switch (operation)
        {
            case VectorOperation.SaturatingAddSigned:
                return Unless(lanes, Binary("llvm.sadd.sat"u8, a, b), Builder.BuildAdd(a, b), asks);
            case VectorOperation.SaturatingAddUnsigned:
                return Unless(lanes, Binary("llvm.uadd.sat"u8, a, b), Builder.BuildAdd(a, b), asks);
            case VectorOperation.SaturatingSubtractSigned:
                return Unless(lanes, Binary("llvm.ssub.sat"u8, a, b), Builder.BuildSub(a, b), asks);
            case VectorOperation.SaturatingSubtractUnsigned:
                return Unless(lanes, Binary("llvm.usub.sat"u8, a, b), Builder.BuildSub(a, b), asks);
            case VectorOperation.SaturatingNegate:
                return Unless(lanes, Binary("llvm.ssub.sat"u8, zero, a), Builder.BuildNeg(a), asks);
            case VectorOperation.SaturatingAbsolute:
                return Unless(
                    lanes,
                    Binary("llvm.smax"u8, a, Binary("llvm.ssub.sat"u8, zero, a)),
                    Ir.Intrinsic("llvm.abs"u8, a.TypeOf, [a, Ir.False]),
                    asks);
            case VectorOperation.SaturatingDoubledMultiplyHigh or VectorOperation.SaturatingRoundedDoubledMultiplyHigh:
                return DoubledMultiplyHigh(
                    lanes, a, b, operation == VectorOperation.SaturatingRoundedDoubledMultiplyHigh, asks);
            case VectorOperation.SaturatingNarrowSigned:
                return Narrow(lanes, a, b, isFromSigned: true, isToSigned: true, asks);
            case VectorOperation.SaturatingNarrowUnsigned:
                return Narrow(lanes, a, b, isFromSigned: false, isToSigned: false, asks);
            case VectorOperation.SaturatingNarrowSignedToUnsigned:
                return Narrow(lanes, a, b, isFromSigned: true, isToSigned: false, asks);
            default:
                return default;
        }
    }

    // The nearest number; or where it is not that of arithmetic that wraps, which is exact where it is.
    private LLVMValueRef Unless(Lanes lanes, LLVMValueRef nearest, LLVMValueRef wrapped, bool asks) =>
        asks ? Mask(LLVMIntPredicate.LLVMIntNE, lanes, nearest, wrapped) : nearest;

    // Only the square of the least number saturates.
    private LLVMValueRef DoubledMultiplyHigh(Lanes lanes, LLVMValueRef a, LLVMValueRef b, bool rounds, bool asks)
    {
        int bits = BitsOf(lanes);
        LLVMValueRef least = Splat(lanes, 1ul << (bits - 1));
        LLVMValueRef saturates = Builder.BuildAnd(
            Mask(LLVMIntPredicate.LLVMIntEQ, lanes, a, least), Mask(LLVMIntPredicate.LLVMIntEQ, lanes, b, least));
        if (asks) return saturates;
        LLVMTypeRef wide = WideType(lanes + 1, 2), element = elements[(int)lanes + 1];
        LLVMValueRef product = Builder.BuildMul(Builder.BuildSExt(a, wide), Builder.BuildSExt(b, wide));
        if (rounds) product = Builder.BuildAdd(product, Splat(element, 1ul << (bits - 2), CountOf(lanes)));
        LLVMValueRef high = Builder.BuildTrunc(
            Builder.BuildAShr(product, Splat(element, (ulong)bits - 1, CountOf(lanes))), a.TypeOf);
        // The square's upper half is the least number, of which the mask makes the greatest.
        return Builder.BuildXor(high, saturates);
    }

    private LLVMValueRef Narrow(
        Lanes lanes, LLVMValueRef a, LLVMValueRef b, bool isFromSigned, bool isToSigned, bool asks)
    {
        int bits = BitsOf(lanes - 1), count = 2 * CountOf(lanes);
        LLVMTypeRef element = elements[(int)lanes];
        LLVMValueRef both = Both(lanes, a, b);
        LLVMValueRef most = Splat(element, isToSigned ? (1ul << (bits - 1)) - 1 : (1ul << bits) - 1, count);
        LLVMValueRef nearest = isFromSigned ? Binary("llvm.smin"u8, both, most) : Binary("llvm.umin"u8, both, most);
        if (isFromSigned)
        {
            LLVMValueRef least = Splat(element, isToSigned ? ulong.MaxValue << (bits - 1) : 0, count);
            nearest = Binary("llvm.smax"u8, nearest, least);
        }

        LLVMTypeRef narrow = WideType(lanes - 1, 1);
        return asks
            ? Builder.BuildSExt(Builder.BuildICmp(LLVMIntPredicate.LLVMIntNE, nearest, both), narrow)
            : Builder.BuildTrunc(nearest, narrow);
    }
}
