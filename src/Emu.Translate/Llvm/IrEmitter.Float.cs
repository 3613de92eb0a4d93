using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Llvm;

/// <content>Floating point: on the host's unit where that does exactly what the guest's does, else by a
/// helper.</content>
internal readonly partial struct IrEmitter
{
    public IrValue Float(Register register) => new(code.ReadFloat(register.Index));

    public void SetFloat(Register register, IrValue value) => code.WriteFloat(register.Index, value.Value);

    public bool BeginFloat()
    {
        code.Float.Begin();
        return true;
    }

    public bool BeginFloat(FloatRounding rounding)
    {
        code.Float.Begin(rounding);
        return true;
    }

    public IrValue FloatAdd(FloatFormat format, IrValue left, IrValue right, FloatRounding rounding) =>
        Binary("llvm.experimental.constrained.fadd"u8, FloatHelperOperation.Add, format, left, right, rounding);

    public IrValue FloatSubtract(FloatFormat format, IrValue left, IrValue right, FloatRounding rounding) =>
        Binary("llvm.experimental.constrained.fsub"u8, FloatHelperOperation.Subtract, format, left, right, rounding);

    public IrValue FloatMultiply(FloatFormat format, IrValue left, IrValue right, FloatRounding rounding) =>
        Binary("llvm.experimental.constrained.fmul"u8, FloatHelperOperation.Multiply, format, left, right, rounding);

    public IrValue FloatDivide(FloatFormat format, IrValue left, IrValue right, FloatRounding rounding) =>
        Binary("llvm.experimental.constrained.fdiv"u8, FloatHelperOperation.Divide, format, left, right, rounding);

    public IrValue FloatSquareRoot(FloatFormat format, IrValue operand, FloatRounding rounding) =>
        IsOnHost(format, rounding)
            ? new(code.Float.Arithmetic(
                "llvm.experimental.constrained.sqrt"u8, FloatHelperOperation.SquareRoot, format, operand.Value))
            : Helper(FloatHelperOperation.SquareRoot, format, default, rounding, operand);

    public IrValue FloatMultiplyAdd(
        FloatFormat format, IrValue left, IrValue right, IrValue addend, FloatRounding rounding) =>
        IsOnHost(format, rounding) && code.Float.HostMultipliesAndAdds
            ? new(code.Float.MultiplyAdd(format, left.Value, right.Value, addend.Value))
            : new(code.Float.Helper(
                FloatHelperOperation.MultiplyAdd, format, default, rounding, left.Value, right.Value, addend.Value));

    public IrValue FloatMinimum(FloatFormat format, IrValue left, IrValue right) =>
        Helper(FloatHelperOperation.Minimum, format, default, default, left, right);

    public IrValue FloatMaximum(FloatFormat format, IrValue left, IrValue right) =>
        Helper(FloatHelperOperation.Maximum, format, default, default, left, right);

    public IrCondition FloatIsEqual(FloatFormat format, IrValue left, IrValue right) => format == FloatFormat.Half
        ? Order(FloatFunction.Compare, left, right).IsEqual(1)
        : new(code.Float.Compare(
            "llvm.experimental.constrained.fcmp"u8, "oeq"u8, format, left.Value, right.Value));

    public IrCondition FloatIsLess(FloatFormat format, IrValue left, IrValue right) => format == FloatFormat.Half
        ? Order(FloatFunction.CompareSignalling, left, right).IsEqual(0)
        : new(code.Float.Compare(
            "llvm.experimental.constrained.fcmps"u8, "olt"u8, format, left.Value, right.Value));

    public IrCondition FloatIsLessOrEqual(FloatFormat format, IrValue left, IrValue right) => format == FloatFormat.Half
        ? Order(FloatFunction.CompareSignalling, left, right).IsLessUnsigned(2)
        : new(code.Float.Compare(
            "llvm.experimental.constrained.fcmps"u8, "ole"u8, format, left.Value, right.Value));

    public IrValue FloatToInteger(FloatFormat from, IntegerFormat to, IrValue operand, FloatRounding rounding)
    {
        code.Float.MarkDirty();
        return from == FloatFormat.Half
            ? Helper(FloatHelperOperation.ToInteger, from, to, rounding, operand)
            : new(code.Float.ToInteger(from, to, operand.Value, rounding));
    }

    public IrValue IntegerToFloat(IntegerFormat from, FloatFormat to, IrValue operand, FloatRounding rounding)
    {
        bool isExact = to == FloatFormat.Double && from is IntegerFormat.Signed32 or IntegerFormat.Unsigned32;
        if ((!isExact && rounding != FloatRounding.Dynamic) || to == FloatFormat.Half)
            return Helper(FloatHelperOperation.FromInteger, to, from, rounding, operand);
        return from switch
        {
            IntegerFormat.Signed32 => new(code.Float.FromSigned(operand.SignExtend(32).Value, to)),
            IntegerFormat.Unsigned32 => new(code.Float.FromSigned(operand.ZeroExtend(32).Value, to)),
            IntegerFormat.Signed64 => new(code.Float.FromSigned(operand.Value, to)),
            _ => new(code.Float.FromUnsigned64(operand.Value, to, rounding)),
        };
    }

    public IrValue FloatToFloat(FloatFormat from, FloatFormat to, IrValue operand, FloatRounding rounding) =>
        from == FloatFormat.Half || to == FloatFormat.Half
            ? FloatApply(FloatFunctions.ConvertTo(to), from, operand, 0, 0, rounding, 0)
            : rounding == FloatRounding.Dynamic || to == FloatFormat.Double
            ? new(code.Float.ConvertFormat(from, to, operand.Value))
            : Helper(FloatHelperOperation.Convert, from, default, rounding, operand);

    public IrValue FloatApply(
        FloatFunction function, FloatFormat format, IrValue first, IrValue second, IrValue third,
        FloatRounding rounding, int immediate)
    {
        code.Float.MarkDirty();
        bool onHost = format != FloatFormat.Half;
        return function switch
        {
            FloatFunction.Add when onHost => FloatAdd(format, first, second, rounding),
            FloatFunction.Subtract when onHost => FloatSubtract(format, first, second, rounding),
            FloatFunction.Multiply when onHost => FloatMultiply(format, first, second, rounding),
            FloatFunction.Divide when onHost => FloatDivide(format, first, second, rounding),
            FloatFunction.SquareRoot when onHost => FloatSquareRoot(format, first, rounding),
            FloatFunction.MultiplyAdd when onHost => FloatMultiplyAdd(format, first, second, third, rounding),
            FloatFunction.Compare or FloatFunction.CompareSignalling when onHost => new(code.Float.Order(
                format, first.Value, second.Value, function == FloatFunction.CompareSignalling)),
            FloatFunction.ConvertToDouble or FloatFunction.ConvertToSingle when onHost && rounding == FloatRounding.Dynamic =>
                FloatToFloat(format, FloatFunctions.FormatOf(function, format), first, rounding),
            _ => new(code.Float.Apply(
                function, format, [first.Value, second.Value, third.Value], rounding, immediate)),
        };
    }

    public IrVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, IrVector first, IrVector second, IrVector third,
        FloatRounding rounding, int immediate) =>
        new(code.Float.ApplyLanes(
            function, format, isFull, [first.Value, second.Value, third.Value], rounding, immediate));

    // The order of two halves.
    private IrValue Order(FloatFunction function, IrValue left, IrValue right) =>
        FloatApply(function, FloatFormat.Half, left, right, 0, FloatRounding.NearestEven, 0);

    // The host rounds as the guest's state says; it has no arithmetic of halves.
    private static bool IsOnHost(FloatFormat format, FloatRounding rounding) =>
        rounding == FloatRounding.Dynamic && format != FloatFormat.Half;

    private IrValue Binary(
        ReadOnlySpan<byte> intrinsic, FloatHelperOperation operation, FloatFormat format, IrValue left,
        IrValue right, FloatRounding rounding) =>
        IsOnHost(format, rounding)
            ? new(code.Float.Arithmetic(intrinsic, operation, format, left.Value, right.Value))
            : Helper(operation, format, default, rounding, left, right);

    private IrValue Helper(
        FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding,
        IrValue left) =>
        Helper(operation, format, integer, rounding, left, 0);

    private IrValue Helper(
        FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding,
        IrValue left, IrValue right) =>
        new(code.Float.Helper(
            operation, format, integer, rounding, left.Value, right.Value, ((IrValue)0).Value));
}
