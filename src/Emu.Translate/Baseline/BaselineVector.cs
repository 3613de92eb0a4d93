using System.Runtime.Intrinsics;
using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>A 128-bit guest value of the baseline translator: a constant, or a value that host code has computed.</summary>
internal readonly struct BaselineVector : IVector<BaselineVector, BaselineValue, BaselineCondition>
{
    private readonly HostVectors? writer;
    private readonly int number;
    private readonly Vector128<byte> constant;

    /// <summary>A value by its number.</summary>
    public BaselineVector(HostVectors writer, int number)
    {
        this.writer = writer;
        this.number = number;
    }

    private BaselineVector(Vector128<byte> constant) => this.constant = constant;

    public static BaselineVector Zero => default;

    public BaselineValue Low => Get(Lanes.Double, 0);

    public BaselineValue High => Get(Lanes.Double, 1);

    public static BaselineVector operator &(BaselineVector left, BaselineVector right) =>
        Apply(VectorOperation.And, default, left, right, default, 0);

    public static BaselineVector operator |(BaselineVector left, BaselineVector right) =>
        Apply(VectorOperation.Or, default, left, right, default, 0);

    public static BaselineVector operator ^(BaselineVector left, BaselineVector right) =>
        Apply(VectorOperation.Xor, default, left, right, default, 0);

    public static BaselineVector operator ~(BaselineVector value) =>
        Apply(VectorOperation.Not, default, value, default, default, 0);

    public static BaselineVector Create(BaselineValue low, BaselineValue high)
    {
        if ((low.Owner ?? high.Owner)?.Vectors is { } vectors) return new(vectors, vectors.Create(low, high));
        low.IsConstant(out long lower);
        high.IsConstant(out long upper);
        return new(Vector128.Create(lower, upper).AsByte());
    }

    public static BaselineVector Duplicate(Lanes lanes, BaselineValue value) => value.Owner?.Vectors is { } vectors
        ? new(vectors, vectors.Duplicate(lanes, value))
        : new(VectorOperations.Duplicate(lanes, Number(value)));

    public static BaselineVector Apply(
        VectorOperation operation, Lanes lanes, BaselineVector first, BaselineVector second, BaselineVector third,
        int immediate)
    {
        int operands = VectorOperations.OperandsOf(operation);
        HostVectors? vectors = first.writer ?? (operands > 1 ? second.writer : null) ?? (operands > 2 ? third.writer : null);
        if (vectors is null)
            return new(VectorOperations.Apply(operation, lanes, first.constant, second.constant, third.constant, immediate));
        int a = first.In(vectors), b = operands > 1 ? second.In(vectors) : a, c = operands > 2 ? third.In(vectors) : a;
        return new(vectors, vectors.Apply(operation, lanes, a, b, c, immediate));
    }

    public BaselineValue Get(Lanes lanes, int index) => writer is null
        ? (long)VectorOperations.Unsigned(constant, lanes, index)
        : writer.Get(lanes, number, index);

    public BaselineVector With(Lanes lanes, int index, BaselineValue value) => (writer ?? value.Owner?.Vectors) is { } vectors
        ? new(vectors, vectors.With(lanes, In(vectors), index, value))
        : new(VectorOperations.With(constant, lanes, index, Number(value)));

    /// <summary>The number that stands for it.</summary>
    public int In(HostVectors vectors) => writer is null ? vectors.Constant(constant) : number;

    private static ulong Number(BaselineValue value)
    {
        value.IsConstant(out long constant);
        return (ulong)constant;
    }
}
