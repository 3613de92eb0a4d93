using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>Second operands and indices that are shifted or extended.</summary>
internal static class Shifts<V, C>
    where V : struct, IValue<V, C>
    where C : struct, ICondition<C>
{
    /// <summary>A shifted operand of 64 bits.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Shifted(V value, Shift shift) => shift.Kind switch
    {
        0 => value.ShiftLeft(shift.Amount),
        1 => value.ShiftRightLogical(shift.Amount),
        2 => value.ShiftRightArithmetic(shift.Amount),
        _ => value.RotateRight(shift.Amount),
    };

    /// <summary>A shifted operand, of whose bits the low 32 count.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V ShiftedWord(V value, Shift shift) => shift.Kind switch
    {
        0 => value.ShiftLeft(shift.Amount),
        1 => value.ZeroExtend(32).ShiftRightLogical(shift.Amount),
        2 => value.SignExtend(32).ShiftRightArithmetic(shift.Amount),
        _ => value.RotateRightWord(shift.Amount),
    };

    /// <summary>An operand that is extended, and then shifted left.</summary>
    /// <param name="value">The operand.</param>
    /// <param name="kind">UXTB, UXTH, UXTW, UXTX, then the signed ones.</param>
    /// <param name="amount">By how many bits.</param>
    public static V Extended(V value, int kind, int amount)
    {
        int bits = 8 << (kind & 3);
        V extended = bits == 64 ? value : kind < 4 ? value.ZeroExtend(bits) : value.SignExtend(bits);
        return extended.ShiftLeft(amount);
    }

    /// <summary>An index of 32 bits, or of 64 that is called signed.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V Index(V value, int kind, int amount) => kind switch
    {
        2 => value.ZeroExtend(32).ShiftLeft(amount),
        6 => value.SignExtend(32).ShiftLeft(amount),
        _ => value.ShiftLeft(amount),
    };
}
