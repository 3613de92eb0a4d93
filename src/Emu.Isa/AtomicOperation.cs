namespace Emu.Isa;

/// <summary>What an atomic read-modify-write does with the old value and the operand. What each means is its row in
/// <see cref="AtomicOperations.Apply"/>.</summary>
public enum AtomicOperation
{
    Swap,
    Add,
    Xor,
    And,
    Or,
    MinSigned,
    MaxSigned,
    MinUnsigned,
    MaxUnsigned,

    /// <summary>Clears the bits that the operand has.</summary>
    Clear,
}

/// <summary>The meaning of atomic operations.</summary>
public static class AtomicOperations
{
    /// <summary>What memory holds after an operation, of which the bits of the access's width count. Engines compute this in a
    /// loop of compare-and-exchange where the host has no instruction for the operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="old">What memory held; bits above the width are undefined.</param>
    /// <param name="operand">The operand; bits above the width are undefined.</param>
    /// <param name="width">The access's.</param>
    public static TValue Apply<TValue, TCondition>(
        this AtomicOperation operation, TValue old, TValue operand, Width width)
        where TValue : struct, IValue<TValue, TCondition>
        where TCondition : struct, ICondition<TCondition>
    {
        return operation switch
        {
            AtomicOperation.Swap => operand,
            AtomicOperation.Add => old + operand,
            AtomicOperation.Xor => old ^ operand,
            AtomicOperation.And => old & operand,
            AtomicOperation.Or => old | operand,
            AtomicOperation.MinSigned => TValue.Select(Signed(old).IsLessSigned(Signed(operand)), old, operand),
            AtomicOperation.MaxSigned => TValue.Select(Signed(old).IsLessSigned(Signed(operand)), operand, old),
            AtomicOperation.MinUnsigned => TValue.Select(Unsigned(old).IsLessUnsigned(Unsigned(operand)), old, operand),
            AtomicOperation.MaxUnsigned => TValue.Select(Unsigned(old).IsLessUnsigned(Unsigned(operand)), operand, old),
            AtomicOperation.Clear => old & ~operand,
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

        TValue Signed(TValue value) => width == Width.Double ? value : value.SignExtend(8 * (int)width);

        TValue Unsigned(TValue value) => width == Width.Double ? value : value.ZeroExtend(8 * (int)width);
    }
}
