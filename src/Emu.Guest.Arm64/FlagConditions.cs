using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64;

/// <summary>Conditions and flags, computed from what NZCV follows from.</summary>
internal static class FlagConditions<V, C>
    where V : struct, IValue<V, C>
    where C : struct, ICondition<C>
{
    private const long Negative = 1L << 31, Zero = 1 << 30, Carry = 1 << 29, Overflow = 1 << 28;

    private const int Always = 7;

    private static C True => ((V)0).IsEqual(0);

    private static C False => ((V)0).IsNotEqual(0);

    /// <summary>Whether a condition (C1.2.4) holds.</summary>
    /// <param name="condition">Its number.</param>
    /// <param name="kind">What the flags follow from.</param>
    /// <param name="first">The first number.</param>
    /// <param name="second">The second.</param>
    public static C Evaluate(int condition, FlagKind kind, V first, V second)
    {
        if (condition >> 1 == Always) return True;
        C holds = kind switch
        {
            FlagKind.Subtraction => OfDifference(condition >> 1, first, second),
            FlagKind.Addition => OfSum(condition >> 1, first, second),
            FlagKind.Logical => OfResult(condition >> 1, first),
            FlagKind.Carried => OfCarried(condition >> 1, first, second),
            _ => OfFlags(condition >> 1, first),
        };
        return (condition & 1) != 0 ? !holds : holds;
    }

    /// <summary>The flags: N in bit 31, Z, C, V in bit 28.</summary>
    public static V Pack(FlagKind kind, V first, V second) => kind switch
    {
        FlagKind.Subtraction => PackDifference(first, second),
        FlagKind.Addition => PackSum(first, second),
        FlagKind.Logical => SignAndZero(first),
        FlagKind.Carried => SignAndZero(first) | (second & 1).ShiftLeft(29) | second.ShiftRightLogical(63).ShiftLeft(28),
        _ => first,
    };

    /// <summary>N and Z of a result.</summary>
    [MethodImpl(AggressiveInlining)]
    public static V SignAndZero(V result) =>
        result.ShiftRightLogical(63).ShiftLeft(31) | V.FromCondition(result.IsEqual(0)).ShiftLeft(30);

    private static V PackDifference(V left, V right)
    {
        V difference = left - right;
        return SignAndZero(difference)
            | V.FromCondition(left.IsGreaterOrEqualUnsigned(right)).ShiftLeft(29)
            | ((left ^ right) & (left ^ difference)).ShiftRightLogical(63).ShiftLeft(28);
    }

    private static V PackSum(V left, V right)
    {
        V sum = left + right;
        return SignAndZero(sum)
            | V.FromCondition(sum.IsLessUnsigned(left)).ShiftLeft(29)
            | ((left ^ sum) & (right ^ sum)).ShiftRightLogical(63).ShiftLeft(28);
    }

    private static C OfDifference(int condition, V left, V right) => condition switch
    {
        0 => left.IsEqual(right),
        1 => left.IsGreaterOrEqualUnsigned(right),
        2 => (left - right).IsLessSigned(0),
        3 => ((left ^ right) & (left ^ (left - right))).IsLessSigned(0),
        4 => right.IsLessUnsigned(left),
        5 => left.IsGreaterOrEqualSigned(right),
        _ => right.IsLessSigned(left),
    };

    private static C OfSum(int condition, V left, V right)
    {
        V sum = left + right;
        V overflow = (left ^ sum) & (right ^ sum);
        return condition switch
        {
            0 => sum.IsEqual(0),
            1 => sum.IsLessUnsigned(left),
            2 => sum.IsLessSigned(0),
            3 => overflow.IsLessSigned(0),
            4 => sum.IsLessUnsigned(left) & sum.IsNotEqual(0),
            5 => (sum ^ overflow).IsGreaterOrEqualSigned(0),
            _ => (sum ^ overflow).IsGreaterOrEqualSigned(0) & sum.IsNotEqual(0),
        };
    }

    private static C OfResult(int condition, V result) => condition switch
    {
        0 => result.IsEqual(0),
        2 => result.IsLessSigned(0),
        5 => result.IsGreaterOrEqualSigned(0),
        6 => ((V)0).IsLessSigned(result),
        _ => False,
    };

    private static C OfCarried(int condition, V result, V overflowAndCarry) => condition switch
    {
        0 => result.IsEqual(0),
        1 => (overflowAndCarry & 1).IsNotEqual(0),
        2 => result.IsLessSigned(0),
        3 => overflowAndCarry.IsLessSigned(0),
        4 => (overflowAndCarry & 1).IsNotEqual(0) & result.IsNotEqual(0),
        5 => (result ^ overflowAndCarry).IsGreaterOrEqualSigned(0),
        _ => (result ^ overflowAndCarry).IsGreaterOrEqualSigned(0) & result.IsNotEqual(0),
    };

    private static C OfFlags(int condition, V flags) => condition switch
    {
        0 => (flags & Zero).IsNotEqual(0),
        1 => (flags & Carry).IsNotEqual(0),
        2 => (flags & Negative).IsNotEqual(0),
        3 => (flags & Overflow).IsNotEqual(0),
        4 => (flags & (Carry | Zero)).IsEqual(Carry),
        5 => SignEqualsOverflow(flags),
        _ => SignEqualsOverflow(flags) & (flags & Zero).IsEqual(0),
    };

    private static C SignEqualsOverflow(V flags) => ((flags ^ flags.ShiftRightLogical(3)) & Overflow).IsEqual(0);
}
