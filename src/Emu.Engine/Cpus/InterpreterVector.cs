using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Emu.Isa;

namespace Emu.Engine.Cpus;

/// <summary>A 128-bit value that is a number.</summary>
internal readonly struct InterpreterVector(Vector128<ulong> bits)
    : IVector<InterpreterVector, NumericValue, NumericCondition>
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static InterpreterVector Zero
    {
        [MethodImpl(Inline)]
        get => default;
    }

    /// <summary>The bits, the lower half first.</summary>
    public Vector128<ulong> Bits { get; } = bits;

    public NumericValue Low
    {
        [MethodImpl(Inline)]
        get => new(Bits[0]);
    }

    public NumericValue High
    {
        [MethodImpl(Inline)]
        get => new(Bits[1]);
    }

    [MethodImpl(Inline)]
    public static InterpreterVector operator &(InterpreterVector left, InterpreterVector right) =>
        new(left.Bits & right.Bits);

    [MethodImpl(Inline)]
    public static InterpreterVector operator |(InterpreterVector left, InterpreterVector right) =>
        new(left.Bits | right.Bits);

    [MethodImpl(Inline)]
    public static InterpreterVector operator ^(InterpreterVector left, InterpreterVector right) =>
        new(left.Bits ^ right.Bits);

    [MethodImpl(Inline)] public static InterpreterVector operator ~(InterpreterVector value) => new(~value.Bits);

    [MethodImpl(Inline)]
    public static InterpreterVector Create(NumericValue low, NumericValue high) =>
        new(Vector128.Create(low.Bits, high.Bits));

    public static InterpreterVector Duplicate(Lanes lanes, NumericValue value) =>
        new(VectorOperations.Duplicate(lanes, value.Bits).AsUInt64());

    public static InterpreterVector Apply(
        VectorOperation operation, Lanes lanes, InterpreterVector first, InterpreterVector second, InterpreterVector third,
        int immediate) =>
        new(VectorOperations.Apply(
            operation, lanes, first.Bits.AsByte(), second.Bits.AsByte(), third.Bits.AsByte(), immediate).AsUInt64());

    public NumericValue Get(Lanes lanes, int index) => new(VectorOperations.Unsigned(Bits.AsByte(), lanes, index));

    public InterpreterVector With(Lanes lanes, int index, NumericValue value) =>
        new(VectorOperations.With(Bits.AsByte(), lanes, index, value.Bits).AsUInt64());
}
