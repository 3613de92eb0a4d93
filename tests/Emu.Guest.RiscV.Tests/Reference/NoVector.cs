using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>The value that no instruction of RISC-V's has.</summary>
internal readonly struct NoVector<TValue, TCondition> : IVector<NoVector<TValue, TCondition>, TValue, TCondition>
    where TValue : struct, IValue<TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    public static NoVector<TValue, TCondition> Zero => throw new NotSupportedException();

    public TValue Low => throw new NotSupportedException();

    public TValue High => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> operator &(
        NoVector<TValue, TCondition> left, NoVector<TValue, TCondition> right) => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> operator |(
        NoVector<TValue, TCondition> left, NoVector<TValue, TCondition> right) => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> operator ^(
        NoVector<TValue, TCondition> left, NoVector<TValue, TCondition> right) => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> operator ~(NoVector<TValue, TCondition> value) =>
        throw new NotSupportedException();

    public static NoVector<TValue, TCondition> Create(TValue low, TValue high) => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> Duplicate(Lanes lanes, TValue value) => throw new NotSupportedException();

    public static NoVector<TValue, TCondition> Apply(
        VectorOperation operation, Lanes lanes, NoVector<TValue, TCondition> first, NoVector<TValue, TCondition> second,
        NoVector<TValue, TCondition> third, int immediate) => throw new NotSupportedException();

    public TValue Get(Lanes lanes, int index) => throw new NotSupportedException();

    public NoVector<TValue, TCondition> With(Lanes lanes, int index, TValue value) => throw new NotSupportedException();
}
