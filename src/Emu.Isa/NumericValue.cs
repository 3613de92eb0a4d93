using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
namespace Emu.Isa;

/// <summary>A guest value that is known: the number itself. The interpreter has no others, and translators compute with it
/// what is constant.</summary>
internal readonly struct NumericValue(ulong bits) : IValue<NumericValue, NumericCondition>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public readonly ulong Bits = bits;

    public static implicit operator NumericValue(long constant) => new((ulong)constant);

    [MethodImpl(Inline)]
    public static bool TryGetConstant(NumericValue value, out ulong number)
    {
        number = value.Bits;
        return true;
    }

    [MethodImpl(Inline)]
    public static NumericValue operator +(NumericValue left, NumericValue right) =>
        new(left.Bits + right.Bits);
    [MethodImpl(Inline)]
    public static NumericValue operator -(NumericValue left, NumericValue right) =>
        new(left.Bits - right.Bits);
    [MethodImpl(Inline)]
    public static NumericValue operator *(NumericValue left, NumericValue right) =>
        new(left.Bits * right.Bits);
    [MethodImpl(Inline)]
    public static NumericValue operator &(NumericValue left, NumericValue right) =>
        new(left.Bits & right.Bits);
    [MethodImpl(Inline)]
    public static NumericValue operator |(NumericValue left, NumericValue right) =>
        new(left.Bits | right.Bits);
    [MethodImpl(Inline)]
    public static NumericValue operator ^(NumericValue left, NumericValue right) =>
        new(left.Bits ^ right.Bits);
    [MethodImpl(Inline)] public static NumericValue operator ~(NumericValue value) => new(~value.Bits);

    [MethodImpl(Inline)] public NumericValue ShiftLeft(NumericValue count) => new(Bits << (int)count.Bits);
    [MethodImpl(Inline)]
    public NumericValue ShiftRightLogical(NumericValue count) => new(Bits >> (int)count.Bits);
    [MethodImpl(Inline)]
    public NumericValue ShiftRightArithmetic(NumericValue count) => new((ulong)((long)Bits >> (int)count.Bits));
    [MethodImpl(Inline)]
    public NumericValue RotateRight(NumericValue count) =>
        new(BitOperations.RotateRight(Bits, (int)count.Bits));
    [MethodImpl(Inline)]
    public NumericValue RotateRightWord(NumericValue count) =>
        new(BitOperations.RotateRight((uint)Bits, (int)count.Bits));

    [MethodImpl(Inline)]
    public NumericValue SignExtend(int bits) => bits switch
    {
        8 => new((ulong)(sbyte)Bits),
        16 => new((ulong)(short)Bits),
        32 => new((ulong)(int)Bits),
        _ => new((ulong)((long)(Bits << (64 - bits)) >> (64 - bits))),
    };

    [MethodImpl(Inline)]
    public NumericValue ZeroExtend(int bits) => bits switch
    {
        8 => new((byte)Bits),
        16 => new((ushort)Bits),
        32 => new((uint)Bits),
        _ => new(Bits & ((1ul << bits) - 1)),
    };

    [MethodImpl(Inline)]
    public static NumericValue MultiplyHighSigned(NumericValue left, NumericValue right) =>
        new((ulong)Math.BigMul((long)left.Bits, (long)right.Bits, out _));

    [MethodImpl(Inline)]
    public static NumericValue MultiplyHighUnsigned(NumericValue left, NumericValue right) =>
        new(Math.BigMul(left.Bits, right.Bits, out _));

    // A negative left operand counts 2^64 too much when read as unsigned.
    [MethodImpl(Inline)]
    public static NumericValue MultiplyHighSignedUnsigned(NumericValue left, NumericValue right) =>
        new(Math.BigMul(left.Bits, right.Bits, out _) - (right.Bits & (ulong)((long)left.Bits >> 63)));

    [MethodImpl(Inline)]
    public static NumericValue DivideSigned(NumericValue dividend, NumericValue divisor) =>
        new((ulong)((long)dividend.Bits / (long)divisor.Bits));
    [MethodImpl(Inline)]
    public static NumericValue DivideUnsigned(NumericValue dividend, NumericValue divisor) =>
        new(dividend.Bits / divisor.Bits);
    [MethodImpl(Inline)]
    public static NumericValue RemainderSigned(NumericValue dividend, NumericValue divisor) =>
        new((ulong)((long)dividend.Bits % (long)divisor.Bits));
    [MethodImpl(Inline)]
    public static NumericValue RemainderUnsigned(NumericValue dividend, NumericValue divisor) =>
        new(dividend.Bits % divisor.Bits);

    [MethodImpl(Inline)]
    public NumericValue CountLeadingZeros() => new((ulong)BitOperations.LeadingZeroCount(Bits));
    [MethodImpl(Inline)]
    public NumericValue CountTrailingZeros() => new((ulong)BitOperations.TrailingZeroCount(Bits));
    [MethodImpl(Inline)] public NumericValue PopulationCount() => new((ulong)BitOperations.PopCount(Bits));
    [MethodImpl(Inline)] public NumericValue ReverseBytes() => new(BinaryPrimitives.ReverseEndianness(Bits));

    [MethodImpl(Inline)] public NumericCondition IsEqual(NumericValue other) => new(Bits == other.Bits);
    [MethodImpl(Inline)] public NumericCondition IsNotEqual(NumericValue other) => new(Bits != other.Bits);
    [MethodImpl(Inline)]
    public NumericCondition IsLessSigned(NumericValue other) => new((long)Bits < (long)other.Bits);
    [MethodImpl(Inline)] public NumericCondition IsLessUnsigned(NumericValue other) => new(Bits < other.Bits);
    [MethodImpl(Inline)]
    public NumericCondition IsGreaterOrEqualSigned(NumericValue other) => new((long)Bits >= (long)other.Bits);
    [MethodImpl(Inline)]
    public NumericCondition IsGreaterOrEqualUnsigned(NumericValue other) => new(Bits >= other.Bits);

    [MethodImpl(Inline)]
    public static NumericValue Select(
        NumericCondition condition, NumericValue whenTrue, NumericValue whenFalse) =>
        new(condition.Holds ? whenTrue.Bits : whenFalse.Bits);

    [MethodImpl(Inline)]
    public static NumericValue FromCondition(NumericCondition condition) => new(condition.Holds ? 1ul : 0ul);
}
