using Emu.FloatingPoint;
using Emu.Guest.RiscV.Tests.Reference;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.ToyTranslator;

/// <summary>
/// The contract as a translator implements it: each call adds a statement, and nothing has happened yet when the
/// instruction's method returns.
/// </summary>
internal readonly struct TranslatingEmitter(TranslatedCode code)
    : IEmitter<TranslatedValue, NoVector<TranslatedValue, TranslatedCondition>, TranslatedCondition>
{
    private readonly TranslatedCode code = code;

    public TranslatedValue Pc => Value("pc", target => target.Pc);

    public TranslatedValue NextPc => Value("next pc", target => target.NextPc);

    public TranslatedValue this[Register register]
    {
        get => Value(Name(register), target => target[register]);
        set => Do($"{Name(register)} = {value.Text}", target => target[register] = value.Compute());
    }

    public TranslatedValue Float(Register register) => Value(Name(register), target => target.Float(register));

    public void SetFloat(Register register, TranslatedValue value) =>
        Do($"{Name(register)} = {value.Text}", target => target.SetFloat(register, value.Compute()));

    public NoVector<TranslatedValue, TranslatedCondition> FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, NoVector<TranslatedValue, TranslatedCondition> first,
        NoVector<TranslatedValue, TranslatedCondition> second, NoVector<TranslatedValue, TranslatedCondition> third,
        FloatRounding rounding, int immediate) => throw new NotSupportedException();

    public NoVector<TranslatedValue, TranslatedCondition> Vector(Register register) => throw new NotSupportedException();

    public void SetVector(Register register, NoVector<TranslatedValue, TranslatedCondition> value) => throw new NotSupportedException();

    public bool LoadVector(TranslatedValue address, out NoVector<TranslatedValue, TranslatedCondition> value) => throw new NotSupportedException();

    public bool StoreVector(TranslatedValue address, NoVector<TranslatedValue, TranslatedCondition> value) => throw new NotSupportedException();

    public TranslatedValue Compute(
        uint function, TranslatedValue first, TranslatedValue second, TranslatedValue third) =>
        throw new NotSupportedException();

    public bool BeginFloat() => Try("begin float", target => target.BeginFloat());

    public bool BeginFloat(FloatRounding rounding) =>
        Try($"begin float {rounding}", target => target.BeginFloat(rounding));

    public bool Load(TranslatedValue address, Width width, out TranslatedValue value) =>
        TryValue($"load {width} [{address.Text}]", out value, target =>
            (target.Load(address.Compute(), width, out ReferenceValue loaded), loaded));

    public bool Store(TranslatedValue address, Width width, TranslatedValue value) =>
        Try($"store {width} [{address.Text}], {value.Text}", target =>
            target.Store(address.Compute(), width, value.Compute()));

    public bool AtomicReadModifyWrite(
        AtomicOperation operation,
        TranslatedValue address,
        Width width,
        TranslatedValue operand,
        out TranslatedValue old) =>
        TryValue($"atomic {operation} {width} [{address.Text}], {operand.Text}", out old, target =>
            (target.AtomicReadModifyWrite(
                operation, address.Compute(), width, operand.Compute(), out ReferenceValue before), before));

    public bool CompareExchange(
        TranslatedValue address, Width width, TranslatedValue expected, TranslatedValue value, out TranslatedValue old) =>
        throw new NotSupportedException();

    public bool CompareExchange(
        TranslatedValue address, NoVector<TranslatedValue, TranslatedCondition> expected,
        NoVector<TranslatedValue, TranslatedCondition> value, out NoVector<TranslatedValue, TranslatedCondition> old) =>
        throw new NotSupportedException();

    public bool LoadReserved(TranslatedValue address, out NoVector<TranslatedValue, TranslatedCondition> value) =>
        throw new NotSupportedException();

    public bool StoreConditional(
        TranslatedValue address, NoVector<TranslatedValue, TranslatedCondition> value, out TranslatedValue failed) =>
        throw new NotSupportedException();

    public bool LoadReserved(TranslatedValue address, Width width, out TranslatedValue value) =>
        TryValue($"load reserved {width} [{address.Text}]", out value, target =>
            (target.LoadReserved(address.Compute(), width, out ReferenceValue loaded), loaded));

    public bool StoreConditional(
        TranslatedValue address, Width width, TranslatedValue value, out TranslatedValue failed) =>
        TryValue($"store conditional {width} [{address.Text}], {value.Text}", out failed, target =>
            (target.StoreConditional(address.Compute(), width, value.Compute(), out ReferenceValue status), status));

    public void MemoryFence() => Do("fence", target => target.MemoryFence());

    public void BranchIf(TranslatedCondition condition, int offset) =>
        Do($"if {condition.Text} jump {offset}", target => target.BranchIf(condition.Compute(), offset));

    public void Jump(int offset) => Do($"jump {offset}", target => target.Jump(offset));

    public void JumpIndirect(TranslatedValue destination) =>
        Do($"jump [{destination.Text}]", target => target.JumpIndirect(destination.Compute()));

    public bool System(uint operation, TranslatedValue first, TranslatedValue second, out TranslatedValue result) =>
        TryValue($"system {operation:x} {first.Text} {second.Text}", out result, target =>
            (target.System(operation, first.Compute(), second.Compute(), out ReferenceValue returned), returned));

    public void Illegal() => Do("illegal", target => target.Illegal());

    public bool ZeroBlock(TranslatedValue address) =>
        Try($"zero block [{address.Text}]", target => target.ZeroBlock(address.Compute()));

    public TranslatedValue FloatAdd(
        FloatFormat format, TranslatedValue left, TranslatedValue right, FloatRounding rounding) =>
        Value($"fadd {format} {left.Text}, {right.Text}, {rounding}", target =>
            target.FloatAdd(format, left.Compute(), right.Compute(), rounding));

    public TranslatedValue FloatSubtract(
        FloatFormat format, TranslatedValue left, TranslatedValue right, FloatRounding rounding) =>
        Value($"fsub {format} {left.Text}, {right.Text}, {rounding}", target =>
            target.FloatSubtract(format, left.Compute(), right.Compute(), rounding));

    public TranslatedValue FloatMultiply(
        FloatFormat format, TranslatedValue left, TranslatedValue right, FloatRounding rounding) =>
        Value($"fmul {format} {left.Text}, {right.Text}, {rounding}", target =>
            target.FloatMultiply(format, left.Compute(), right.Compute(), rounding));

    public TranslatedValue FloatDivide(
        FloatFormat format, TranslatedValue left, TranslatedValue right, FloatRounding rounding) =>
        Value($"fdiv {format} {left.Text}, {right.Text}, {rounding}", target =>
            target.FloatDivide(format, left.Compute(), right.Compute(), rounding));

    public TranslatedValue FloatSquareRoot(FloatFormat format, TranslatedValue operand, FloatRounding rounding) =>
        Value($"fsqrt {format} {operand.Text}, {rounding}", target =>
            target.FloatSquareRoot(format, operand.Compute(), rounding));

    public TranslatedValue FloatMultiplyAdd(
        FloatFormat format,
        TranslatedValue left,
        TranslatedValue right,
        TranslatedValue addend,
        FloatRounding rounding) =>
        Value($"fmadd {format} {left.Text}, {right.Text}, {addend.Text}, {rounding}", target =>
            target.FloatMultiplyAdd(format, left.Compute(), right.Compute(), addend.Compute(), rounding));

    public TranslatedValue FloatMinimum(FloatFormat format, TranslatedValue left, TranslatedValue right) =>
        Value($"fmin {format} {left.Text}, {right.Text}", target =>
            target.FloatMinimum(format, left.Compute(), right.Compute()));

    public TranslatedValue FloatMaximum(FloatFormat format, TranslatedValue left, TranslatedValue right) =>
        Value($"fmax {format} {left.Text}, {right.Text}", target =>
            target.FloatMaximum(format, left.Compute(), right.Compute()));

    public TranslatedCondition FloatIsEqual(FloatFormat format, TranslatedValue left, TranslatedValue right) =>
        Condition($"feq {format} {left.Text}, {right.Text}", target =>
            target.FloatIsEqual(format, left.Compute(), right.Compute()));

    public TranslatedCondition FloatIsLess(FloatFormat format, TranslatedValue left, TranslatedValue right) =>
        Condition($"flt {format} {left.Text}, {right.Text}", target =>
            target.FloatIsLess(format, left.Compute(), right.Compute()));

    public TranslatedCondition FloatIsLessOrEqual(FloatFormat format, TranslatedValue left, TranslatedValue right) =>
        Condition($"fle {format} {left.Text}, {right.Text}", target =>
            target.FloatIsLessOrEqual(format, left.Compute(), right.Compute()));

    public TranslatedValue FloatToInteger(
        FloatFormat from, IntegerFormat to, TranslatedValue operand, FloatRounding rounding) =>
        Value($"fcvt {from} to {to} {operand.Text}, {rounding}", target =>
            target.FloatToInteger(from, to, operand.Compute(), rounding));

    public TranslatedValue IntegerToFloat(
        IntegerFormat from, FloatFormat to, TranslatedValue operand, FloatRounding rounding) =>
        Value($"fcvt {from} to {to} {operand.Text}, {rounding}", target =>
            target.IntegerToFloat(from, to, operand.Compute(), rounding));

    public TranslatedValue FloatToFloat(
        FloatFormat from, FloatFormat to, TranslatedValue operand, FloatRounding rounding) =>
        Value($"fcvt {from} to {to} {operand.Text}, {rounding}", target =>
            target.FloatToFloat(from, to, operand.Compute(), rounding));

    public TranslatedValue FloatApply(
        FloatFunction function,
        FloatFormat format,
        TranslatedValue first,
        TranslatedValue second,
        TranslatedValue third,
        FloatRounding rounding,
        int immediate) =>
        Value($"{function} {format} {first.Text}, {second.Text}, {third.Text}, {rounding}, {immediate}", target =>
            target.FloatApply(
                function, format, first.Compute(), second.Compute(), third.Compute(), rounding, immediate));

    private static string Name(Register register) => RiscVArchitecture.Instance.Registers.NameOf(register.Index);

    private void Do(string text, Action<ReferenceEmitter> run)
    {
        TranslatedCode code = this.code;
        code.Add(text, () => run(code.Target));
    }

    private bool Try(string text, Func<ReferenceEmitter, bool> run)
    {
        TranslatedCode code = this.code;
        code.AddTrapping(text, () => run(code.Target));
        return true;
    }

    private TranslatedValue Value(string text, Func<ReferenceEmitter, ReferenceValue> run)
    {
        TranslatedCode code = this.code;
        return code.AddValue(text, () => run(code.Target));
    }

    private bool TryValue(
        string text, out TranslatedValue value, Func<ReferenceEmitter, (bool Done, ReferenceValue Value)> run)
    {
        TranslatedCode code = this.code;
        value = code.AddTrappingValue(text, () => run(code.Target));
        return true;
    }

    private TranslatedCondition Condition(string text, Func<ReferenceEmitter, ReferenceCondition> run)
    {
        TranslatedValue value = Value(text, target => ReferenceValue.FromCondition(run(target)));
        return new(value.Text, () => value.Compute().IsNotEqual(0));
    }
}
