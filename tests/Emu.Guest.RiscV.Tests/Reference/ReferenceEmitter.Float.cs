using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <content>Floating point, by the operations that engines use too: their arithmetic has tests of its own.</content>
internal readonly partial struct ReferenceEmitter
{
    private delegate ulong Operation(FloatRounding rounding, ref FloatExceptions flags);

    public ReferenceValue FloatAdd(
        FloatFormat format, ReferenceValue left, ReferenceValue right, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Add(format, left.Number, right.Number, mode, ref flags));

    public ReferenceValue FloatSubtract(
        FloatFormat format, ReferenceValue left, ReferenceValue right, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Subtract(format, left.Number, right.Number, mode, ref flags));

    public ReferenceValue FloatMultiply(
        FloatFormat format, ReferenceValue left, ReferenceValue right, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Multiply(format, left.Number, right.Number, mode, ref flags));

    public ReferenceValue FloatDivide(
        FloatFormat format, ReferenceValue left, ReferenceValue right, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Divide(format, left.Number, right.Number, mode, ref flags));

    public ReferenceValue FloatSquareRoot(FloatFormat format, ReferenceValue operand, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.SquareRoot(format, operand.Number, mode, ref flags));

    public ReferenceValue FloatMultiplyAdd(
        FloatFormat format, ReferenceValue left, ReferenceValue right, ReferenceValue addend, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) =>
            FloatOperations.MultiplyAdd(format, left.Number, right.Number, addend.Number, mode, ref flags));

    public ReferenceValue FloatMinimum(FloatFormat format, ReferenceValue left, ReferenceValue right) =>
        Do((_, ref flags) => FloatOperations.Minimum(format, left.Number, right.Number, ref flags));

    public ReferenceValue FloatMaximum(FloatFormat format, ReferenceValue left, ReferenceValue right) =>
        Do((_, ref flags) => FloatOperations.Maximum(format, left.Number, right.Number, ref flags));

    public ReferenceCondition FloatIsEqual(FloatFormat format, ReferenceValue left, ReferenceValue right) =>
        Compare((_, ref flags) => FloatOperations.IsEqual(format, left.Number, right.Number, ref flags) ? 1u : 0);

    public ReferenceCondition FloatIsLess(FloatFormat format, ReferenceValue left, ReferenceValue right) =>
        Compare((_, ref flags) => FloatOperations.IsLess(format, left.Number, right.Number, ref flags) ? 1u : 0);

    public ReferenceCondition FloatIsLessOrEqual(FloatFormat format, ReferenceValue left, ReferenceValue right) =>
        Compare((_, ref flags) => FloatOperations.IsLessOrEqual(format, left.Number, right.Number, ref flags) ? 1u : 0);

    public ReferenceValue FloatToInteger(
        FloatFormat from, IntegerFormat to, ReferenceValue operand, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.ToInteger(from, to, operand.Number, mode, ref flags));

    public ReferenceValue IntegerToFloat(
        IntegerFormat from, FloatFormat to, ReferenceValue operand, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.FromInteger(from, to, operand.Number, mode, ref flags));

    public ReferenceValue FloatToFloat(
        FloatFormat from, FloatFormat to, ReferenceValue operand, FloatRounding rounding) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Convert(from, to, operand.Number, mode, ref flags));

    public ReferenceValue FloatApply(
        FloatFunction function, FloatFormat format, ReferenceValue first, ReferenceValue second, ReferenceValue third,
        FloatRounding rounding, int immediate) =>
        Do(rounding, (mode, ref flags) => FloatOperations.Apply(
            function, format, first.Number, second.Number, third.Number, mode, FloatRules.None, immediate, ref flags));

    private ReferenceCondition Compare(Operation operation) => new(Do(operation).Number != 0);

    private ReferenceValue Do(Operation operation) => Do(FloatRounding.NearestEven, operation);

    private ReferenceValue Do(FloatRounding rounding, Operation operation)
    {
        FloatRounding mode = rounding == FloatRounding.Dynamic ? (FloatRounding)(hart.Fcsr >> 5) : rounding;
        FloatExceptions flags = (FloatExceptions)(hart.Fcsr & FFlagsMask);
        ulong result = operation(mode, ref flags);
        hart.Fcsr = (hart.Fcsr & ~(uint)FFlagsMask) | (uint)flags;
        return ReferenceValue.Of(result);
    }
}
