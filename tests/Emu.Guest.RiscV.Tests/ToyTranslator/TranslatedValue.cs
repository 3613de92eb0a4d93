using Emu.Guest.RiscV.Tests.Reference;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.ToyTranslator;

/// <summary>
/// A value that a translated instruction will have when it runs: how it is written, and how it is computed then.
/// While the instruction's method runs there is no number, so no method can depend on one.
/// </summary>
internal readonly record struct TranslatedValue(string Text, Func<ReferenceValue> Compute)
    : IValue<TranslatedValue, TranslatedCondition>
{
    public static implicit operator TranslatedValue(long constant) => new($"{constant}", () => constant);

    public static TranslatedValue operator +(TranslatedValue left, TranslatedValue right) =>
        Binary("+", left, right, (a, b) => a + b);

    public static TranslatedValue operator -(TranslatedValue left, TranslatedValue right) =>
        Binary("-", left, right, (a, b) => a - b);

    public static TranslatedValue operator *(TranslatedValue left, TranslatedValue right) =>
        Binary("*", left, right, (a, b) => a * b);

    public static TranslatedValue operator &(TranslatedValue left, TranslatedValue right) =>
        Binary("&", left, right, (a, b) => a & b);

    public static TranslatedValue operator |(TranslatedValue left, TranslatedValue right) =>
        Binary("|", left, right, (a, b) => a | b);

    public static TranslatedValue operator ^(TranslatedValue left, TranslatedValue right) =>
        Binary("^", left, right, (a, b) => a ^ b);

    public static TranslatedValue operator ~(TranslatedValue value) => new($"~{value.Text}", () => ~value.Compute());

    public TranslatedValue ShiftLeft(TranslatedValue count) => Binary("<<", this, count, (a, b) => a.ShiftLeft(b));

    public TranslatedValue ShiftRightLogical(TranslatedValue count) =>
        Binary(">>>", this, count, (a, b) => a.ShiftRightLogical(b));

    public TranslatedValue ShiftRightArithmetic(TranslatedValue count) =>
        Binary(">>", this, count, (a, b) => a.ShiftRightArithmetic(b));

    public TranslatedValue RotateRight(TranslatedValue count) => Binary("ror", this, count, (a, b) => a.RotateRight(b));

    public TranslatedValue RotateRightWord(TranslatedValue count) =>
        Binary("rorw", this, count, (a, b) => a.RotateRightWord(b));

    public TranslatedValue SignExtend(int bits) => Unary($"sext{bits}", this, a => a.SignExtend(bits));

    public TranslatedValue ZeroExtend(int bits) => Unary($"zext{bits}", this, a => a.ZeroExtend(bits));

    public static TranslatedValue MultiplyHighSigned(TranslatedValue left, TranslatedValue right) =>
        Binary("mulh", left, right, ReferenceValue.MultiplyHighSigned);

    public static TranslatedValue MultiplyHighUnsigned(TranslatedValue left, TranslatedValue right) =>
        Binary("mulhu", left, right, ReferenceValue.MultiplyHighUnsigned);

    public static TranslatedValue DivideSigned(TranslatedValue dividend, TranslatedValue divisor) =>
        Binary("/", dividend, divisor, ReferenceValue.DivideSigned);

    public static TranslatedValue DivideUnsigned(TranslatedValue dividend, TranslatedValue divisor) =>
        Binary("/u", dividend, divisor, ReferenceValue.DivideUnsigned);

    public static TranslatedValue RemainderSigned(TranslatedValue dividend, TranslatedValue divisor) =>
        Binary("%", dividend, divisor, ReferenceValue.RemainderSigned);

    public static TranslatedValue RemainderUnsigned(TranslatedValue dividend, TranslatedValue divisor) =>
        Binary("%u", dividend, divisor, ReferenceValue.RemainderUnsigned);

    public TranslatedValue CountLeadingZeros() => Unary("clz", this, a => a.CountLeadingZeros());

    public TranslatedValue CountTrailingZeros() => Unary("ctz", this, a => a.CountTrailingZeros());

    public TranslatedValue PopulationCount() => Unary("cpop", this, a => a.PopulationCount());

    public TranslatedValue ReverseBytes() => Unary("rev8", this, a => a.ReverseBytes());

    public TranslatedCondition IsEqual(TranslatedValue other) => Compare("==", other, (a, b) => a.IsEqual(b));

    public TranslatedCondition IsNotEqual(TranslatedValue other) => Compare("!=", other, (a, b) => a.IsNotEqual(b));

    public TranslatedCondition IsLessSigned(TranslatedValue other) => Compare("<", other, (a, b) => a.IsLessSigned(b));

    public TranslatedCondition IsLessUnsigned(TranslatedValue other) =>
        Compare("<u", other, (a, b) => a.IsLessUnsigned(b));

    public TranslatedCondition IsGreaterOrEqualSigned(TranslatedValue other) =>
        Compare(">=", other, (a, b) => a.IsGreaterOrEqualSigned(b));

    public TranslatedCondition IsGreaterOrEqualUnsigned(TranslatedValue other) =>
        Compare(">=u", other, (a, b) => a.IsGreaterOrEqualUnsigned(b));

    public static TranslatedValue Select(
        TranslatedCondition condition, TranslatedValue whenTrue, TranslatedValue whenFalse) =>
        new(
            $"({condition.Text} ? {whenTrue.Text} : {whenFalse.Text})",
            () => ReferenceValue.Select(condition.Compute(), whenTrue.Compute(), whenFalse.Compute()));

    public static TranslatedValue FromCondition(TranslatedCondition condition) =>
        new(condition.Text, () => ReferenceValue.FromCondition(condition.Compute()));

    private static TranslatedValue Unary(
        string name, TranslatedValue operand, Func<ReferenceValue, ReferenceValue> compute) =>
        new($"{name}({operand.Text})", () => compute(operand.Compute()));

    private static TranslatedValue Binary(
        string name,
        TranslatedValue left,
        TranslatedValue right,
        Func<ReferenceValue, ReferenceValue, ReferenceValue> compute) =>
        new($"({left.Text} {name} {right.Text})", () => compute(left.Compute(), right.Compute()));

    private TranslatedCondition Compare(
        string name, TranslatedValue other, Func<ReferenceValue, ReferenceValue, ReferenceCondition> compute)
    {
        TranslatedValue self = this;
        return new($"({Text} {name} {other.Text})", () => compute(self.Compute(), other.Compute()));
    }
}
