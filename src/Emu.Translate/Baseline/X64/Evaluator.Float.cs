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
        if (operation == FloatHelperOperation.ToInteger) return ToInteger(in node);
        Xmm result = Calculate(in node);
        Gpr host = registers.Allocate();
        code.MoveFromXmm(IsDouble(operation, packed), host, result);
        return host;
    }

    private static bool IsDouble(FloatHelperOperation operation, uint packed) =>
        HelperArguments.Float(packed).Format == FloatFormat.Double ^ operation == FloatHelperOperation.Convert;

    // Arithmetic whose result is a number.
    private Xmm Calculate(in Node node)
    {
        vectors.Save();
        (FloatHelperOperation operation, FloatFormat format, IntegerFormat integer, FloatRounding rounding) =
            HelperArguments.Float((uint)node.Constant);
        bool isDouble = format == FloatFormat.Double, isDynamic = rounding == FloatRounding.Dynamic;
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
                Xmm root = Number(node.A, isDouble);
                code.Arithmetic(ScalarOperation.Sqrt, isDouble, root, root);
                return WithoutNaN(root, isDouble);
            case FloatHelperOperation.MultiplyAdd when isDynamic && hasFusedMultiply:
                return MultiplyAdd(in node, isDouble);
            case FloatHelperOperation.FromInteger
                when isDynamic || (isDouble && integer is IntegerFormat.Signed32 or IntegerFormat.Unsigned32):
                return FromInteger(in node, integer, isDouble);
            case FloatHelperOperation.Convert when isDynamic || !isDouble:
                Xmm operand = Number(node.A, isDouble), converted = floats.NewVector();
                code.Logic(VectorLogic.Xor, converted, converted);
                code.ConvertPrecision(!isDouble, converted, operand);
                return WithoutNaN(converted, !isDouble);
            default:
                Xmm result = floats.NewVector();
                CallFloatHelper(in node, result);
                return result;
        }
    }

    private Xmm Arithmetic(ScalarOperation operation, bool isDouble, in Node node)
    {
        Xmm left = Number(node.A, isDouble);
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
        code.JumpIf(Condition.P, cold.Add(in part));
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
        bool isDouble = format == FloatFormat.Double, rounds = rounding == FloatRounding.Dynamic;
        if (!rounds && rounding != FloatRounding.TowardsZero)
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
        else code.TruncateToInteger(isDouble, wide: true, host, number);
        if (to == IntegerFormat.Unsigned32) code.MoveSignExtended(host, host, 32);
        code.Bind(part.Back);
        return host;
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
