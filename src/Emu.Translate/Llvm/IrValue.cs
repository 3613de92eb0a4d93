using Emu.Isa;
using Emu.Llvm;

namespace Emu.Translate.Llvm;

/// <summary>A guest value of the translator: an LLVM value of type <c>i64</c>. Each operation adds instructions where
/// the thread's <see cref="IrBuilder"/> stands.</summary>
internal readonly struct IrValue(LLVMValueRef value) : IValue<IrValue, IrCondition>
{
    private const ulong CountMask = 63, WordCountMask = 31;

    public readonly LLVMValueRef Value = value;

    private static IrBuilder Ir => IrBuilder.Current;

    private static LLVMBuilderRef Builder => IrBuilder.Current.Builder;

    public static implicit operator IrValue(long constant) => new(Ir.Constant((ulong)constant));

    public static IrValue operator +(IrValue left, IrValue right) => new(Builder.BuildAdd(left.Value, right.Value));

    public static IrValue operator -(IrValue left, IrValue right) => new(Builder.BuildSub(left.Value, right.Value));

    public static IrValue operator *(IrValue left, IrValue right) => new(Builder.BuildMul(left.Value, right.Value));

    public static IrValue operator &(IrValue left, IrValue right) => new(Builder.BuildAnd(left.Value, right.Value));

    public static IrValue operator |(IrValue left, IrValue right) => new(Builder.BuildOr(left.Value, right.Value));

    public static IrValue operator ^(IrValue left, IrValue right) => new(Builder.BuildXor(left.Value, right.Value));

    public static IrValue operator ~(IrValue value) => new(Builder.BuildNot(value.Value));

    public IrValue ShiftLeft(IrValue count) => new(Builder.BuildShl(Value, Masked(count)));

    public IrValue ShiftRightLogical(IrValue count) => new(Builder.BuildLShr(Value, Masked(count)));

    public IrValue ShiftRightArithmetic(IrValue count) => new(Builder.BuildAShr(Value, Masked(count)));

    public IrValue RotateRight(IrValue count) =>
        new(Ir.Intrinsic("llvm.fshr"u8, Ir.Types.I64, [Value, Value, Masked(count)]));

    public IrValue RotateRightWord(IrValue count)
    {
        LLVMTypeRef type = Ir.Types.I32;
        LLVMValueRef word = Builder.BuildTrunc(Value, type);
        LLVMValueRef masked = Builder.BuildAnd(count.Value, Ir.Constant(WordCountMask));
        LLVMValueRef rotated = Ir.Intrinsic("llvm.fshr"u8, type, [word, word, Builder.BuildTrunc(masked, type)]);
        return new(Builder.BuildZExt(rotated, Ir.Types.I64));
    }

    public IrValue SignExtend(int bits)
    {
        if (bits is 8 or 16 or 32)
        {
            LLVMTypeRef narrow = Ir.Context.GetIntType((uint)bits);
            return new(Builder.BuildSExt(Builder.BuildTrunc(Value, narrow), Ir.Types.I64));
        }

        LLVMValueRef distance = Ir.Constant(64 - (ulong)bits);
        return new(Builder.BuildAShr(Builder.BuildShl(Value, distance), distance));
    }

    public IrValue ZeroExtend(int bits) => new(Builder.BuildAnd(Value, Ir.Constant((1ul << bits) - 1)));

    public static IrValue MultiplyHighSigned(IrValue left, IrValue right) => High(Signed(left), Signed(right));

    public static IrValue MultiplyHighUnsigned(IrValue left, IrValue right) => High(Unsigned(left), Unsigned(right));

    public static IrValue MultiplyHighSignedUnsigned(IrValue left, IrValue right) =>
        High(Signed(left), Unsigned(right));

    public static IrValue DivideSigned(IrValue dividend, IrValue divisor) =>
        new(Builder.BuildSDiv(dividend.Value, divisor.Value));

    public static IrValue DivideUnsigned(IrValue dividend, IrValue divisor) =>
        new(Builder.BuildUDiv(dividend.Value, divisor.Value));

    public static IrValue RemainderSigned(IrValue dividend, IrValue divisor) =>
        new(Builder.BuildSRem(dividend.Value, divisor.Value));

    public static IrValue RemainderUnsigned(IrValue dividend, IrValue divisor) =>
        new(Builder.BuildURem(dividend.Value, divisor.Value));

    public IrValue CountLeadingZeros() => new(Ir.Intrinsic("llvm.ctlz"u8, Ir.Types.I64, [Value, Ir.False]));

    public IrValue CountTrailingZeros() => new(Ir.Intrinsic("llvm.cttz"u8, Ir.Types.I64, [Value, Ir.False]));

    public IrValue PopulationCount() => new(Ir.Intrinsic("llvm.ctpop"u8, Ir.Types.I64, [Value]));

    public IrValue ReverseBytes() => new(Ir.Intrinsic("llvm.bswap"u8, Ir.Types.I64, [Value]));

    public IrCondition IsEqual(IrValue other) => Compare(LLVMIntPredicate.LLVMIntEQ, other);

    public IrCondition IsNotEqual(IrValue other) => Compare(LLVMIntPredicate.LLVMIntNE, other);

    public IrCondition IsLessSigned(IrValue other) => Compare(LLVMIntPredicate.LLVMIntSLT, other);

    public IrCondition IsLessUnsigned(IrValue other) => Compare(LLVMIntPredicate.LLVMIntULT, other);

    public IrCondition IsGreaterOrEqualSigned(IrValue other) => Compare(LLVMIntPredicate.LLVMIntSGE, other);

    public IrCondition IsGreaterOrEqualUnsigned(IrValue other) => Compare(LLVMIntPredicate.LLVMIntUGE, other);

    public static IrValue Select(IrCondition condition, IrValue whenTrue, IrValue whenFalse) =>
        new(Builder.BuildSelect(condition.Value, whenTrue.Value, whenFalse.Value));

    public static IrValue FromCondition(IrCondition condition) =>
        new(Builder.BuildZExt(condition.Value, Ir.Types.I64));

    public static bool TryGetConstant(IrValue value, out ulong number)
    {
        bool isKnown = value.Value.IsConstantInt;
        number = isKnown ? value.Value.ConstIntZExt : 0;
        return isKnown;
    }

    private static LLVMValueRef Masked(IrValue count) => Builder.BuildAnd(count.Value, Ir.Constant(CountMask));

    private static LLVMValueRef Signed(IrValue value) => Builder.BuildSExt(value.Value, Ir.Types.I128);

    private static LLVMValueRef Unsigned(IrValue value) => Builder.BuildZExt(value.Value, Ir.Types.I128);

    private static IrValue High(LLVMValueRef left, LLVMValueRef right)
    {
        LLVMValueRef product = Builder.BuildMul(left, right);
        LLVMValueRef high = Builder.BuildLShr(product, LLVMValueRef.CreateConstInt(Ir.Types.I128, 64));
        return new(Builder.BuildTrunc(high, Ir.Types.I64));
    }

    private IrCondition Compare(LLVMIntPredicate predicate, IrValue other) =>
        new(Builder.BuildICmp(predicate, Value, other.Value));
}
