using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Llvm;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <summary>
/// Writes a block's floating point on the host's unit, whose control register holds the guest's rounding mode and flags: only
/// constrained intrinsics, so that nothing is folded, moved or left out that raises a flag. What the host does
/// differently is computed by a helper.
/// </summary>
internal sealed partial class FloatWriter(RegionFrame frame, Checkpoint checkpoint, bool hostMultipliesAndAdds)
{
    // What the block has already checked or noted, and need not again.
    private bool isEnabled, isRoundingValid, isDirty;

    /// <summary>The block computes with floating point.</summary>
    public bool IsUsed { get; private set; }

    /// <summary>The host has a fused multiply-add.</summary>
    public bool HostMultipliesAndAdds { get; } = hostMultipliesAndAdds;

    private IrBuilder Ir => frame.Ir;

    private LLVMBuilderRef Builder => frame.Builder;

    /// <summary>Writes a side exit to the interpreter that is taken unless floating point is on.</summary>
    public void Begin()
    {
        IsUsed = true;
        if (isEnabled) return;
        isEnabled = true;
        LLVMValueRef enabled = frame.LoadField(Ir.Types.I8, StateLayout.FloatEnabled);
        RequireFloatEnvironment(Builder.BuildNot(Ir.IsEqual(enabled, Ir.Constant8(0))));
    }

    /// <summary>Writes a side exit that is taken unless floating point is on and the host has the rounding
    /// mode.</summary>
    public void Begin(FloatRounding rounding)
    {
        Begin();
        if (rounding != FloatRounding.Dynamic || isRoundingValid) return;
        isRoundingValid = true;
        LLVMValueRef mode = frame.LoadField(Ir.Types.I8, StateLayout.FloatRounding);
        RequireFloatEnvironment(
            Builder.BuildICmp(LLVMIntPredicate.LLVMIntULE, mode, Ir.Constant8((byte)FloatRounding.Up)));
    }

    /// <summary>Notes that floating-point registers or flags are written.</summary>
    public void MarkDirty()
    {
        if (isDirty) return;
        isDirty = true;
        checkpoint.End();
        frame.StoreField(Ir.Constant8(1), StateLayout.FloatDirty);
    }

    /// <summary>An operation whose result is a number, and whose NaN results have the same flags on the host.</summary>
    public LLVMValueRef Arithmetic(
        ReadOnlySpan<byte> intrinsic, FloatHelperOperation operation, FloatFormat format, LLVMValueRef left,
        LLVMValueRef? right = null)
    {
        LLVMValueRef number = ToFloat(left, format);
        if (operation is FloatHelperOperation.Divide or FloatHelperOperation.SquareRoot)
            number = AsOperand(TypeOf(format, 1), number);
        LLVMValueRef result = Constrained(
            intrinsic, FloatType(format), default,
            right is { } second ? [number, ToFloat(second, format)] : [number],
            rounds: true);
        return HostIsRight(
            result, format,
            () => Helper(
                operation, format, default, FloatRounding.Dynamic, left, right ?? Ir.Constant(0), Ir.Constant(0)),
            mayBeTiny: operation is FloatHelperOperation.Multiply or FloatHelperOperation.Divide);
    }

    /// <summary>left x right + addend; the host raises no flag for infinity x 0 + NaN.</summary>
    public LLVMValueRef MultiplyAdd(
        FloatFormat format, LLVMValueRef left, LLVMValueRef right, LLVMValueRef addend)
    {
        LLVMValueRef result = Constrained(
            "llvm.experimental.constrained.fma"u8,
            FloatType(format),
            default,
            [ToFloat(left, format), ToFloat(right, format), ToFloat(addend, format)],
            rounds: true);
        return WithoutNaN(result, format, () => Helper(
            FloatHelperOperation.MultiplyAdd, format, default, FloatRounding.Dynamic, left, right, addend), mayBeTiny: true);
    }

    public LLVMValueRef Compare(
        ReadOnlySpan<byte> intrinsic, ReadOnlySpan<byte> predicate, FloatFormat format, LLVMValueRef left,
        LLVMValueRef right)
    {
        MarkDirty();
        return CompareFloats(intrinsic, predicate, ToFloat(left, format), ToFloat(right, format));
    }

    /// <summary>Converts to the other format.</summary>
    public LLVMValueRef ConvertFormat(FloatFormat from, FloatFormat to, LLVMValueRef operand)
    {
        LLVMValueRef result = to == FloatFormat.Double
            ? Constrained(
                "llvm.experimental.constrained.fpext"u8, Ir.Types.Double, Ir.Types.Single, [ToFloat(operand, from)],
                rounds: false)
            : Constrained(
                "llvm.experimental.constrained.fptrunc"u8, Ir.Types.Single, Ir.Types.Double, [ToFloat(operand, from)],
                rounds: true);
        return HostIsRight(
            result, to,
            () => Helper(
                FloatHelperOperation.Convert, from, default, FloatRounding.Dynamic, operand, Ir.Constant(0),
                Ir.Constant(0)),
            mayBeTiny: to == FloatFormat.Single);
    }

    /// <summary>Converts a signed integer, or an unsigned one that is not negative as a signed one.</summary>
    public LLVMValueRef FromSigned(LLVMValueRef integer, FloatFormat to) => ToBits(
        Constrained(
            "llvm.experimental.constrained.sitofp"u8, FloatType(to), integer.TypeOf, [integer], rounds: true),
        to);

    /// <summary>Converts an unsigned 64-bit integer; the helper does those beyond the signed range.</summary>
    public LLVMValueRef FromUnsigned64(LLVMValueRef integer, FloatFormat to, FloatRounding rounding)
    {
        LLVMValueRef isSmall = Builder.BuildICmp(LLVMIntPredicate.LLVMIntSGE, integer, Ir.Constant(0));
        return Either(
            isSmall,
            () => FromSigned(integer, to),
            () => Helper(
                FloatHelperOperation.FromInteger, to, IntegerFormat.Unsigned64, rounding, integer, Ir.Constant(0),
                Ir.Constant(0)));
    }

    /// <summary>Rounds to an integer: on the host while the number is in the open interval between the limits.</summary>
    public LLVMValueRef ToInteger(FloatFormat from, IntegerFormat to, LLVMValueRef operand, FloatRounding rounding)
    {
        (double low, double high) = IntegerLimits.Of(to, rounding != FloatRounding.TowardsZero);
        LLVMTypeRef type = FloatType(from);
        LLVMValueRef number = ToFloat(operand, from);
        LLVMValueRef above = CompareFloats(
            "llvm.experimental.constrained.fcmp"u8, "ogt"u8, number, LLVMValueRef.CreateConstReal(type, low));
        LLVMValueRef below = CompareFloats(
            "llvm.experimental.constrained.fcmp"u8, "olt"u8, number, LLVMValueRef.CreateConstReal(type, high));
        return Either(
            Builder.BuildAnd(above, below),
            () => ToIntegerOnHost(number, from, to, rounding),
            () => Helper(
                FloatHelperOperation.ToInteger, from, to, rounding, operand, Ir.Constant(0), Ir.Constant(0)));
    }

    /// <summary>Has a helper do arithmetic, packed as <see cref="HelperArguments"/> does.</summary>
    public LLVMValueRef Helper(
        FloatHelperOperation operation,
        FloatFormat format,
        IntegerFormat integer,
        FloatRounding rounding,
        LLVMValueRef a,
        LLVMValueRef b,
        LLVMValueRef c)
    {
        return Helper(HelperArguments.Float(operation, format, integer, rounding), a, b, c);
    }

    /// <summary>Has a helper compute what <see cref="HelperArguments"/> has packed.</summary>
    public LLVMValueRef Helper(uint packed, LLVMValueRef a, LLVMValueRef b, LLVMValueRef c)
    {
        checkpoint.End();
        return frame.Call(HelperId.Float, Ir.Types.I64, Ir.Constant32(packed), a, b, c);
    }

    /// <summary>The order of two numbers, as <see cref="FloatFunction.Compare"/>.</summary>
    public LLVMValueRef Order(FloatFormat format, LLVMValueRef left, LLVMValueRef right, bool signalling)
    {
        LLVMValueRef x = ToFloat(left, format), y = ToFloat(right, format);
        NoteSubnormals(x, y);
        LLVMValueRef greater = signalling
            ? CompareFloats("llvm.experimental.constrained.fcmps"u8, "ogt"u8, x, y)
            : CompareFloats("llvm.experimental.constrained.fcmp"u8, "ogt"u8, x, y);
        LLVMValueRef notLess = CompareFloats("llvm.experimental.constrained.fcmp"u8, "oge"u8, x, y);
        LLVMValueRef unordered = CompareFloats("llvm.experimental.constrained.fcmp"u8, "uno"u8, x, y);
        LLVMValueRef order = Builder.BuildAdd(
            Builder.BuildZExt(greater, Ir.Types.I64), Builder.BuildZExt(notLess, Ir.Types.I64));
        return Builder.BuildSelect(unordered, Ir.Constant(1UL << 63), order);
    }

    /// <summary>The number in the low bits of a value.</summary>
    public LLVMValueRef ToFloat(LLVMValueRef bits, FloatFormat format) => format == FloatFormat.Double
        ? Builder.BuildBitCast(bits, Ir.Types.Double)
        : Builder.BuildBitCast(Builder.BuildTrunc(bits, Ir.Types.I32), Ir.Types.Single);

    private LLVMValueRef ToIntegerOnHost(LLVMValueRef number, FloatFormat from, IntegerFormat to, FloatRounding rounding)
    {
        number = Whole(TypeOf(from, 1), number, rounding);
        LLVMTypeRef type = to == IntegerFormat.Signed32 ? Ir.Types.I32 : Ir.Types.I64;
        LLVMValueRef integer = Constrained(
            "llvm.experimental.constrained.fptosi"u8, type, number.TypeOf, [number], rounds: false);
        if (to == IntegerFormat.Unsigned32) integer = Builder.BuildTrunc(integer, Ir.Types.I32);
        return to is IntegerFormat.Signed32 or IntegerFormat.Unsigned32
            ? Builder.BuildSExt(integer, Ir.Types.I64)
            : integer;
    }

    // Where subnormal numbers are zeros, a host whose next one traps computes with the first as with a number: without a trap
    // where a quotient is by zero, a root of a negative number, or rounding to an integer. A product with one traps before.
    private LLVMValueRef AsOperand(NumberType type, LLVMValueRef number) => frame.FloatRules == FloatRules.None
        ? number
        : Rounding("llvm.experimental.constrained.fmul"u8, type, number, Number(type, Splat(type, type.PowerOfTwo(0))));

    // Beside a NaN, whose comparison does not trap, each number is compared with itself.
    private void NoteSubnormals(LLVMValueRef left, LLVMValueRef right)
    {
        if (frame.FloatRules == FloatRules.None) return;
        CompareFloats("llvm.experimental.constrained.fcmp"u8, "uno"u8, left, left);
        CompareFloats("llvm.experimental.constrained.fcmp"u8, "uno"u8, right, right);
    }

    private void RequireFloatEnvironment(LLVMValueRef condition)
    {
        LLVMBasicBlockRef good = Ir.NewBlock();
        Ir.BranchLikely(condition, good, checkpoint.SideExit(SideExitCause.FloatEnvironment, Builder.InsertBlock));
        Builder.PositionAtEnd(good);
    }

    // The result, or what the guest has in its place: without rules only a NaN is different, and always the same one.
    private LLVMValueRef HostIsRight(
        LLVMValueRef result, FloatFormat format, Func<LLVMValueRef> byRules, bool mayBeTiny) => WithoutNaN(
            result, format, frame.FloatRules == FloatRules.None ? () => Canonical(format) : byRules, mayBeTiny);

    private LLVMValueRef WithoutNaN(
        LLVMValueRef result, FloatFormat format, Func<LLVMValueRef> otherwise, bool mayBeTiny)
    {
        LLVMValueRef isNumber = CompareFloats("llvm.experimental.constrained.fcmp"u8, "ord"u8, result, result);
        if (mayBeTiny && (frame.FloatRules & FloatRules.TinyBeforeRounding) != 0)
            isNumber = Builder.BuildAnd(isNumber, IsNotSmallest(result, format));
        return Either(isNumber, () => ToBits(result, format), otherwise);
    }

    // False for the smallest normal number, which may have been rounded from below without the host's underflow, and for
    // others with its exponent.
    private LLVMValueRef IsNotSmallest(LLVMValueRef result, FloatFormat format)
    {
        bool isDouble = format == FloatFormat.Double;
        LLVMTypeRef type = isDouble ? Ir.Types.I64 : Ir.Types.I32;
        LLVMValueRef bits = Builder.BuildShl(Builder.BuildBitCast(result, type), LLVMValueRef.CreateConstInt(type, 1));
        LLVMValueRef exponent = Builder.BuildLShr(bits, LLVMValueRef.CreateConstInt(type, isDouble ? 53u : 24u));
        return Builder.BuildICmp(LLVMIntPredicate.LLVMIntNE, exponent, LLVMValueRef.CreateConstInt(type, 1));
    }

    // A value that is computed in one of two ways, the first one likely.
    private LLVMValueRef Either(LLVMValueRef condition, Func<LLVMValueRef> likely, Func<LLVMValueRef> unlikely)
    {
        LLVMBasicBlockRef first = Ir.NewBlock(), second = Ir.NewBlock(), join = Ir.NewBlock();
        Ir.BranchLikely(condition, first, second);
        Builder.PositionAtEnd(first);
        LLVMValueRef firstValue = likely();
        LLVMBasicBlockRef firstEnd = Builder.InsertBlock;
        Builder.BuildBr(join);
        Builder.PositionAtEnd(second);
        LLVMValueRef secondValue = unlikely();
        LLVMBasicBlockRef secondEnd = Builder.InsertBlock;
        Builder.BuildBr(join);
        Builder.PositionAtEnd(join);
        LLVMValueRef value = Builder.BuildPhi(firstValue.TypeOf);
        value.AddIncoming([firstValue, secondValue], [firstEnd, secondEnd]);
        return value;
    }

    private LLVMValueRef CompareFloats(
        ReadOnlySpan<byte> intrinsic, ReadOnlySpan<byte> predicate, LLVMValueRef left, LLVMValueRef right) =>
        ConstrainedCall(intrinsic, left.TypeOf, default, [left, right, Text(predicate), Text("fpexcept.strict"u8)]);

    private LLVMValueRef Constrained(
        ReadOnlySpan<byte> intrinsic, LLVMTypeRef first, LLVMTypeRef second, ReadOnlySpan<LLVMValueRef> operands,
        bool rounds) => ConstrainedCall(
            intrinsic,
            first,
            second,
            rounds
                ? [.. operands, Text("round.dynamic"u8), Text("fpexcept.strict"u8)]
                : [.. operands, Text("fpexcept.strict"u8)]);

    private LLVMValueRef ConstrainedCall(
        ReadOnlySpan<byte> intrinsic, LLVMTypeRef first, LLVMTypeRef second, ReadOnlySpan<LLVMValueRef> arguments)
    {
        LLVMValueRef call = Ir.Intrinsic(intrinsic, first, second, arguments);
        call.AddCallSiteAttribute(LLVMAttributeIndex.LLVMAttributeFunctionIndex, StrictFloat);
        checkpoint.End();
        return call;
    }

    private LLVMAttributeRef StrictFloat =>
        Ir.Context.CreateEnumAttribute(LLVMContextRef.GetEnumAttributeKindForName("strictfp"u8), 0);

    private LLVMValueRef Text(ReadOnlySpan<byte> text) => Ir.Context.MetadataAsValue(Ir.Context.GetMDString(text));

    private LLVMTypeRef FloatType(FloatFormat format) => format switch
    {
        FloatFormat.Double => Ir.Types.Double,
        FloatFormat.Single => Ir.Types.Single,
        _ => Ir.Types.Half,
    };

    private LLVMValueRef Canonical(FloatFormat format) =>
        Ir.Constant(format == FloatFormat.Double ? CanonicalNaN.Double : CanonicalNaN.Single);

    private LLVMValueRef ToBits(LLVMValueRef number, FloatFormat format) => format == FloatFormat.Double
        ? Builder.BuildBitCast(number, Ir.Types.I64)
        : Builder.BuildZExt(Builder.BuildBitCast(number, Ir.Types.I32), Ir.Types.I64);
}
