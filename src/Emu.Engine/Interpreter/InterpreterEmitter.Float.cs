using System.Runtime.CompilerServices;
using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Engine.Interpreter;

/// <content>Floating point: <see cref="FloatOperations"/> on the guest's flags and rounding mode.</content>
internal unsafe partial struct InterpreterEmitter<TGuest>
{
    [MethodImpl(Inline)]
    public bool BeginFloat()
    {
        if (state->FloatEnabled != 0) return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public bool BeginFloat(FloatRounding rounding)
    {
        if (state->FloatEnabled != 0 && Resolve(rounding) <= FloatRounding.NearestAway) return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatAdd(
        FloatFormat format, InterpreterValue left, InterpreterValue right, FloatRounding rounding) =>
        new(FloatOperations.Add(format, left.Bits, right.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatSubtract(
        FloatFormat format, InterpreterValue left, InterpreterValue right, FloatRounding rounding) =>
        new(FloatOperations.Subtract(format, left.Bits, right.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatMultiply(
        FloatFormat format, InterpreterValue left, InterpreterValue right, FloatRounding rounding) =>
        new(FloatOperations.Multiply(format, left.Bits, right.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatDivide(
        FloatFormat format, InterpreterValue left, InterpreterValue right, FloatRounding rounding) =>
        new(FloatOperations.Divide(format, left.Bits, right.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatSquareRoot(
        FloatFormat format, InterpreterValue operand, FloatRounding rounding) =>
        new(FloatOperations.SquareRoot(format, operand.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatMultiplyAdd(
        FloatFormat format, InterpreterValue left, InterpreterValue right, InterpreterValue addend,
        FloatRounding rounding) =>
        new(FloatOperations.MultiplyAdd(
            format, left.Bits, right.Bits, addend.Bits, Resolve(rounding), ref state->FloatFlags));

    public readonly InterpreterValue FloatMinimum(FloatFormat format, InterpreterValue left, InterpreterValue right) =>
        new(FloatOperations.Minimum(format, left.Bits, right.Bits, ref state->FloatFlags));

    public readonly InterpreterValue FloatMaximum(FloatFormat format, InterpreterValue left, InterpreterValue right) =>
        new(FloatOperations.Maximum(format, left.Bits, right.Bits, ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsEqual(FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(FloatOperations.IsEqual(format, left.Bits, right.Bits, ref state->FloatFlags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsLess(FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(FloatOperations.IsLess(format, left.Bits, right.Bits, ref state->FloatFlags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsLessOrEqual(
        FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(FloatOperations.IsLessOrEqual(format, left.Bits, right.Bits, ref state->FloatFlags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatToInteger(
        FloatFormat from, IntegerFormat to, InterpreterValue operand, FloatRounding rounding)
    {
        state->FloatDirty = 1;
        return new(FloatOperations.ToInteger(from, to, operand.Bits, Resolve(rounding), ref state->FloatFlags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue IntegerToFloat(
        IntegerFormat from, FloatFormat to, InterpreterValue operand, FloatRounding rounding) =>
        new(FloatOperations.FromInteger(from, to, operand.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatToFloat(
        FloatFormat from, FloatFormat to, InterpreterValue operand, FloatRounding rounding) =>
        new(FloatOperations.Convert(from, to, operand.Bits, Resolve(rounding), ref state->FloatFlags));

    [MethodImpl(Inline)]
    private readonly FloatRounding Resolve(FloatRounding rounding) =>
        rounding == FloatRounding.Dynamic ? state->FloatRounding : rounding;
}
