using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <content>Bits, arithmetic of lanes, comparisons, counts and products.</content>
internal sealed partial class VectorWriter
{
    private LLVMValueRef Combine(VectorOperation operation, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c) => operation switch
    {
        VectorOperation.And => Builder.BuildAnd(a, b),
        VectorOperation.Or => Builder.BuildOr(a, b),
        VectorOperation.Xor => Builder.BuildXor(a, b),
        VectorOperation.AndNot => Builder.BuildAnd(a, Builder.BuildNot(b)),
        VectorOperation.OrNot => Builder.BuildOr(a, Builder.BuildNot(b)),
        VectorOperation.Not => Builder.BuildNot(a),
        _ => Builder.BuildOr(Builder.BuildAnd(a, b), Builder.BuildAnd(Builder.BuildNot(a), c)),
    };

    private LLVMValueRef Calculate(
        VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c) => operation switch
        {
            VectorOperation.Add => Builder.BuildAdd(a, b),
            VectorOperation.Subtract => Builder.BuildSub(a, b),
            VectorOperation.Multiply => Builder.BuildMul(a, b),
            VectorOperation.MultiplyAdd => Builder.BuildAdd(c, Builder.BuildMul(a, b)),
            VectorOperation.MultiplySubtract => Builder.BuildSub(c, Builder.BuildMul(a, b)),
            VectorOperation.Negate => Builder.BuildNeg(a),
            VectorOperation.Absolute => Ir.Intrinsic("llvm.abs"u8, a.TypeOf, [a, Ir.False]),
            VectorOperation.MinSigned => Binary("llvm.smin"u8, a, b),
            VectorOperation.MinUnsigned => Binary("llvm.umin"u8, a, b),
            VectorOperation.MaxSigned => Binary("llvm.smax"u8, a, b),
            VectorOperation.MaxUnsigned => Binary("llvm.umax"u8, a, b),
            VectorOperation.DifferenceSigned =>
                Builder.BuildSub(Binary("llvm.smax"u8, a, b), Binary("llvm.smin"u8, a, b)),
            VectorOperation.DifferenceUnsigned =>
                Builder.BuildSub(Binary("llvm.umax"u8, a, b), Binary("llvm.umin"u8, a, b)),
            // As their meanings are computed.
            VectorOperation.AverageSigned =>
                Builder.BuildAdd(Builder.BuildAnd(a, b), Builder.BuildAShr(Builder.BuildXor(a, b), Splat(lanes, 1))),
            VectorOperation.AverageUnsigned =>
                Builder.BuildAdd(Builder.BuildAnd(a, b), Builder.BuildLShr(Builder.BuildXor(a, b), Splat(lanes, 1))),
            VectorOperation.AverageUpSigned =>
                Builder.BuildSub(Builder.BuildOr(a, b), Builder.BuildAShr(Builder.BuildXor(a, b), Splat(lanes, 1))),
            VectorOperation.AverageUpUnsigned =>
                Builder.BuildSub(Builder.BuildOr(a, b), Builder.BuildLShr(Builder.BuildXor(a, b), Splat(lanes, 1))),
            VectorOperation.HalfDifferenceSigned => Builder.BuildSub(
                Builder.BuildAShr(Builder.BuildXor(a, b), Splat(lanes, 1)), Builder.BuildAnd(Builder.BuildNot(a), b)),
            _ => Builder.BuildSub(
                Builder.BuildLShr(Builder.BuildXor(a, b), Splat(lanes, 1)), Builder.BuildAnd(Builder.BuildNot(a), b)),
        };

    private LLVMValueRef MultiplyHigh(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b)
    {
        if (lanes == Lanes.Double) return default;
        bool isSigned = operation == VectorOperation.MultiplyHighSigned;
        LLVMTypeRef wide = WideType(lanes + 1, 2);
        LLVMValueRef product = Builder.BuildMul(Extended(a, wide, isSigned), Extended(b, wide, isSigned));
        LLVMValueRef distance = Splat(elements[(int)lanes + 1], (ulong)BitsOf(lanes), CountOf(lanes));
        return Builder.BuildTrunc(Builder.BuildLShr(product, distance), a.TypeOf);
    }

    private LLVMValueRef Compare(VectorOperation operation, Lanes lanes, LLVMValueRef a, LLVMValueRef b) => operation switch
    {
        VectorOperation.Equal => Mask(LLVMIntPredicate.LLVMIntEQ, lanes, a, b),
        VectorOperation.GreaterSigned => Mask(LLVMIntPredicate.LLVMIntSGT, lanes, a, b),
        VectorOperation.GreaterUnsigned => Mask(LLVMIntPredicate.LLVMIntUGT, lanes, a, b),
        VectorOperation.GreaterOrEqualSigned => Mask(LLVMIntPredicate.LLVMIntSGE, lanes, a, b),
        VectorOperation.GreaterOrEqualUnsigned => Mask(LLVMIntPredicate.LLVMIntUGE, lanes, a, b),
        _ => Mask(LLVMIntPredicate.LLVMIntNE, lanes, Builder.BuildAnd(a, b), LLVMValueRef.CreateConstNull(a.TypeOf)),
    };

    private LLVMValueRef Count(VectorOperation operation, Lanes lanes, LLVMValueRef a)
    {
        switch (operation)
        {
            case VectorOperation.CountLeadingZeros:
                return Ir.Intrinsic("llvm.ctlz"u8, a.TypeOf, [a, Ir.False]);
            case VectorOperation.CountLeadingSigns:
                LLVMValueRef signs = Builder.BuildAShr(a, Splat(lanes, (ulong)BitsOf(lanes) - 1));
                LLVMValueRef count = Ir.Intrinsic("llvm.ctlz"u8, a.TypeOf, [Builder.BuildXor(a, signs), Ir.False]);
                return Builder.BuildSub(count, Splat(lanes, 1));
            case VectorOperation.PopulationCount:
                return Ir.Intrinsic("llvm.ctpop"u8, a.TypeOf, [a]);
            default:
                LLVMValueRef bytes = As(Lanes.Byte, Canonical(a));
                return Ir.Intrinsic("llvm.bitreverse"u8, bytes.TypeOf, [bytes]);
        }
    }

    // Bytes as halves, of which the host multiplies pairs and adds the products: those at even places, and those at odd ones.
    private LLVMValueRef Dot(VectorOperation operation, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c)
    {
        bool isLeftSigned = operation == VectorOperation.DotSigned, isRightSigned = operation != VectorOperation.DotUnsigned;
        LLVMValueRef even = PairsOf(EvenBytes(a, isLeftSigned), EvenBytes(b, isRightSigned));
        LLVMValueRef odd = PairsOf(OddBytes(a, isLeftSigned), OddBytes(b, isRightSigned));
        return Builder.BuildAdd(Builder.BuildAdd(even, odd), c);
    }

    // Written so that LLVM has one instruction for it: sums of neighbouring products of halves.
    private LLVMValueRef PairsOf(LLVMValueRef a, LLVMValueRef b)
    {
        LLVMTypeRef wide = WideType(Lanes.Word, 2);
        LLVMValueRef products = Builder.BuildMul(Builder.BuildSExt(a, wide), Builder.BuildSExt(b, wide));
        return Builder.BuildAdd(
            Shuffle(products, products, 4, static lane => 2 * lane), Shuffle(products, products, 4, static lane => (2 * lane) + 1));
    }

    private LLVMValueRef EvenBytes(LLVMValueRef halves, bool isSigned) =>
        OddBytes(Builder.BuildShl(halves, Splat(Lanes.Half, 8)), isSigned);

    private LLVMValueRef OddBytes(LLVMValueRef halves, bool isSigned) => isSigned
        ? Builder.BuildAShr(halves, Splat(Lanes.Half, 8))
        : Builder.BuildLShr(halves, Splat(Lanes.Half, 8));
}
