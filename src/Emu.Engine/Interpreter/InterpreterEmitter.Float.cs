using System.Runtime.CompilerServices;
using Emu.Core.FloatingPoint;
using Emu.Isa;
using Emu.Isa.RiscV;

namespace Emu.Engine.Interpreter;

/// <content>Floating point: the arithmetic of <see cref="FloatArithmetic"/> on the guest's flags and rounding mode.</content>
internal unsafe partial struct InterpreterEmitter
{
    // Both enumerations number the flags as fflags does.
    private readonly ref FloatExceptions Flags => ref Unsafe.As<FloatFlags, FloatExceptions>(ref state->FloatFlags);

    [MethodImpl(Inline)]
    public bool BeginFloat()
    {
        if (state->FloatEnabled != 0) return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public bool BeginFloat(RoundingMode rounding)
    {
        if (state->FloatEnabled != 0 && (rounding != RoundingMode.Dynamic || state->FloatRounding <= RoundingMode.NearestMaxMagnitude))
            return true;
        runner.IllegalInstruction(Current);
        cursor = runner.TrapSentinel;
        return false;
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatAdd(FloatFormat format, InterpreterValue left, InterpreterValue right, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Add<double>(left.Bits, right.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.Add<float>(left.Bits, right.Bits, Resolve(rounding), ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatSubtract(FloatFormat format, InterpreterValue left, InterpreterValue right, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Subtract<double>(left.Bits, right.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.Subtract<float>(left.Bits, right.Bits, Resolve(rounding), ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatMultiply(FloatFormat format, InterpreterValue left, InterpreterValue right, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Multiply<double>(left.Bits, right.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.Multiply<float>(left.Bits, right.Bits, Resolve(rounding), ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatDivide(FloatFormat format, InterpreterValue left, InterpreterValue right, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Divide<double>(left.Bits, right.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.Divide<float>(left.Bits, right.Bits, Resolve(rounding), ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatSquareRoot(FloatFormat format, InterpreterValue operand, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.SquareRoot<double>(operand.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.SquareRoot<float>(operand.Bits, Resolve(rounding), ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatMultiplyAdd(
        FloatFormat format, InterpreterValue left, InterpreterValue right, InterpreterValue addend, RoundingMode rounding) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.MultiplyAdd<double>(left.Bits, right.Bits, addend.Bits, Resolve(rounding), ref Flags)
            : FloatArithmetic.MultiplyAdd<float>(left.Bits, right.Bits, addend.Bits, Resolve(rounding), ref Flags));

    public readonly InterpreterValue FloatMinimum(FloatFormat format, InterpreterValue left, InterpreterValue right) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Minimum<double>(left.Bits, right.Bits, ref Flags)
            : FloatArithmetic.Minimum<float>(left.Bits, right.Bits, ref Flags));

    public readonly InterpreterValue FloatMaximum(FloatFormat format, InterpreterValue left, InterpreterValue right) =>
        new(format == FloatFormat.Double
            ? FloatArithmetic.Maximum<double>(left.Bits, right.Bits, ref Flags)
            : FloatArithmetic.Maximum<float>(left.Bits, right.Bits, ref Flags));

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsEqual(FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(format == FloatFormat.Double
            ? FloatArithmetic.IsEqual<double>(left.Bits, right.Bits, ref Flags)
            : FloatArithmetic.IsEqual<float>(left.Bits, right.Bits, ref Flags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsLess(FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(format == FloatFormat.Double
            ? FloatArithmetic.IsLess<double>(left.Bits, right.Bits, ref Flags)
            : FloatArithmetic.IsLess<float>(left.Bits, right.Bits, ref Flags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterCondition FloatIsLessOrEqual(FloatFormat format, InterpreterValue left, InterpreterValue right)
    {
        state->FloatDirty = 1;
        return new(format == FloatFormat.Double
            ? FloatArithmetic.IsLessOrEqual<double>(left.Bits, right.Bits, ref Flags)
            : FloatArithmetic.IsLessOrEqual<float>(left.Bits, right.Bits, ref Flags));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatToInteger(FloatFormat from, IntegerFormat to, InterpreterValue operand, RoundingMode rounding)
    {
        state->FloatDirty = 1;
        return new(from == FloatFormat.Double
            ? ToInteger<double>(to, operand.Bits, Resolve(rounding))
            : ToInteger<float>(to, operand.Bits, Resolve(rounding)));
    }

    [MethodImpl(Inline)]
    public readonly InterpreterValue IntegerToFloat(IntegerFormat from, FloatFormat to, InterpreterValue operand, RoundingMode rounding) =>
        new(to == FloatFormat.Double
            ? FromInteger<double>(from, operand.Bits, Resolve(rounding))
            : FromInteger<float>(from, operand.Bits, Resolve(rounding)));

    [MethodImpl(Inline)]
    public readonly InterpreterValue FloatToFloat(FloatFormat from, FloatFormat to, InterpreterValue operand, RoundingMode rounding)
    {
        if (from == to) return operand;
        return new(to == FloatFormat.Double
            ? FloatArithmetic.SingleToDouble(operand.Bits, ref Flags)
            : FloatArithmetic.DoubleToSingle(operand.Bits, Resolve(rounding), ref Flags));
    }

    // The modes are numbered alike; DYN has been checked by BeginFloat.
    [MethodImpl(Inline)]
    private readonly FloatRounding Resolve(RoundingMode rounding) =>
        (FloatRounding)(rounding == RoundingMode.Dynamic ? state->FloatRounding : rounding);

    [MethodImpl(Inline)]
    private readonly ulong ToInteger<T>(IntegerFormat to, ulong operand, FloatRounding rounding)
        where T : struct, System.Numerics.IBinaryFloatingPointIeee754<T> => to switch
        {
            IntegerFormat.Signed32 => (ulong)FloatArithmetic.ToInt32<T>(operand, rounding, ref Flags),
            IntegerFormat.Unsigned32 => (ulong)(int)FloatArithmetic.ToUInt32<T>(operand, rounding, ref Flags),
            IntegerFormat.Signed64 => (ulong)FloatArithmetic.ToInt64<T>(operand, rounding, ref Flags),
            _ => FloatArithmetic.ToUInt64<T>(operand, rounding, ref Flags),
        };

    [MethodImpl(Inline)]
    private readonly ulong FromInteger<T>(IntegerFormat from, ulong operand, FloatRounding rounding)
        where T : struct, System.Numerics.IBinaryFloatingPointIeee754<T> => from switch
        {
            IntegerFormat.Signed32 => FloatArithmetic.FromInt64<T>((int)operand, rounding, ref Flags),
            IntegerFormat.Unsigned32 => FloatArithmetic.FromInt64<T>((uint)operand, rounding, ref Flags),
            IntegerFormat.Signed64 => FloatArithmetic.FromInt64<T>((long)operand, rounding, ref Flags),
            _ => FloatArithmetic.FromUInt64<T>(operand, rounding, ref Flags),
        };
}
