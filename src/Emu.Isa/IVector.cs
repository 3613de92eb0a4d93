namespace Emu.Isa;

/// <summary>
/// A 128-bit guest value as one engine sees it: sixteen bytes that operations divide into lanes, lane 0 the lowest. Engines
/// have the named members; everything else is an operation by its number, so that a new one is a row of
/// <see cref="VectorOperation"/> and its meaning. Nothing here traps.
/// </summary>
/// <typeparam name="TSelf">The implementing type.</typeparam>
/// <typeparam name="TValue">The engine's 64-bit value.</typeparam>
/// <typeparam name="TCondition">The engine's truth value.</typeparam>
public interface IVector<TSelf, TValue, TCondition>
    where TSelf : struct, IVector<TSelf, TValue, TCondition>
    where TValue : struct, IValue<TValue, TCondition>
    where TCondition : struct, ICondition<TCondition>
{
    /// <summary>All bits 0.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>Bits 0 to 63.</summary>
    TValue Low { get; }

    /// <summary>Bits 64 to 127.</summary>
    TValue High { get; }

    static abstract TSelf operator &(TSelf left, TSelf right);
    static abstract TSelf operator |(TSelf left, TSelf right);
    static abstract TSelf operator ^(TSelf left, TSelf right);
    static abstract TSelf operator ~(TSelf value);

    /// <summary>The value of two halves.</summary>
    static abstract TSelf Create(TValue low, TValue high);

    /// <summary>The low bits of a value in every lane.</summary>
    static abstract TSelf Duplicate(Lanes lanes, TValue value);

    /// <summary>A lane, zero-extended to 64 bits.</summary>
    /// <param name="lanes">What lanes there are.</param>
    /// <param name="index">The lane's number, which must be one.</param>
    TValue Get(Lanes lanes, int index);

    /// <summary>The same with a lane that has the low bits of a value.</summary>
    /// <param name="lanes">What lanes there are.</param>
    /// <param name="index">The lane's number, which must be one.</param>
    /// <param name="value">The value.</param>
    TSelf With(Lanes lanes, int index, TValue value);

    /// <summary>The result of an operation, as its row says and <see cref="VectorOperations.Apply"/> computes it.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="lanes">What the operands are divided into.</param>
    /// <param name="first">First operand.</param>
    /// <param name="second">Second operand; <see cref="Zero"/> where the row names none.</param>
    /// <param name="third">Third operand; <see cref="Zero"/> where the row names none.</param>
    /// <param name="immediate">A constant; 0 where the row names none.</param>
    static abstract TSelf Apply(
        VectorOperation operation, Lanes lanes, TSelf first, TSelf second, TSelf third, int immediate);

    /// <summary>The result of an operation of one operand.</summary>
    static virtual TSelf Apply(VectorOperation operation, Lanes lanes, TSelf first, int immediate = 0) =>
        TSelf.Apply(operation, lanes, first, TSelf.Zero, TSelf.Zero, immediate);

    /// <summary>The result of an operation of two operands.</summary>
    static virtual TSelf Apply(VectorOperation operation, Lanes lanes, TSelf first, TSelf second, int immediate = 0) =>
        TSelf.Apply(operation, lanes, first, second, TSelf.Zero, immediate);
}
