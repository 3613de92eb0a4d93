using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>
/// NZCV as instructions keep and read it. Whoever sets it writes what it follows from, two numbers and a kind; whoever reads
/// it computes what it needs. (Translators take a value's register over at the last use that they have seen, so that bodies
/// make all uses of a value before they write the first, or compute it again.) Numbers of 32 bits stand in the upper half, so that they give the flags of 64 bits.
/// </summary>
internal static class Nzcv<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    private static Register First => new(Arm64Architecture.FlagFirst);

    private static Register Second => new(Arm64Architecture.FlagSecond);

    private static Register Kind => new(Arm64Architecture.FlagKindRegister);

    /// <summary>The flags of <paramref name="left"/> - <paramref name="right"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetSubtraction(ref E e, V left, V right)
    {
        e[First] = left;
        e[Second] = right;
        e[Kind] = (long)FlagKind.Subtraction;
    }

    /// <summary>The flags of the difference of the low 32 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetSubtractionWord(ref E e, V left, V right) =>
        SetSubtraction(ref e, left.ShiftLeft(32), right.ShiftLeft(32));

    /// <summary>The flags of <paramref name="left"/> + <paramref name="right"/>.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetAddition(ref E e, V left, V right)
    {
        e[First] = left;
        e[Second] = right;
        e[Kind] = (long)FlagKind.Addition;
    }

    /// <summary>The flags of the sum of the low 32 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetAdditionWord(ref E e, V left, V right) =>
        SetAddition(ref e, left.ShiftLeft(32), right.ShiftLeft(32));

    /// <summary>The flags of a logical result: neither carry nor overflow.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetLogical(ref E e, V result)
    {
        e[First] = result;
        e[Kind] = (long)FlagKind.Logical;
    }

    /// <summary>The flags of a logical result of 32 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetLogicalWord(ref E e, V result) => SetLogical(ref e, result.ShiftLeft(32));

    /// <summary>The flags themselves: N in bit 31, Z, C, V in bit 28; the other bits are zero.</summary>
    [MethodImpl(AggressiveInlining)]
    public static void SetPacked(ref E e, V flags)
    {
        e[First] = flags;
        e[Kind] = (long)FlagKind.Packed;
    }

    /// <summary>Whether a condition holds now.</summary>
    [MethodImpl(AggressiveInlining)]
    public static C Holds(ref E e, Cond condition) => V.TryGetConstant(e[Kind], out ulong kind)
        ? FlagConditions<V, C>.Evaluate(condition.Number, (FlagKind)kind, e[First], e[Second])
        : FlagConditions<V, C>.Evaluate(condition.Number, FlagKind.Packed, Pack(ref e), 0);

    /// <summary>C as a number, 0 or 1.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Carry(ref E e) => V.FromCondition(Holds(ref e, (byte)2));

    /// <summary>All four: N in bit 31, Z, C, V in bit 28; the other bits are zero.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Pack(ref E e) => V.TryGetConstant(e[Kind], out ulong kind)
        ? FlagConditions<V, C>.Pack((FlagKind)kind, e[First], e[Second])
        : e.Compute(Functions.PackFlags, e[Kind], e[First], e[Second]);

    /// <summary>Sets a register to <paramref name="left"/> + <paramref name="right"/> + <paramref name="carry"/>, the carry 0
    /// or 1, and the flags.</summary>
    public static void AddWithCarry(ref E e, Register rd, V left, V right, V carry)
    {
        // At most one of the two additions carries: hosts have an instruction for that.
        V without = left + right, sum = without + carry;
        V carried = V.FromCondition(without.IsLessUnsigned(left) | sum.IsLessUnsigned(without));
        V overflowAndCarry = ((left ^ sum) & (right ^ sum) & ~1) | carried;
        e[First] = sum;
        e[Second] = overflowAndCarry;
        e[rd] = e[First];
        e[Kind] = (long)FlagKind.Carried;
    }

    /// <summary>The same of 32 bits: operands and sum have their upper halves zero.</summary>
    public static void AddWithCarryWord(ref E e, Register rd, V left, V right, V carry)
    {
        V wide = left + right + carry;
        V overflowAndCarry = ((left ^ wide) & (right ^ wide)).ShiftLeft(32) | wide.ShiftRightLogical(32);
        V upper = wide.ShiftLeft(32), sum = wide.ZeroExtend(32);
        e[First] = upper;
        e[Second] = overflowAndCarry;
        e[rd] = sum;
        e[Kind] = (long)FlagKind.Carried;
    }
}
