using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <content>Floating point: <see cref="FloatOperations"/> on the guest's flags and rounding mode.</content>
internal unsafe partial struct InterpreterEmitter<TGuest>
{
    private static bool HasRules => TGuest.FloatRules != FloatRules.None;

    private readonly FloatRules Rules => HasRules ? State->FloatRules : FloatRules.None;

    [MethodImpl(Inline)]
    public bool BeginFloat()
    {
        if (State->FloatEnabled != 0) return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public bool BeginFloat(FloatRounding rounding)
    {
        if (State->FloatEnabled != 0 && (HasRules || Resolve(rounding) <= FloatRounding.NearestAway)) return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public readonly NumericValue FloatAdd(
        FloatFormat format, NumericValue left, NumericValue right, FloatRounding rounding) =>
        new(FloatOperations.Add(format, left.Bits, right.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatSubtract(
        FloatFormat format, NumericValue left, NumericValue right, FloatRounding rounding) =>
        new(FloatOperations.Subtract(format, left.Bits, right.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatMultiply(
        FloatFormat format, NumericValue left, NumericValue right, FloatRounding rounding) =>
        new(FloatOperations.Multiply(format, left.Bits, right.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatDivide(
        FloatFormat format, NumericValue left, NumericValue right, FloatRounding rounding) =>
        new(FloatOperations.Divide(format, left.Bits, right.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatSquareRoot(
        FloatFormat format, NumericValue operand, FloatRounding rounding) =>
        new(FloatOperations.SquareRoot(format, operand.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatMultiplyAdd(
        FloatFormat format, NumericValue left, NumericValue right, NumericValue addend,
        FloatRounding rounding) =>
        new(FloatOperations.MultiplyAdd(
            format, left.Bits, right.Bits, addend.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    public readonly NumericValue FloatMinimum(FloatFormat format, NumericValue left, NumericValue right) =>
        new(FloatOperations.Minimum(format, left.Bits, right.Bits, ref State->FloatFlags, Rules));

    public readonly NumericValue FloatMaximum(FloatFormat format, NumericValue left, NumericValue right) =>
        new(FloatOperations.Maximum(format, left.Bits, right.Bits, ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericCondition FloatIsEqual(FloatFormat format, NumericValue left, NumericValue right)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.IsEqual(format, left.Bits, right.Bits, ref State->FloatFlags, Rules));
    }

    [MethodImpl(Inline)]
    public readonly NumericCondition FloatIsLess(FloatFormat format, NumericValue left, NumericValue right)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.IsLess(format, left.Bits, right.Bits, ref State->FloatFlags, Rules));
    }

    [MethodImpl(Inline)]
    public readonly NumericCondition FloatIsLessOrEqual(
        FloatFormat format, NumericValue left, NumericValue right)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.IsLessOrEqual(format, left.Bits, right.Bits, ref State->FloatFlags, Rules));
    }

    [MethodImpl(Inline)]
    public readonly NumericValue FloatToInteger(
        FloatFormat from, IntegerFormat to, NumericValue operand, FloatRounding rounding)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.ToInteger(from, to, operand.Bits, Resolve(rounding), ref State->FloatFlags, Rules));
    }

    [MethodImpl(Inline)]
    public readonly NumericValue IntegerToFloat(
        IntegerFormat from, FloatFormat to, NumericValue operand, FloatRounding rounding) =>
        new(FloatOperations.FromInteger(from, to, operand.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    [MethodImpl(Inline)]
    public readonly NumericValue FloatToFloat(
        FloatFormat from, FloatFormat to, NumericValue operand, FloatRounding rounding) =>
        new(FloatOperations.Convert(from, to, operand.Bits, Resolve(rounding), ref State->FloatFlags, Rules));

    public readonly NumericValue FloatApply(
        FloatFunction function, FloatFormat format, NumericValue first, NumericValue second, NumericValue third,
        FloatRounding rounding, int immediate)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.Apply(
            function, format, first.Bits, second.Bits, third.Bits, Resolve(rounding), State->FloatRules, immediate,
            ref State->FloatFlags));
    }

    public readonly InterpreterVector FloatLanes(
        FloatFunction function, FloatFormat format, bool isFull, InterpreterVector first, InterpreterVector second,
        InterpreterVector third, FloatRounding rounding, int immediate)
    {
        State->FloatDirty = 1;
        return new(FloatOperations.ApplyLanes(
            function, format, isFull, first.Bits.AsByte(), second.Bits.AsByte(), third.Bits.AsByte(), Resolve(rounding),
            State->FloatRules, immediate, ref State->FloatFlags).AsUInt64());
    }

    [MethodImpl(Inline)]
    private readonly FloatRounding Resolve(FloatRounding rounding) =>
        rounding != FloatRounding.Dynamic
            ? rounding
            : HasRules ? State->BeginInterpreted() : State->FloatRounding;
}
