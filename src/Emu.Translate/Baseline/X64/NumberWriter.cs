using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Translate.Baseline.X64;

/// <summary>
/// Writes functions of numbers that are in vector registers: one in the lowest lane, with zeros above, or all lanes at
/// once. Where the host is not right about one of them, the code jumps to where the helper computes all.
/// </summary>
/// <param name="code">Takes the code.</param>
/// <param name="floats">Gives registers.</param>
/// <param name="hasFusedMultiply">The host has FMA.</param>
/// <param name="rules">The guest's rules.</param>
internal sealed class NumberWriter(X64Assembler code, FloatState floats, bool hasFusedMultiply, FloatRules rules)
{
    // Predicates of CMPPS (Intel SDM vol. 2, CMPPD, table 3-1): equal and unordered without invalid for quiet NaNs, the
    // others with it.
    private const int Equal = 0, Unordered = 3, GreaterOrEqual = 13, Greater = 14;

    private bool isDouble, isSingleLane;
    private int otherwise;

    private Lanes Lanes => isDouble ? Lanes.Double : Lanes.Word;

    private int Width => isDouble ? 64 : 32;

    private int FractionBits => isDouble ? 52 : 23;

    /// <summary>Whether the host computes a function.</summary>
    public bool Has(FloatFunction function, FloatFormat format, FloatRounding rounding)
    {
        if (format == FloatFormat.Half) return false;
        bool isDynamic = rounding == FloatRounding.Dynamic;
        return function switch
        {
            FloatFunction.MultiplyAdd => isDynamic && hasFusedMultiply,
            <= FloatFunction.SquareRoot => isDynamic,
            <= FloatFunction.IsGreaterOrEqual => true,
            FloatFunction.RoundToIntegral or FloatFunction.RoundToIntegralExact => true,
            FloatFunction.ConvertToDouble => format == FloatFormat.Single,
            FloatFunction.ConvertToSingle => format == FloatFormat.Double && isDynamic,
            _ => function == FloatFunctions.ToInteger(format, true) || function == FloatFunctions.ToInteger(format, false)
                || (isDynamic && (function == FloatFunctions.FromInteger(format, true)
                    || function == FloatFunctions.FromInteger(format, false))),
        };
    }

    /// <summary>Writes a function that the host has; operands stay as they are.</summary>
    /// <param name="function">The function.</param>
    /// <param name="isDouble">The operands are doubles.</param>
    /// <param name="isSingleLane">Only the lowest lane counts.</param>
    /// <param name="a">First operand.</param>
    /// <param name="b">Second operand, where there is one.</param>
    /// <param name="c">Third operand, where there is one.</param>
    /// <param name="rounding">May be dynamic.</param>
    /// <param name="immediate">A constant, where there is one.</param>
    /// <param name="otherwise">The label of the helper's call.</param>
    /// <returns>The register of the result.</returns>
    public Xmm Write(
        FloatFunction function, bool isDouble, bool isSingleLane, Xmm a, Xmm b, Xmm c, FloatRounding rounding, int immediate,
        int otherwise)
    {
        this.isDouble = isDouble;
        this.isSingleLane = isSingleLane;
        this.otherwise = otherwise;
        switch (function)
        {
            case FloatFunction.Add:
                return Checked(Do(VectorOpcode.FloatAdd, a, b), false);
            case FloatFunction.Subtract:
                return Checked(Do(VectorOpcode.FloatSubtract, a, b), false);
            case FloatFunction.Multiply:
                return Checked(Do(VectorOpcode.FloatMultiply, a, b), true);
            case FloatFunction.Divide:
                NoteSubnormal(a);
                return Checked(Do(VectorOpcode.FloatDivide, a, b), true);
            case FloatFunction.SquareRoot:
                NoteSubnormal(a);
                return Checked(Do(VectorOpcode.FloatSquareRoot, 0, a), false);
            case FloatFunction.MultiplyAdd:
                Xmm sum = floats.NewVector();
                code.Move(sum, c);
                code.MultiplyAddLanes(isDouble, sum, a, b);
                return Checked(sum, true);
            case FloatFunction.Minimum or FloatFunction.MinimumNumber:
                return Extremum(VectorOpcode.FloatMinimum, VectorOpcode.Or, a, b);
            case FloatFunction.Maximum or FloatFunction.MaximumNumber:
                return Extremum(VectorOpcode.FloatMaximum, VectorOpcode.And, a, b);
            case FloatFunction.IsEqual:
                NoteSubnormals(a, b);
                return Compare(Equal, a, b);
            case FloatFunction.IsGreater:
                NoteSubnormals(a, b);
                return Compare(Greater, a, b);
            case FloatFunction.IsGreaterOrEqual:
                NoteSubnormals(a, b);
                return Compare(GreaterOrEqual, a, b);
            case FloatFunction.RoundToIntegral or FloatFunction.RoundToIntegralExact:
                NoteSubnormal(a);
                if (rounding != FloatRounding.NearestAway)
                    return Checked(Round(a, rounding, function == FloatFunction.RoundToIntegral), false);
                Require(Magnitude(a), FractionBits);
                return RoundAway(a);
            case FloatFunction.ConvertToDouble:
                Xmm wide = floats.NewVector();
                code.Vector(VectorOpcode.FloatWiden, wide, 0, a);
                this.isDouble = true;
                return Checked(wide, false);
            case FloatFunction.ConvertToSingle:
                Xmm narrow = floats.NewVector();
                code.Vector(VectorOpcode.FloatNarrow, narrow, 0, a);
                this.isDouble = false;
                return Checked(narrow, true);
            case FloatFunction.ToSigned32 or FloatFunction.ToSigned64:
                Require(Magnitude(a), Width - 1 - immediate);
                return ToIntegers(a, rounding, immediate);
            case FloatFunction.ToUnsigned32 or FloatFunction.ToUnsigned64:
                JumpIfAny(a);
                Require(a, Width - 1 - immediate);
                return ToIntegers(a, rounding, immediate);
            case FloatFunction.FromUnsigned32 or FloatFunction.FromUnsigned64:
                JumpIfAny(a);
                return FromIntegers(a, immediate);
            default:
                return FromIntegers(a, immediate);
        }
    }

    /// <summary>A number rounded to a whole one, ties away from zero, without inexact: less than 2^63.</summary>
    public Xmm RoundAway(bool isDouble, Xmm number)
    {
        this.isDouble = isDouble;
        return RoundAway(number);
    }

    // Both the fraction and the sum are exact.
    private Xmm RoundAway(Xmm number)
    {
        Xmm whole = Round(number, FloatRounding.TowardsZero, suppressInexact: true);
        Xmm away = Magnitude(Do(VectorOpcode.FloatSubtract, number, whole)), limit = Constant(PowerOfTwo(-1));
        code.FloatVector(VectorOpcode.FloatCompare, isDouble, away, away, limit, GreaterOrEqual);
        LoadConstant(limit, PowerOfTwo(0));
        code.Vector(VectorOpcode.And, away, away, limit);
        LoadConstant(limit, 1UL << (Width - 1));
        code.Vector(VectorOpcode.And, limit, limit, number);
        code.Vector(VectorOpcode.Or, away, away, limit);
        code.FloatVector(VectorOpcode.FloatAdd, isDouble, whole, whole, away);
        return whole;
    }

    private Xmm Do(VectorOpcode opcode, Xmm first, Xmm second)
    {
        Xmm result = floats.NewVector();
        code.FloatVector(opcode, isDouble, result, first, second);
        return result;
    }

    private Xmm Compare(int predicate, Xmm first, Xmm second)
    {
        Xmm result = floats.NewVector();
        code.FloatVector(VectorOpcode.FloatCompare, isDouble, result, first, second, predicate);
        return result;
    }

    // A comparison tells of a subnormal number that counts as zero, where what is computed of it may not.
    private void NoteSubnormal(Xmm number)
    {
        if (rules == FloatRules.None) return;
        Xmm first = floats.NextVector;
        Compare(Unordered, number, number);
        floats.Free(first);
    }

    private void NoteSubnormals(Xmm left, Xmm right)
    {
        NoteSubnormal(left);
        NoteSubnormal(right);
    }

    private Xmm Round(Xmm number, FloatRounding rounding, bool suppressInexact)
    {
        RoundingControl control = ControlOf(rounding);
        Xmm result = floats.NewVector();
        code.Vector(
            isDouble ? VectorOpcode.FloatRoundDouble : VectorOpcode.FloatRoundSingle, result, 0, number,
            (int)control | (suppressInexact ? 8 : 0));
        return result;
    }

    /// <summary>How the host names a rounding mode that it has.</summary>
    public static RoundingControl ControlOf(FloatRounding rounding) => rounding switch
    {
        FloatRounding.NearestEven => RoundingControl.Nearest,
        FloatRounding.TowardsZero => RoundingControl.Zero,
        FloatRounding.Down => RoundingControl.Down,
        FloatRounding.Up => RoundingControl.Up,
        _ => RoundingControl.Current,
    };

    // The host gives the second of two equal numbers, which have different bits only when they are zeros: so both orders
    // give both of these.
    private Xmm Extremum(VectorOpcode opcode, VectorOpcode whenEqual, Xmm a, Xmm b)
    {
        Xmm unordered = Compare(Unordered, a, b);
        JumpIfAny(unordered);
        Xmm first = Do(opcode, a, b);
        code.FloatVector(opcode, isDouble, unordered, b, a);
        code.Vector(whenEqual, first, first, unordered);
        return first;
    }

    // Numbers that fit: rounded first unless the conversion does it, which raises inexact then.
    private Xmm ToIntegers(Xmm number, FloatRounding rounding, int digits)
    {
        if (digits == 0) NoteSubnormal(number);
        else number = Do(VectorOpcode.FloatMultiply, number, Constant(PowerOfTwo(digits)));
        if (rounding == FloatRounding.Dynamic) return Convert(number, truncates: false);
        if (rounding == FloatRounding.TowardsZero) return Convert(number, truncates: true);
        Xmm first = floats.NextVector;
        Convert(number, truncates: true);
        floats.Free(first);
        return Convert(
            rounding == FloatRounding.NearestAway ? RoundAway(number) : Round(number, rounding, suppressInexact: true),
            truncates: true);
    }

    private Xmm Convert(Xmm number, bool truncates)
    {
        Xmm result = floats.NewVector();
        if (!isDouble)
        {
            code.Vector(truncates ? VectorOpcode.FloatTruncate : VectorOpcode.FloatToWord, result, 0, number);
            return result;
        }

        ConvertLane(number);
        code.MoveToXmm(wide: true, result, Gpr.Rax);
        if (isSingleLane) return result;
        Xmm high = floats.NewVector();
        code.Vector(VectorOpcode.SelectHalves, high, number, number, 3);
        ConvertLane(high);
        code.InsertLane(result, Gpr.Rax, sizeof(ulong), 1);
        return result;

        void ConvertLane(Xmm lane)
        {
            if (truncates) code.TruncateToInteger(isDouble: true, wide: true, Gpr.Rax, lane);
            else code.ConvertToInteger(isDouble: true, wide: true, Gpr.Rax, lane);
        }
    }

    private Xmm FromIntegers(Xmm integers, int digits)
    {
        Xmm result = floats.NewVector();
        if (!isDouble)
        {
            code.Vector(VectorOpcode.FloatFromWord, result, 0, integers);
        }
        else
        {
            code.MoveFromXmm(wide: true, Gpr.Rax, integers);
            code.Logic(VectorLogic.Xor, result, result);
            code.ConvertFromInteger(isDouble: true, wide: true, result, Gpr.Rax);
            if (!isSingleLane)
            {
                Xmm high = floats.NewVector();
                code.ExtractLane(Gpr.Rax, integers, sizeof(ulong), 1);
                code.Logic(VectorLogic.Xor, high, high);
                code.ConvertFromInteger(isDouble: true, wide: true, high, Gpr.Rax);
                code.Vector(VectorOpcode.SelectHalves, result, result, high, 0);
            }
        }

        if (digits != 0) code.FloatVector(VectorOpcode.FloatMultiply, isDouble, result, result, Constant(PowerOfTwo(-digits)));
        return result;
    }

    // Jumps where a result is a NaN or may be tiny: the smallest normal number may have been rounded from below.
    private Xmm Checked(Xmm result, bool mayBeTiny)
    {
        Xmm first = floats.NextVector, odd = Compare(Unordered, result, result);
        if (mayBeTiny && (rules & FloatRules.TinyBeforeRounding) != 0)
        {
            Xmm doubled = floats.NewVector(), smallest = floats.NewVector();
            code.Vector(isDouble ? VectorOpcode.AddDouble : VectorOpcode.AddWord, doubled, result, result);
            code.Vector(VectorOpcode.EqualWord, smallest, smallest, smallest);
            code.ShiftVector(Lanes, VectorShift.Right, smallest, smallest, Width - 1);
            code.ShiftVector(Lanes, VectorShift.Left, smallest, smallest, FractionBits + 1);
            code.Vector(isDouble ? VectorOpcode.EqualDouble : VectorOpcode.EqualWord, doubled, doubled, smallest);
            code.Vector(VectorOpcode.Or, odd, odd, doubled);
        }

        JumpIfAny(odd);
        floats.Free(first);
        return result;
    }

    // Jumps unless all numbers, which are not negative, are less than a power of two.
    private void Require(Xmm bits, int exponent)
    {
        Xmm first = floats.NextVector, limit = Constant(PowerOfTwo(exponent) - 1);
        code.Vector(isDouble ? VectorOpcode.GreaterDouble : VectorOpcode.GreaterWord, limit, bits, limit);
        JumpIfAny(limit);
        floats.Free(first);
    }

    // Jumps when a lane's highest bit is set.
    private void JumpIfAny(Xmm mask)
    {
        code.MoveMask(isDouble, Gpr.Rax, mask);
        code.Test(wide: false, Gpr.Rax, Gpr.Rax);
        code.JumpIf(Condition.NE, otherwise);
    }

    private Xmm Magnitude(Xmm number)
    {
        Xmm result = floats.NewVector();
        code.ShiftVector(Lanes, VectorShift.Left, result, number, 1);
        code.ShiftVector(Lanes, VectorShift.Right, result, result, 1);
        return result;
    }

    private Xmm Constant(ulong lane)
    {
        Xmm constant = floats.NewVector();
        LoadConstant(constant, lane);
        return constant;
    }

    private void LoadConstant(Xmm host, ulong lane)
    {
        code.MoveConstant(Gpr.Rax, lane);
        code.MoveToXmm(isDouble, host, Gpr.Rax);
        code.Vector(isDouble ? VectorOpcode.BroadcastDouble : VectorOpcode.BroadcastWord, host, 0, host);
    }

    private ulong PowerOfTwo(int exponent) => (ulong)(exponent + (isDouble ? 1023 : 127)) << FractionBits;
}
