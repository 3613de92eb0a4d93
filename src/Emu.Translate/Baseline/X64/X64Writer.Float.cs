using Emu.FloatingPoint;
using Emu.Isa;
using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <content>
/// Floating point on the host's unit, whose control register holds the guest's rounding mode and flags. The guest's
/// registers stay in the state; what the host does differently is computed by a helper.
/// </content>
internal sealed unsafe partial class X64Writer
{
    private const ulong CanonicalDouble = 0x7ff8_0000_0000_0000, CanonicalSingle = 0x7fc0_0000;

    // The upper half of a register that holds a single.
    private const int BoxedHalf = -1;

    // What is known in the rest of the block.
    private bool isFloatEnabled, isRoundingValid, isFloatDirty;

    private Xmm nextVector;

    public override void BeginFloat()
    {
        nextVector = Xmm.Xmm0;
        if (isFloatEnabled) return;
        isFloatEnabled = true;
        code.Load(Gpr.Rax, Field(StateLayout.FloatEnabled), sizeof(byte), signExtend: false);
        code.Test(wide: false, Gpr.Rax, Gpr.Rax);
        code.JumpIf(Condition.E, AddCold(SideExit(SideExitCause.FloatEnvironment)));
    }

    public override void BeginFloat(FloatRounding rounding)
    {
        BeginFloat();
        if (rounding != FloatRounding.Dynamic || isRoundingValid) return;
        isRoundingValid = true;
        code.Load(Gpr.Rax, Field(StateLayout.FloatRounding), sizeof(byte), signExtend: false);
        code.Alu(Alu.Cmp, wide: false, Gpr.Rax, (int)FloatRounding.Up);
        code.JumpIf(Condition.A, AddCold(SideExit(SideExitCause.FloatEnvironment)));
    }

    public override void WriteFloat(int guest, BaselineValue value)
    {
        int number = value.In(Graph), boxed = Graph.Boxed(number);
        Memory register = FloatRegister(guest);
        if (boxed >= 0)
        {
            if (Graph[boxed].Kind == NodeKind.Float) code.StoreFloat(false, register, Calculate(in Graph[boxed]));
            else code.Store(register, Evaluate(boxed), sizeof(uint));
            code.StoreConstant(register.Offset(sizeof(uint)), sizeof(uint), BoxedHalf);
        }
        else if (Graph[number].Kind == NodeKind.Float)
        {
            code.StoreFloat(true, register, Calculate(in Graph[number]));
        }
        else
        {
            code.Store(register, Evaluate(number), sizeof(ulong));
        }

        MarkFloatDirty();
    }

    public override void WriteVector(int guest, BaselineVector value)
    {
        // Both halves are known before one is written: they may come from the same register.
        Gpr low = Evaluate(value.Low.In(Graph)), high = Evaluate(value.High.In(Graph));
        Memory register = Field(StateLayout.Register(File, guest));
        code.Store(register, low, sizeof(ulong));
        code.Store(register.Offset(sizeof(ulong)), high, sizeof(ulong));
    }

    protected override void NoteArithmetic(uint packed)
    {
        FloatHelperOperation operation = HelperArguments.Float(packed).Operation;
        if (operation is FloatHelperOperation.ToInteger or FloatHelperOperation.IsEqual
            or FloatHelperOperation.IsLess or FloatHelperOperation.IsLessOrEqual)
            MarkFloatDirty();
    }

    private static Memory FloatRegister(int guest) => Register(guest);

    private void BeginFloatOfBlock() => isFloatEnabled = isRoundingValid = isFloatDirty = false;

    private void MarkFloatDirty()
    {
        if (isFloatDirty) return;
        isFloatDirty = true;
        code.StoreConstant(Field(StateLayout.FloatDirty), sizeof(byte), 1);
    }

    private Xmm NewVector() => nextVector++;

    // A number in a vector register that may be changed.
    private Xmm Number(int number, bool isDouble)
    {
        ref Node node = ref Graph[number];
        Xmm vector = NewVector();
        if (isDouble && node.Kind == NodeKind.FloatRegister)
        {
            code.LoadFloat(isDouble, vector, FloatRegister((int)node.Constant));
        }
        else if (!isDouble && Graph.IsUnboxed(number, (long)CanonicalSingle, out int guest))
        {
            Memory register = FloatRegister(guest);
            code.Alu(Alu.Cmp, wide: false, register.Offset(sizeof(uint)), BoxedHalf);
            ColdCode cold = Canonical(vector, isDouble);
            code.JumpIf(Condition.NE, AddCold(in cold));
            code.LoadFloat(isDouble, vector, register);
            code.Bind(cold.Back);
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
                Xmm operand = Number(node.A, isDouble), converted = NewVector();
                code.Logic(VectorLogic.Xor, converted, converted);
                code.ConvertPrecision(!isDouble, converted, operand);
                return WithoutNaN(converted, !isDouble);
            default:
                Xmm result = NewVector();
                CallFloatHelper(in node, result);
                return result;
        }
    }

    private Xmm Arithmetic(ScalarOperation operation, bool isDouble, in Node node)
    {
        Xmm left = Number(node.A, isDouble);
        ref Node right = ref Graph[node.B];
        if (isDouble && right.Kind == NodeKind.FloatRegister)
            code.Arithmetic(operation, isDouble, left, FloatRegister((int)right.Constant));
        else
            code.Arithmetic(operation, isDouble, left, Number(node.B, isDouble));
        return WithoutNaN(left, isDouble);
    }

    // The host raises no flag for infinity x 0 + NaN, so the helper computes what becomes a NaN.
    private Xmm MultiplyAdd(in Node node, bool isDouble)
    {
        Xmm left = Number(node.A, isDouble), right = Number(node.B, isDouble), addend = Number(node.C, isDouble);
        Xmm sum = NewVector();
        code.Move(sum, addend);
        code.MultiplyAdd(FusedMultiply.Add, isDouble, sum, left, right);
        code.CompareQuiet(isDouble, sum, sum);
        ColdCode cold = FloatHelper((uint)node.Constant, left, right, addend, sum);
        code.JumpIf(Condition.P, AddCold(in cold));
        code.Bind(cold.Back);
        return sum;
    }

    private Xmm FromInteger(in Node node, IntegerFormat from, bool isDouble)
    {
        Gpr integer = Evaluate(node.A);
        Xmm number = NewVector();
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
                ColdCode cold = FloatHelper((uint)node.Constant, integer, integer, integer, number);
                code.JumpIf(Condition.S, AddCold(in cold));
                code.ConvertFromInteger(isDouble, wide: true, number, integer);
                code.Bind(cold.Back);
                break;
        }

        return number;
    }

    // On the host while the number is in the open interval in which nothing overflows.
    private Gpr ToInteger(in Node node)
    {
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
        Xmm number = Number(node.A, isDouble), limit = NewVector();
        host = registers.Allocate();
        ColdCode cold = FloatHelper((uint)node.Constant, number, number, number, host);
        int outside = AddCold(in cold);
        LoadNumber(limit, low, isDouble);
        code.CompareQuiet(isDouble, number, limit);
        code.JumpIf(Condition.BE, outside);
        LoadNumber(limit, high, isDouble);
        code.CompareQuiet(isDouble, limit, number);
        code.JumpIf(Condition.BE, outside);
        if (rounds) code.ConvertToInteger(isDouble, wide: true, host, number);
        else code.TruncateToInteger(isDouble, wide: true, host, number);
        if (to == IntegerFormat.Unsigned32) code.MoveSignExtended(host, host, 32);
        code.Bind(cold.Back);
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
        ColdCode cold = Canonical(result, isDouble);
        code.JumpIf(Condition.P, AddCold(in cold));
        code.Bind(cold.Back);
        return result;
    }

    private ColdCode Canonical(Xmm result, bool isDouble) => new()
    {
        Kind = ColdKind.CanonicalNaN,
        Label = code.NewLabel(),
        Back = code.NewLabel(),
        Result = result,
        IsDouble = isDouble,
    };

    private void WriteCanonicalNaN(in ColdCode part)
    {
        code.MoveConstant(Gpr.Rax, part.IsDouble ? CanonicalDouble : CanonicalSingle);
        code.MoveToXmm(wide: true, (Xmm)part.Result.Number, Gpr.Rax);
        code.Jump(part.Back);
    }

    private ColdCode FloatHelper(uint packed, FloatOperand a, FloatOperand b, FloatOperand c, FloatOperand result) =>
        new()
        {
            Kind = ColdKind.FloatHelper,
            Label = code.NewLabel(),
            Back = code.NewLabel(),
            Packed = packed,
            A = a,
            B = b,
            C = c,
            Result = result,
        };

    private void CallFloatHelper(in Node node, FloatOperand result)
    {
        Gpr a = Evaluate(node.A);
        Gpr b = Graph[node.B].Kind == NodeKind.Constant ? a : Evaluate(node.B);
        Gpr c = Graph[node.C].Kind == NodeKind.Constant ? a : Evaluate(node.C);
        CallFloatHelper((uint)node.Constant, a, b, c, result);
    }

    private void CallFloatHelper(uint packed, FloatOperand a, FloatOperand b, FloatOperand c, FloatOperand result)
    {
        bool isDouble = HelperArguments.Float(packed).Format == FloatFormat.Double;
        MoveBits(Gpr.Rax, a, isDouble);
        MoveBits(Gpr.Rcx, b, isDouble);
        MoveBits(Gpr.Rdx, c, isDouble);
        code.StoreConstant(Field(StateLayout.HelperResult), sizeof(uint), (int)packed);
        code.Call(floatHelper);
        if (result.IsVector) code.MoveToXmm(wide: true, (Xmm)result.Number, Gpr.Rax);
        else code.Move(wide: true, (Gpr)result.Number, Gpr.Rax);
    }

    private void MoveBits(Gpr host, FloatOperand operand, bool isDouble)
    {
        if (operand.IsVector) code.MoveFromXmm(isDouble, host, (Xmm)operand.Number);
        else code.Move(wide: true, host, (Gpr)operand.Number);
    }

    // Called with operands in rax, rcx and rdx, and the operation in the place of a helper's second result: leaves the
    // result in rax and keeps the other integer registers that hold anything.
    private void WriteFloatHelper()
    {
        ReadOnlySpan<Gpr> kept = [Gpr.Rdi, Gpr.Rsi, Gpr.R8, Gpr.R9, Gpr.R10, Gpr.R11];
        code.Bind(floatHelper);
        foreach (Gpr register in kept) code.Push(register);
        code.Move(wide: true, Gpr.R8, Gpr.Rdx);
        code.Move(wide: true, Gpr.Rdx, Gpr.Rax);
        code.Load(Gpr.Rsi, Field(StateLayout.HelperResult), sizeof(uint), signExtend: false);
        code.Lea(wide: true, Gpr.Rdi, new Memory(State, -Bias));
        CallHelper(HelperId.Float);
        for (int i = kept.Length; --i >= 0;) code.Pop(kept[i]);
        code.Return();
    }
}
