using Emu.Translate.Abi;

namespace Emu.Translate.Baseline.X64;

/// <content>
/// How nodes are computed. Each is computed once, into a register that no guest register needs; the last use of an
/// operand may overwrite its register.
/// </content>
internal sealed unsafe partial class X64Writer
{
    private const int NoRegister = 0;

    // The guest register that the instruction is about to write: its old value is dead after its last use.
    private int overwritten = NoRegister;

    protected override void Execute(int node) => Evaluate(node);

    protected override void WriteRegister(int guest, int node, bool isKnown)
    {
        if (isKnown)
        {
            Preserve(guest);
            registers.Forget(guest);
            StoreKnown(guest, node);
            return;
        }

        overwritten = guest;
        Graph[node].Uses++;
        Gpr host = Copy(node);
        overwritten = NoRegister;
        Preserve(guest);
        registers.Write(guest, host);
    }

    // Keeps the old value of a guest register that is about to be written, for nodes that are computed later.
    private void Preserve(int guest)
    {
        int number = Graph.FindRegister(guest);
        if (number < 0 || Graph[number].Uses == 0) return;
        Evaluate(number);
        registers.Detach(guest);
        Graph[number].Kind = NodeKind.Temporary;
    }

    private void StoreKnown(int guest, int number)
    {
        if (Graph.IsImmediate(number, out int immediate))
        {
            code.StoreConstant(Register(guest), sizeof(ulong), immediate);
            return;
        }

        LoadKnown(Gpr.Rax, in Graph[number]);
        code.Store(Register(guest), Gpr.Rax, sizeof(ulong));
    }

    private void LoadKnown(Gpr host, in Node node)
    {
        if (node.Kind == NodeKind.Constant) code.MoveConstant(host, (ulong)node.Constant);
        else code.Lea(wide: true, host, new Memory(PageStart, checked((int)node.Constant)));
    }

    // The host register that holds a node's value, computed now if it was not; the caller must not change it.
    private Gpr Evaluate(int number)
    {
        ref Node node = ref Graph[number];
        if (node.Location == Node.Nowhere) node.Location = (sbyte)Compute(ref node);
        return (Gpr)node.Location;
    }

    private Gpr Compute(ref Node node)
    {
        switch (node.Kind)
        {
            case NodeKind.Constant or NodeKind.PageAddress:
                Gpr host = registers.Allocate();
                LoadKnown(host, in node);
                return host;
            case NodeKind.Register:
                return registers.Read((int)node.Constant);
            case NodeKind.FloatRegister:
                host = registers.Allocate();
                code.Load(host, FloatRegister((int)node.Constant), sizeof(ulong), signExtend: false);
                return host;
            case NodeKind.StateField:
                host = registers.Allocate();
                code.Load(host, Field(StateLayout.Registers + (int)node.Constant), sizeof(ulong), signExtend: false);
                return host;
            case NodeKind.Loaded:
                return FinishLoad(node.Detail, signExtend: false);
            case NodeKind.Add:
                return Add(in node);
            case NodeKind.Subtract:
                return Subtract(in node);
            case NodeKind.Multiply:
                return Multiply(in node);
            case NodeKind.And:
                return And(in node);
            case NodeKind.Or:
                return Combine(in node, Alu.Or);
            case NodeKind.Xor:
                return Combine(in node, Alu.Xor);
            case NodeKind.Not:
                host = Copy(node.A);
                code.Not(wide: true, host);
                return host;
            case NodeKind.ShiftLeft:
                return ShiftBy(in node, X64.Shift.Shl);
            case NodeKind.ShiftRightLogical:
                return ShiftBy(in node, X64.Shift.Shr);
            case NodeKind.ShiftRightArithmetic:
                return ShiftBy(in node, X64.Shift.Sar);
            case NodeKind.RotateRight:
                return Rotate(in node, wide: true);
            case NodeKind.RotateRightWord:
                return Rotate(in node, wide: false);
            case NodeKind.SignExtend:
                return SignExtend(in node);
            case NodeKind.ZeroExtend:
                return ZeroExtend(in node);
            case NodeKind.MultiplyHighSigned or NodeKind.MultiplyHighUnsigned:
                return MultiplyHigh(in node);
            case NodeKind.DivideSigned or NodeKind.RemainderSigned:
                return Divide(in node, signed: true, node.Kind == NodeKind.DivideSigned ? Gpr.Rax : Gpr.Rdx);
            case NodeKind.DivideUnsigned or NodeKind.RemainderUnsigned:
                return Divide(in node, signed: false, node.Kind == NodeKind.DivideUnsigned ? Gpr.Rax : Gpr.Rdx);
            case NodeKind.CountLeadingZeros or NodeKind.CountTrailingZeros or NodeKind.PopulationCount:
                return Count(in node);
            case NodeKind.ReverseBytes:
                host = Copy(node.A);
                code.ByteSwap(wide: true, host);
                return host;
            case NodeKind.Select:
                return Select(in node);
            case NodeKind.FromCondition:
                Condition holds = Test(node.A);
                host = registers.Allocate();
                code.SetCondition(holds, Gpr.Rax);
                code.MoveZeroExtended(host, Gpr.Rax, 8);
                return host;
            case NodeKind.Float:
                return FloatToRegister(in node);
            default:
                throw new InvalidOperationException($"{node.Kind} is no value that can be computed");
        }
    }

    // Counts a use that is about to be written. True when it was the last one and the register that holds the value is
    // the caller's now, to change or to free.
    private bool Consume(int number)
    {
        ref Node node = ref Graph[number];
        if (--node.Uses != 0) return false;
        if (node.Kind != NodeKind.Register) return true;
        Gpr host = (Gpr)node.Location;
        node.Location = Node.Nowhere;
        if (node.Constant != overwritten)
        {
            registers.Unpin(host);
            return false;
        }

        registers.Detach(overwritten);
        return true;
    }

    private bool IsDying(int number) => Graph[number].Uses == 1
        && (Graph[number].Kind != NodeKind.Register || Graph[number].Constant == overwritten);

    private void Release(int number)
    {
        var host = (Gpr)Graph[number].Location;
        if (Consume(number)) registers.Free(host);
    }

    // The register for a result: the operand's own if that was its last use, else a new one.
    private Gpr ReuseOrAllocate(int operand, Gpr host) => Consume(operand) ? host : registers.Allocate();

    // A node's value in a register that the caller may change.
    private Gpr Copy(int operand)
    {
        Gpr source = Evaluate(operand);
        Gpr host = ReuseOrAllocate(operand, source);
        if (host != source) code.Move(wide: true, host, source);
        return host;
    }

    private Gpr Add(in Node node)
    {
        if (Graph.IsImmediate(node.B, out int immediate))
        {
            Gpr source = Evaluate(node.A);
            Gpr sum = ReuseOrAllocate(node.A, source);
            if (sum == source) code.Alu(Alu.Add, wide: true, sum, immediate);
            else code.Lea(wide: true, sum, new Memory(source, immediate));
            return sum;
        }

        if (IsScale(node.A, out int scale))
        {
            short scaled = Graph[node.A].A;
            Gpr index = Evaluate(scaled), start = Evaluate(node.B);
            Release(scaled);
            Gpr sum = ReuseOrAllocate(node.B, start);
            code.Lea(wide: true, sum, new Memory(start, index, scale));
            return sum;
        }

        Gpr left = Evaluate(node.A), right = Evaluate(node.B);
        if (Consume(node.A))
        {
            code.Alu(Alu.Add, wide: true, left, right);
            if (right != left) Release(node.B);
            return left;
        }

        Gpr host = ReuseOrAllocate(node.B, right);
        if (host == right) code.Alu(Alu.Add, wide: true, host, left);
        else code.Lea(wide: true, host, new Memory(left, right, 1));
        return host;
    }

    // Whether a node is a shift that a memory operand's scale can express, and that nothing else uses.
    private bool IsScale(int number, out int scale)
    {
        ref Node node = ref Graph[number];
        scale = 0;
        if (node.Kind != NodeKind.ShiftLeft || node.Uses != 1 || node.Location != Node.Nowhere
            || !Graph.IsImmediate(node.B, out int count) || count is < 1 or > 3)
            return false;
        scale = 1 << count;
        return true;
    }

    private Gpr Subtract(in Node node)
    {
        if (Graph.IsImmediate(node.A, out int zero) && zero == 0)
        {
            Gpr negated = Copy(node.B);
            code.Negate(wide: true, negated);
            return negated;
        }

        Gpr left = Evaluate(node.A), right = Evaluate(node.B);
        Gpr host = ReuseOrAllocate(node.A, left);
        if (host != left) code.Move(wide: true, host, left);
        code.Alu(Alu.Sub, wide: true, host, right);
        if (right != host) Release(node.B);
        return host;
    }

    private Gpr Multiply(in Node node)
    {
        if (Graph.IsImmediate(node.B, out int immediate))
        {
            Gpr source = Evaluate(node.A);
            Gpr product = ReuseOrAllocate(node.A, source);
            code.Multiply(wide: true, product, source, immediate);
            return product;
        }

        (Gpr host, Gpr other) = Operands(in node);
        code.Multiply(wide: true, host, other);
        return host;
    }

    private Gpr And(in Node node)
    {
        ref Node inverted = ref Graph[node.B];
        if (inverted.Kind != NodeKind.Not || inverted.Location != Node.Nowhere || inverted.Uses != 1)
            return Combine(in node, Alu.And);
        Gpr source = Evaluate(node.A), complement = Evaluate(inverted.A);
        Release(inverted.A);
        Gpr host = ReuseOrAllocate(node.A, source);
        code.AndNot(wide: true, host, complement, source);
        return host;
    }

    private Gpr Combine(in Node node, Alu operation)
    {
        if (Graph.IsImmediate(node.B, out int immediate))
        {
            Gpr changed = Copy(node.A);
            code.Alu(operation, wide: true, changed, immediate);
            return changed;
        }

        (Gpr host, Gpr other) = Operands(in node);
        code.Alu(operation, wide: true, host, other);
        return host;
    }

    // The operands of an operation that commutes: the first in a register that may be changed. The register of the
    // other one may be free already: the caller reads it before it allocates another.
    private (Gpr Changed, Gpr Other) Operands(in Node node)
    {
        Gpr left = Evaluate(node.A), right = Evaluate(node.B);
        if (Consume(node.A))
        {
            if (right != left) Release(node.B);
            return (left, right);
        }

        if (IsDying(node.B))
        {
            Consume(node.B);
            return (right, left);
        }

        // The left one may be written back now to make room.
        Gpr host = registers.Allocate();
        if (host != left) code.Move(wide: true, host, left);
        Consume(node.B);
        return (host, right);
    }

    private Gpr ShiftBy(in Node node, Shift operation)
    {
        if (Graph[node.B].Kind == NodeKind.Constant)
        {
            Gpr shifted = Copy(node.A);
            code.Shift(operation, wide: true, shifted, (int)Graph[node.B].Constant & 63);
            return shifted;
        }

        Gpr source = Evaluate(node.A), count = Evaluate(node.B);
        if (count != source) Release(node.B);
        Gpr host = ReuseOrAllocate(node.A, source);
        code.ShiftExtended(operation, wide: true, host, source, count);
        return host;
    }

    private Gpr Rotate(in Node node, bool wide)
    {
        if (Graph[node.B].Kind == NodeKind.Constant)
        {
            Gpr source = Evaluate(node.A);
            Gpr rotated = ReuseOrAllocate(node.A, source);
            code.RotateRightExtended(wide, rotated, source, (int)Graph[node.B].Constant & (wide ? 63 : 31));
            return rotated;
        }

        FinishPendingLoad();
        Gpr count = Evaluate(node.B);
        Gpr host = Copy(node.A);
        code.Move(wide: true, Gpr.Rcx, count);
        code.ShiftByCl(X64.Shift.Ror, wide, host);
        if (count != host) Release(node.B);
        return host;
    }

    private Gpr SignExtend(in Node node)
    {
        int bits = node.Detail;
        ref Node operand = ref Graph[node.A];
        if (operand.Kind == NodeKind.Loaded && operand.Location == Node.Nowhere && operand.Uses == 1
            && operand.Detail == bits)
            return FinishLoad(bits, signExtend: true);
        if (bits is 8 or 16 or 32)
        {
            Gpr source = Evaluate(node.A);
            Gpr extended = ReuseOrAllocate(node.A, source);
            code.MoveSignExtended(extended, source, bits);
            return extended;
        }

        Gpr host = Copy(node.A);
        code.Shift(X64.Shift.Shl, wide: true, host, 64 - bits);
        code.Shift(X64.Shift.Sar, wide: true, host, 64 - bits);
        return host;
    }

    private Gpr ZeroExtend(in Node node)
    {
        int bits = node.Detail;
        if (bits is 8 or 16 or 32)
        {
            Gpr source = Evaluate(node.A);
            Gpr extended = ReuseOrAllocate(node.A, source);
            code.MoveZeroExtended(extended, source, bits);
            return extended;
        }

        Gpr host = Copy(node.A);
        if (bits < 32)
        {
            code.Alu(Alu.And, wide: true, host, (1 << bits) - 1);
            return host;
        }

        code.Shift(X64.Shift.Shl, wide: true, host, 64 - bits);
        code.Shift(X64.Shift.Shr, wide: true, host, 64 - bits);
        return host;
    }

    private Gpr MultiplyHigh(in Node node)
    {
        FinishPendingLoad();
        Gpr left = Evaluate(node.A), right = Evaluate(node.B);
        code.Move(wide: true, Gpr.Rax, left);
        code.MultiplyHigh(node.Kind == NodeKind.MultiplyHighSigned, wide: true, right);
        if (left != right) Release(node.B);
        Gpr host = ReuseOrAllocate(node.A, left);
        code.Move(wide: true, host, Gpr.Rdx);
        return host;
    }

    private Gpr Divide(in Node node, bool signed, Gpr result)
    {
        Gpr dividend = Evaluate(node.A), divisor = Evaluate(node.B);
        code.Move(wide: true, Gpr.Rax, dividend);
        if (signed) code.SignExtendIntoRdx(wide: true);
        else code.MoveConstant(Gpr.Rdx, 0);
        code.Divide(signed, wide: true, divisor);
        if (dividend != divisor) Release(node.B);
        Gpr host = ReuseOrAllocate(node.A, dividend);
        code.Move(wide: true, host, result);
        return host;
    }

    private Gpr Count(in Node node)
    {
        Gpr source = Evaluate(node.A);
        Gpr host = ReuseOrAllocate(node.A, source);
        if (node.Kind == NodeKind.CountLeadingZeros) code.Lzcnt(wide: true, host, source);
        else if (node.Kind == NodeKind.CountTrailingZeros) code.Tzcnt(wide: true, host, source);
        else code.Popcnt(wide: true, host, source);
        return host;
    }

    private Gpr Select(in Node node)
    {
        // Chains of choices are in the last operand: what comes first here holds its register meanwhile.
        Gpr other = Evaluate(node.C);
        Gpr chosen = Evaluate(node.B);
        Prepare(node.A);
        Gpr host = ReuseOrAllocate(node.C, other);
        if (host != other) code.Move(wide: true, host, other);
        Condition holds = Test(node.A);
        code.ConditionalMove(holds, wide: true, host, chosen);
        if (chosen != host) Release(node.B);
        return host;
    }
}
