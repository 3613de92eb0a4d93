using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Emu.Isa;

namespace Emu.Engine.Interpreter;

/// <summary>A guest value of the interpreter: the number itself.</summary>
internal readonly struct InterpreterValue(ulong bits) : IValue<InterpreterValue, InterpreterCondition>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly ulong Bits = bits;

    public static implicit operator InterpreterValue(long constant) => new((ulong)constant);

    [MethodImpl(Inline)]
    public static InterpreterValue operator +(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits + right.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue operator -(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits - right.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue operator *(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits * right.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue operator &(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits & right.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue operator |(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits | right.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue operator ^(InterpreterValue left, InterpreterValue right) =>
        new(left.Bits ^ right.Bits);
    [MethodImpl(Inline)] public static InterpreterValue operator ~(InterpreterValue value) => new(~value.Bits);

    [MethodImpl(Inline)] public InterpreterValue ShiftLeft(InterpreterValue count) => new(Bits << (int)count.Bits);
    [MethodImpl(Inline)]
    public InterpreterValue ShiftRightLogical(InterpreterValue count) => new(Bits >> (int)count.Bits);
    [MethodImpl(Inline)]
    public InterpreterValue ShiftRightArithmetic(InterpreterValue count) => new((ulong)((long)Bits >> (int)count.Bits));
    [MethodImpl(Inline)]
    public InterpreterValue RotateRight(InterpreterValue count) =>
        new(BitOperations.RotateRight(Bits, (int)count.Bits));
    [MethodImpl(Inline)]
    public InterpreterValue RotateRightWord(InterpreterValue count) =>
        new(BitOperations.RotateRight((uint)Bits, (int)count.Bits));

    [MethodImpl(Inline)]
    public InterpreterValue SignExtend(int bits) => bits switch
    {
        8 => new((ulong)(sbyte)Bits),
        16 => new((ulong)(short)Bits),
        32 => new((ulong)(int)Bits),
        _ => new((ulong)((long)(Bits << (64 - bits)) >> (64 - bits))),
    };

    [MethodImpl(Inline)]
    public InterpreterValue ZeroExtend(int bits) => bits switch
    {
        8 => new((byte)Bits),
        16 => new((ushort)Bits),
        32 => new((uint)Bits),
        _ => new(Bits & ((1ul << bits) - 1)),
    };

    [MethodImpl(Inline)]
    public static InterpreterValue MultiplyHighSigned(InterpreterValue left, InterpreterValue right) =>
        new((ulong)Math.BigMul((long)left.Bits, (long)right.Bits, out _));

    [MethodImpl(Inline)]
    public static InterpreterValue MultiplyHighUnsigned(InterpreterValue left, InterpreterValue right) =>
        new(Math.BigMul(left.Bits, right.Bits, out _));

    // A negative left operand counts 2^64 too much when read as unsigned.
    [MethodImpl(Inline)]
    public static InterpreterValue MultiplyHighSignedUnsigned(InterpreterValue left, InterpreterValue right) =>
        new(Math.BigMul(left.Bits, right.Bits, out _) - (right.Bits & (ulong)((long)left.Bits >> 63)));

    [MethodImpl(Inline)]
    public static InterpreterValue DivideSigned(InterpreterValue dividend, InterpreterValue divisor) =>
        new((ulong)((long)dividend.Bits / (long)divisor.Bits));
    [MethodImpl(Inline)]
    public static InterpreterValue DivideUnsigned(InterpreterValue dividend, InterpreterValue divisor) =>
        new(dividend.Bits / divisor.Bits);
    [MethodImpl(Inline)]
    public static InterpreterValue RemainderSigned(InterpreterValue dividend, InterpreterValue divisor) =>
        new((ulong)((long)dividend.Bits % (long)divisor.Bits));
    [MethodImpl(Inline)]
    public static InterpreterValue RemainderUnsigned(InterpreterValue dividend, InterpreterValue divisor) =>
        new(dividend.Bits % divisor.Bits);

    [MethodImpl(Inline)]
    public InterpreterValue CountLeadingZeros() => new((ulong)BitOperations.LeadingZeroCount(Bits));
    [MethodImpl(Inline)]
    public InterpreterValue CountTrailingZeros() => new((ulong)BitOperations.TrailingZeroCount(Bits));
    [MethodImpl(Inline)] public InterpreterValue PopulationCount() => new((ulong)BitOperations.PopCount(Bits));
    [MethodImpl(Inline)] public InterpreterValue ReverseBytes() => new(BinaryPrimitives.ReverseEndianness(Bits));

    [MethodImpl(Inline)] public InterpreterCondition IsEqual(InterpreterValue other) => new(Bits == other.Bits);
    [MethodImpl(Inline)] public InterpreterCondition IsNotEqual(InterpreterValue other) => new(Bits != other.Bits);
    [MethodImpl(Inline)]
    public InterpreterCondition IsLessSigned(InterpreterValue other) => new((long)Bits < (long)other.Bits);
    [MethodImpl(Inline)] public InterpreterCondition IsLessUnsigned(InterpreterValue other) => new(Bits < other.Bits);
    [MethodImpl(Inline)]
    public InterpreterCondition IsGreaterOrEqualSigned(InterpreterValue other) => new((long)Bits >= (long)other.Bits);
    [MethodImpl(Inline)]
    public InterpreterCondition IsGreaterOrEqualUnsigned(InterpreterValue other) => new(Bits >= other.Bits);

    [MethodImpl(Inline)]
    public static InterpreterValue Select(
        InterpreterCondition condition, InterpreterValue whenTrue, InterpreterValue whenFalse) =>
        new(condition.Holds ? whenTrue.Bits : whenFalse.Bits);

    [MethodImpl(Inline)]
    public static InterpreterValue FromCondition(InterpreterCondition condition) => new(condition.Holds ? 1ul : 0ul);
}
