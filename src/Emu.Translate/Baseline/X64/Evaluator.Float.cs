using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;
using static Emu.Translate.Baseline.X64.HostFrame;

namespace Emu.Translate.Baseline.X64;

/// <content>
/// How floating point is computed: on the host's unit, whose control register holds the guest's rounding mode and flags.
/// The guest's registers stay in the state; what the host does differently is computed by a helper.
/// </content>
internal sealed partial class Evaluator
{
    // The upper half of a register that holds a single.
    private const int BoxedHalf = -1;

    /// <summary>Sets a floating-point register and marks the state dirty.</summary>
    public void WriteFloat(int guest, BaselineValue value)
    {
        int number = value.In(graph), boxed = graph.Boxed(number);
        Memory register = Register(guest);
        if (boxed >= 0)
        {
            if (graph[boxed].Kind == NodeKind.Float) code.StoreFloat(false, register, Calculate(in graph[boxed]));
            else code.Store(register, Evaluate(boxed), sizeof(uint));
            code.StoreConstant(register.Offset(sizeof(uint)), sizeof(uint), BoxedHalf);
        }
        else if (graph[number].Kind == NodeKind.Float)
        {
            code.StoreFloat(true, register, Calculate(in graph[number]));
        }
        else
        {
            code.Store(register, Evaluate(number), sizeof(ulong));
        }

        floats.MarkDirty();
    }

    // A number in a vector register that may be changed.
    private Xmm Number(int number, bool isDouble)
    {
        ref Node node = ref graph[number];
        Xmm vector = floats.NewVector();
        if (isDouble && node.Kind == NodeKind.FloatRegister)
        {
            code.LoadFloat(isDouble, vector, Register((int)node.Constant));
        }
        else if (!isDouble && graph.IsUnboxed(number, (long)CanonicalNaN.Single, out int guest))
        {
            Memory register = Register(guest);
            code.Alu(Alu.Cmp, wide: false, register.Offset(sizeof(uint)), BoxedHalf);
            ColdCode part = cold.Canonical(vector, isDouble);
            code.JumpIf(Condition.NE, cold.Add(in part));
            code.LoadFloat(isDouble, vector, register);
            code.Bind(part.Back);
        }
        else if (node.Kind == NodeKind.VectorLane && node.Location == Node.Nowhere && node.Detail == (isDouble ? 3 : 2)
            && vectors.IsInMemory(node.A, out int place))
        {
            code.LoadFloat(isDouble, vector, Field(place + ((int)node.Constant << node.Detail)));
        }
        else
        {
            code.MoveToXmm(isDouble, vector, Evaluate(number));
        }

        return vector;
    }

    private Gpr FloatToRegister(in Node node)
    {
        uint packed = (uint)node.Constant;
        FloatHelperOperation operation = HelperArguments.Float(packed).Operation;
        vectors.Save();
        Prepare(in node);
        Xmm first = floats.NextVector;
        Gpr host;
        if (HelperArguments.IsFunction(packed))
        {
            host = Function(in node);
        }
        else if (operation == FloatHelperOperation.ToInteger)
        {
            host = ToInteger(in node);
        }
        else
        {
            Xmm result = Calculate(in node);
            host = registers.Allocate();
            code.MoveFromXmm(IsDouble(operation, packed), host, result);
        }

        floats.Free(first);
        return host;
    }

    private static bool IsDouble(FloatHelperOperation operation, uint packed) =>
        HelperArguments.Float(packed).Format == FloatFormat.Double ^ operation == FloatHelperOperation.Convert;

    // Computes operands before one of them is in a vector register, which a helper that computes another would not keep.
    private void Prepare(in Node node)
    {
        if (rules == FloatRules.None) return;
        foreach (int operand in (ReadOnlySpan<int>)[node.A, node.B, node.C])
            if (graph[operand].Kind is not (NodeKind.Constant or NodeKind.VectorLane)) Evaluate(operand);
    }

    private Gpr Function(in Node node)
    {
        uint packed = (uint)node.Constant;
        (FloatFunction function, FloatFormat format, FloatRounding rounding, int immediate) = HelperArguments.Function(packed);
        bool isDouble = format == FloatFormat.Double;
        if (format != FloatFormat.Half && function is FloatFunction.Compare or FloatFunction.CompareSignalling)
            return Order(in node, isDouble, function == FloatFunction.CompareSignalling);
        Gpr host;
        if (numbers.Has(function, format, rounding))
        {
            Xmm x = Number(node.A, isDouble);
            Xmm y = FloatFunctions.OperandsOf(function) > 1 ? Number(node.B, isDouble) : x;
            host = registers.Allocate();
            ColdCode part = cold.FloatHelper(packed, x, y, y, host);
            Xmm result = numbers.Write(
                function, isDouble, isSingleLane: true, x, y, y, rounding, immediate, cold.Add(in part));
            code.MoveFromXmm(isDouble, host, result);
            code.Bind(part.Back);
            return host;
        }

        Gpr a = Evaluate(node.A), b = Evaluate(node.B), c = Evaluate(node.C);
        host = registers.Allocate();
        shared.CallFloatHelper(packed, a, b, c, host);
        return host;
    }

    // Greater, plus not less, and the top bit when unordered.
    private Gpr Order(in Node node, bool isDouble, bool signalling)
    {
        Xmm left = Number(node.A, isDouble), right = Number(node.B, isDouble);
        Gpr host = registers.Allocate();
        NoteSubnormal(left, isDouble);
        NoteSubnormal(right, isDouble);
        if (signalling) code.CompareSignaling(isDouble, left, right);
        else code.CompareQuiet(isDouble, left, right);
        code.SetCondition(Condition.A, Gpr.Rax);
        code.SetCondition(Condition.AE, Gpr.Rdx);
        code.SetCondition(Condition.P, Gpr.Rcx);
        code.MoveZeroExtended(Gpr.Rax, Gpr.Rax, 8);
        code.MoveZeroExtended(Gpr.Rdx, Gpr.Rdx, 8);
        code.MoveZeroExtended(host, Gpr.Rcx, 8);
        code.Shift(Shift.Shl, wide: true, host, 63);
        code.Alu(Alu.Add, wide: true, Gpr.Rax, Gpr.Rdx);
        code.Alu(Alu.Or, wide: true, host, Gpr.Rax);
        return host;
    }

    // Where subnormal numbers are zeros, the host tells of them in almost all that it computes of them: not in quotients by
    // zero, roots of negative numbers, roundings to integers, nor beside a NaN. There a comparison of the number does.
    private void NoteSubnormal(Xmm number, bool isDouble)
    {
        if (rules != FloatRules.None) code.CompareQuiet(isDouble, number, number);
    }

    // Arithmetic whose result is a number.
    private Xmm Calculate(in Node node)
    {
        vectors.Save();
        (FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding) =
            HelperArguments.Float((uint)node.Constant);
        bool isDouble = format == FloatFormat.Double;
        bool isDynamic = rounding == FloatRounding.Dynamic && format != FloatFormat.Half;
        switch (operation)
        {
            case FloatHelperOperation.Add when isDynamic:
                return Arithmetic(ScalarOperation.Add, isDouble, in node);
            case FloatHelperOperation.Subtract when isDynamic:
                return Arithmetic(ScalarOperation.Sub, isDouble, in node);
            case FloatHelperOperation.Multiply when isDynamic:
                return Arithmetic(ScalarOperation.Mul, isDouble, in node);
            case FloatHelperOperation.Divide when isDynamic:
                return Arithmetic(ScalarOperation.Div, isDouble, in node);
            case FloatHelperOperation.SquareRoot when isDynamic:
                Xmm radicand = Number(node.A, isDouble), root = Copy(radicand);
                NoteSubnormal(radicand, isDouble);
                code.Arithmetic(ScalarOperation.Sqrt, isDouble, root, radicand);
                return HostIsRight(in node, root, isDouble, radicand, radicand);
            case FloatHelperOperation.MultiplyAdd when isDynamic && hasFusedMultiply:
                return MultiplyAdd(in node, isDouble);
            case FloatHelperOperation.FromInteger
                when format != FloatFormat.Half && (isDynamic || (isDouble && integer is IntegerFormat.Signed32 or IntegerFormat.Unsigned32)):
                return FromInteger(in node, integer, isDouble);
            case FloatHelperOperation.Convert when isDynamic || !isDouble:
                Xmm operand = Number(node.A, isDouble), converted = floats.NewVector();
                code.Logic(VectorLogic.Xor, converted, converted);
                code.ConvertPrecision(!isDouble, converted, operand);
                return HostIsRight(in node, converted, !isDouble, operand, operand);
            default:
                Xmm result = floats.NewVector();
                CallFloatHelper(in node, result);
                return result;
        }
    }

    private Xmm Arithmetic(ScalarOperation operation, bool isDouble, in Node node)
    {
        Xmm left = Number(node.A, isDouble);
        if (rules != FloatRules.None)
        {
            Xmm second = Number(node.B, isDouble), result = Copy(left);
            if (operation == ScalarOperation.Div) NoteSubnormal(left, isDouble);
            code.Arithmetic(operation, isDouble, result, second);
            return HostIsRight(in node, result, isDouble, left, second);
        }

        ref Node right = ref graph[node.B];
        if (isDouble && right.Kind == NodeKind.FloatRegister)
            code.Arithmetic(operation, isDouble, left, Register((int)right.Constant));
        else
            code.Arithmetic(operation, isDouble, left, Number(node.B, isDouble));
        return WithoutNaN(left, isDouble);
    }

    // The host raises no flag for infinity x 0 + NaN, so the helper computes what becomes a NaN.
    private Xmm MultiplyAdd(in Node node, bool isDouble)
    {
        Xmm left = Number(node.A, isDouble), right = Number(node.B, isDouble), addend = Number(node.C, isDouble);
        Xmm sum = floats.NewVector();
        code.Move(sum, addend);
        code.MultiplyAdd(FusedMultiply.Add, isDouble, sum, left, right);
        code.CompareQuiet(isDouble, sum, sum);
        ColdCode part = cold.FloatHelper((uint)node.Constant, left, right, addend, sum);
        int other = cold.Add(in part);
        code.JumpIf(Condition.P, other);
        if ((rules & FloatRules.TinyBeforeRounding) != 0) JumpIfSmallest(sum, isDouble, other);
        code.Bind(part.Back);
        return sum;
    }

    private Xmm FromInteger(in Node node, IntegerFormat from, bool isDouble)
    {
        Gpr integer = Evaluate(node.A);
        Xmm number = floats.NewVector();
        code.Logic(VectorLogic.Xor, number, number);
        switch (from)
        {
            case IntegerFormat.Signed32:
                code.ConvertFromInteger(isDouble, wide: false, number, integer);
                break;
            case IntegerFormat.Unsigned32:
                code.MoveZeroExtended(Gpr.Rax, integer, 32);
                code.ConvertFromInteger(isDouble, wide: true, number, Gpr.Rax);
                break;
            case IntegerFormat.Signed64:
                code.ConvertFromInteger(isDouble, wide: true, number, integer);
                break;
            default:
                code.Test(wide: true, integer, integer);
                ColdCode part = cold.FloatHelper((uint)node.Constant, integer, integer, integer, number);
                code.JumpIf(Condition.S, cold.Add(in part));
                code.ConvertFromInteger(isDouble, wide: true, number, integer);
                code.Bind(part.Back);
                break;
        }

        return number;
    }

    // On the host while the number is in the open interval in which nothing overflows.
    private Gpr ToInteger(in Node node)
    {
        vectors.Save();
        (_, FloatFormat format, IntegerFormat to, FloatRounding rounding) = HelperArguments.Float((uint)node.Constant);
        Gpr host;
        bool isDouble = format == FloatFormat.Double, rounds = rounding != FloatRounding.TowardsZero;
        if (format == FloatFormat.Half)
        {
            host = registers.Allocate();
            CallFloatHelper(in node, host);
            return host;
        }

        (double low, double high) = IntegerLimits.Of(to, rounds);
        Xmm number = Number(node.A, isDouble), limit = floats.NewVector();
        host = registers.Allocate();
        ColdCode part = cold.FloatHelper((uint)node.Constant, number, number, number, host);
        int outside = cold.Add(in part);
        LoadNumber(limit, low, isDouble);
        code.CompareQuiet(isDouble, number, limit);
        code.JumpIf(Condition.BE, outside);
        LoadNumber(limit, high, isDouble);
        code.CompareQuiet(isDouble, limit, number);
        code.JumpIf(Condition.BE, outside);
        if (rounds) code.ConvertToInteger(isDouble, wide: true, host, number);
        if (rounding != FloatRounding.Dynamic)
            code.TruncateToInteger(isDouble, wide: true, host, rounds ? Rounded(number, limit, isDouble, rounding) : number);
        if (to == IntegerFormat.Unsigned32) code.MoveSignExtended(host, host, 32);
        code.Bind(part.Back);
        return host;
    }

    // To a whole number in a static direction, which raises nothing: the conversion by the dynamic mode has.
    private Xmm Rounded(Xmm number, Xmm result, bool isDouble, FloatRounding rounding)
    {
        if (rounding == FloatRounding.NearestAway) return numbers.RoundAway(isDouble, number);
        code.Round(NumberWriter.ControlOf(rounding), suppressInexact: true, isDouble, result, number);
        return result;
    }

    private void LoadNumber(Xmm vector, double number, bool isDouble)
    {
        ulong bits = isDouble
            ? BitConverter.DoubleToUInt64Bits(number)
            : BitConverter.SingleToUInt32Bits((float)number);
        code.MoveConstant(Gpr.Rax, bits);
        code.MoveToXmm(isDouble, vector, Gpr.Rax);
    }

    private Condition CompareFloats(in Node node)
    {
        vectors.Save();
        (FloatHelperOperation operation, FloatFormat format, _, _) = HelperArguments.Float((uint)node.Constant);
        bool isDouble = format == FloatFormat.Double;
        Xmm left = Number(node.A, isDouble), right = Number(node.B, isDouble);
        if (operation != FloatHelperOperation.IsEqual)
        {
            code.CompareSignaling(isDouble, right, left);
            return operation == FloatHelperOperation.IsLess ? Condition.A : Condition.AE;
        }

        code.CompareQuiet(isDouble, left, right);
        code.SetCondition(Condition.NP, Gpr.Rax);
        code.MoveZeroExtended(Gpr.Rax, Gpr.Rax, 8);
        code.SetCondition(Condition.E, Gpr.Rdx);
        code.MoveZeroExtended(Gpr.Rdx, Gpr.Rdx, 8);
        code.Test(wide: false, Gpr.Rax, Gpr.Rdx);
        return Condition.NE;
    }

    // The result, or what the guest has in its place: without rules only a NaN is different, and always the same one.
    private Xmm HostIsRight(in Node node, Xmm result, bool isDouble, Xmm left, Xmm right)
    {
        if (rules == FloatRules.None) return WithoutNaN(result, isDouble);
        uint packed = (uint)node.Constant;
        FloatHelperOperation operation = HelperArguments.Float(packed).Operation;
        code.CompareQuiet(isDouble, result, result);
        ColdCode part = cold.FloatHelper(packed, left, right, right, result);
        int other = cold.Add(in part);
        code.JumpIf(Condition.P, other);
        bool mayBeTiny = operation is FloatHelperOperation.Multiply or FloatHelperOperation.Divide
            || (operation == FloatHelperOperation.Convert && !isDouble);
        if (mayBeTiny && (rules & FloatRules.TinyBeforeRounding) != 0) JumpIfSmallest(result, isDouble, other);
        code.Bind(part.Back);
        return result;
    }

    // Jumps for the smallest normal number, which may have been rounded from below without the host's underflow, and for
    // others with its exponent.
    private void JumpIfSmallest(Xmm number, bool isDouble, int label)
    {
        code.MoveFromXmm(isDouble, Gpr.Rax, number);
        code.Shift(Shift.Shl, isDouble, Gpr.Rax, 1);
        code.Shift(Shift.Shr, isDouble, Gpr.Rax, isDouble ? 53 : 24);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, 1);
        code.JumpIf(Condition.E, label);
    }

    // The host computes into one of its operands, which the guest's rules may need.
    private Xmm Copy(Xmm number)
    {
        if (rules == FloatRules.None) return number;
        Xmm copy = floats.NewVector();
        code.Move(copy, number);
        return copy;
    }

    private Xmm WithoutNaN(Xmm result, bool isDouble)
    {
        code.CompareQuiet(isDouble, result, result);
        ColdCode part = cold.Canonical(result, isDouble);
        code.JumpIf(Condition.P, cold.Add(in part));
        code.Bind(part.Back);
        return result;
    }

    private void CallFloatHelper(in Node node, FloatOperand result)
    {
        Gpr a = Evaluate(node.A);
        Gpr b = graph[node.B].Kind == NodeKind.Constant ? a : Evaluate(node.B);
        Gpr c = graph[node.C].Kind == NodeKind.Constant ? a : Evaluate(node.C);
        shared.CallFloatHelper((uint)node.Constant, a, b, c, result);
    }
}
