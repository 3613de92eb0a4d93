namespace Emu.Translate.Baseline.X64;

/// <content>How integer operations are computed.</content>
internal sealed partial class Evaluator
{
    private Gpr Add(in Node node)
    {
        if (graph.IsImmediate(node.B, out int immediate))
        {
            Gpr source = Evaluate(node.A);
            Gpr sum = ReuseOrAllocate(node.A, source);
            if (sum == source) code.Alu(Alu.Add, wide: true, sum, immediate);
            else code.Lea(wide: true, sum, new Memory(source, immediate));
            return sum;
        }

        if (IsScale(node.A, out int scale))
        {
            short scaled = graph[node.A].A;
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
        ref Node node = ref graph[number];
        scale = 0;
        if (node.Kind != NodeKind.ShiftLeft || node.Uses != 1 || node.Location != Node.Nowhere
            || !graph.IsImmediate(node.B, out int count) || count is < 1 or > 3)
            return false;
        scale = 1 << count;
        return true;
    }

    private Gpr Subtract(in Node node)
    {
        if (graph.IsImmediate(node.A, out int zero) && zero == 0)
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
        if (graph.IsImmediate(node.B, out int immediate))
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
        ref Node inverted = ref graph[node.B];
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
        if (graph.IsImmediate(node.B, out int immediate))
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
        if (graph[node.B].Kind == NodeKind.Constant)
        {
            Gpr shifted = Copy(node.A);
            code.Shift(operation, wide: true, shifted, (int)graph[node.B].Constant & 63);
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
        if (graph[node.B].Kind == NodeKind.Constant)
        {
            Gpr source = Evaluate(node.A);
            Gpr rotated = ReuseOrAllocate(node.A, source);
            code.RotateRightExtended(wide, rotated, source, (int)graph[node.B].Constant & (wide ? 63 : 31));
            return rotated;
        }

        FinishPendingLoad();
        Gpr count = Evaluate(node.B);
        Gpr host = Copy(node.A);
        code.Move(wide: true, Gpr.Rcx, count);
        code.ShiftByCl(Shift.Ror, wide, host);
        if (count != host) Release(node.B);
        return host;
    }

    private Gpr SignExtend(in Node node)
    {
        int bits = node.Detail;
        ref Node operand = ref graph[node.A];
        if (operand.Kind == NodeKind.Loaded && operand.Location == Node.Nowhere && operand.Uses == 1
            && operand.Detail == bits)
            return load.Finish(bits, signExtend: true);
        if (bits is 8 or 16 or 32)
        {
            Gpr source = Evaluate(node.A);
            Gpr extended = ReuseOrAllocate(node.A, source);
            code.MoveSignExtended(extended, source, bits);
            return extended;
        }

        Gpr host = Copy(node.A);
        code.Shift(Shift.Shl, wide: true, host, 64 - bits);
        code.Shift(Shift.Sar, wide: true, host, 64 - bits);
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

        code.Shift(Shift.Shl, wide: true, host, 64 - bits);
        code.Shift(Shift.Shr, wide: true, host, 64 - bits);
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
