using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Baseline;

/// <content>Floating point: which operations the host's unit does is the writer's business.</content>
internal readonly partial struct BaselineEmitter
{
    public BaselineValue Float(Register register) => code.ReadFloat(register.Index);

    public void SetFloat(Register register, BaselineValue value) => code.WriteFloat(register.Index, value);

    public bool BeginFloat()
    {
        code.BeginFloat();
        return true;
    }

    public bool BeginFloat(FloatRounding rounding)
    {
        code.BeginFloat(rounding);
        return true;
    }

    public BaselineValue FloatAdd(
        FloatFormat format, BaselineValue left, BaselineValue right, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.Add, format, left, right, 0, rounding);

    public BaselineValue FloatSubtract(
        FloatFormat format, BaselineValue left, BaselineValue right, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.Subtract, format, left, right, 0, rounding);

    public BaselineValue FloatMultiply(
        FloatFormat format, BaselineValue left, BaselineValue right, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.Multiply, format, left, right, 0, rounding);

    public BaselineValue FloatDivide(
        FloatFormat format, BaselineValue left, BaselineValue right, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.Divide, format, left, right, 0, rounding);

    public BaselineValue FloatSquareRoot(FloatFormat format, BaselineValue operand, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.SquareRoot, format, operand, 0, 0, rounding);

    public BaselineValue FloatMultiplyAdd(
        FloatFormat format, BaselineValue left, BaselineValue right, BaselineValue addend, FloatRounding rounding) =>
        Arithmetic(FloatHelperOperation.MultiplyAdd, format, left, right, addend, rounding);

    public BaselineValue FloatMinimum(FloatFormat format, BaselineValue left, BaselineValue right) =>
        Arithmetic(FloatHelperOperation.Minimum, format, left, right, 0, default);

    public BaselineValue FloatMaximum(FloatFormat format, BaselineValue left, BaselineValue right) =>
        Arithmetic(FloatHelperOperation.Maximum, format, left, right, 0, default);

    public BaselineCondition FloatIsEqual(FloatFormat format, BaselineValue left, BaselineValue right) =>
        format == FloatFormat.Half
            ? FloatApply(FloatFunction.Compare, format, left, right, 0, FloatRounding.NearestEven, 0).IsEqual(1)
            : code.Compare(FloatHelperOperation.IsEqual, format, left, right);

    public BaselineCondition FloatIsLess(FloatFormat format, BaselineValue left, BaselineValue right) =>
        format == FloatFormat.Half
            ? FloatApply(FloatFunction.CompareSignalling, format, left, right, 0, FloatRounding.NearestEven, 0).IsEqual(0)
            : code.Compare(FloatHelperOperation.IsLess, format, left, right);

    public BaselineCondition FloatIsLessOrEqual(FloatFormat format, BaselineValue left, BaselineValue right) =>
        format == FloatFormat.Half
            ? FloatApply(FloatFunction.CompareSignalling, format, left, right, 0, FloatRounding.NearestEven, 0).IsLessUnsigned(2)
            : code.Compare(FloatHelperOperation.IsLessOrEqual, format, left, right);

    public BaselineValue FloatToInteger(
        FloatFormat from, IntegerFormat to, BaselineValue operand, FloatRounding rounding) => code.Arithmetic(
            HelperArguments.Float(FloatHelperOperation.ToInteger, from, to, rounding), operand, 0, 0);

    public BaselineValue IntegerToFloat(
        IntegerFormat from, FloatFormat to, BaselineValue operand, FloatRounding rounding) => code.Arithmetic(
            HelperArguments.Float(FloatHelperOperation.FromInteger, to, from, rounding), operand, 0, 0);

    public BaselineValue FloatToFloat(
        FloatFormat from, FloatFormat to, BaselineValue operand, FloatRounding rounding) =>
        from == FloatFormat.Half || to == FloatFormat.Half
            ? FloatApply(FloatFunctions.ConvertTo(to), from, operand, 0, 0, rounding, 0)
            : Arithmetic(FloatHelperOperation.Convert, from, operand, 0, 0, rounding);

    public BaselineValue FloatApply(
        FloatFunction function, FloatFormat format, BaselineValue first, BaselineValue second, BaselineValue third,
        FloatRounding rounding, int immediate) =>
        function <= FloatFunction.MultiplyAdd
            ? Arithmetic((FloatHelperOperation)function, format, first, second, third, rounding)
            : function is FloatFunction.ConvertToDouble or FloatFunction.ConvertToSingle && format != FloatFormat.Half
                && rounding == FloatRounding.Dynamic
            ? Arithmetic(FloatHelperOperation.Convert, format, first, 0, 0, rounding)
            : code.Arithmetic(HelperArguments.Function(function, format, rounding, immediate), first, second, third);

    public BaselineVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, BaselineVector first, BaselineVector second,
        BaselineVector third, FloatRounding rounding, int immediate) =>
        code.FloatLanes(function, format, isFull, first, second, third, rounding, immediate);

    private BaselineValue Arithmetic(
        FloatHelperOperation operation, FloatFormat format, BaselineValue a, BaselineValue b, BaselineValue c,
        FloatRounding rounding) =>
        code.Arithmetic(HelperArguments.Float(operation, format, default, rounding), a, b, c);
}
