namespace Emu.Translate.Baseline.X64;

/// <content>How conditions become the host's flags.</content>
internal sealed partial class Evaluator
{
    /// <summary>Computes what a condition compares.</summary>
    public void Prepare(int number)
    {
        ref Node node = ref graph[number];
        switch (node.Kind)
        {
            case NodeKind.Compare:
                Evaluate(node.A);
                if (graph[node.B].Kind != NodeKind.Constant) Evaluate(node.B);
                break;
            case NodeKind.Negation:
                Prepare(node.A);
                break;
            case NodeKind.Both or NodeKind.Either:
                Prepare(node.A);
                Prepare(node.B);
                break;
        }
    }

    /// <summary>Sets the flags. What was prepared is computed without changing other registers than scratch
    /// ones.</summary>
    /// <returns>How the flags are when the condition holds.</returns>
    public Condition Test(int number)
    {
        Prepare(number);
        ref Node node = ref graph[number];
        // The host's flags do not last: to test a condition again, its operands are needed again.
        bool isLast = node.Uses <= 1;
        if (node.Uses != 0) node.Uses--;
        if (!isLast)
        {
            graph[node.A].Uses++;
            if (node.Kind != NodeKind.Negation) graph[node.B].Uses++;
        }

        switch (node.Kind)
        {
            case NodeKind.Compare:
                return Compare(in node);
            case NodeKind.FloatCompare:
                return CompareFloats(in node);
            case NodeKind.Negation:
                return Test(node.A) ^ Condition.NO;
            default:
                Gpr first = registers.Allocate();
                code.SetCondition(Test(node.A), first);
                code.MoveZeroExtended(first, first, 8);
                code.SetCondition(Test(node.B), Gpr.Rax);
                code.MoveZeroExtended(Gpr.Rax, Gpr.Rax, 8);
                code.Alu(node.Kind == NodeKind.Both ? Alu.And : Alu.Or, wide: false, first, Gpr.Rax);
                registers.Free(first);
                return Condition.NE;
        }
    }

    private Condition Compare(in Node node)
    {
        Gpr left = Evaluate(node.A);
        if (graph[node.B].Kind != NodeKind.Constant)
        {
            code.Alu(Alu.Cmp, wide: true, left, Evaluate(node.B));
            Release(node.B);
        }
        else if (!graph.IsImmediate(node.B, out int immediate))
        {
            code.MoveConstant(Gpr.Rax, (ulong)graph[node.B].Constant);
            code.Alu(Alu.Cmp, wide: true, left, Gpr.Rax);
        }
        else if (immediate == 0)
        {
            code.Test(wide: true, left, left);
        }
        else
        {
            code.Alu(Alu.Cmp, wide: true, left, immediate);
        }

        Release(node.A);
        return (Comparison)node.Detail switch
        {
            Comparison.Equal => Condition.E,
            Comparison.NotEqual => Condition.NE,
            Comparison.LessSigned => Condition.L,
            Comparison.GreaterOrEqualSigned => Condition.GE,
            Comparison.LessUnsigned => Condition.B,
            Comparison.GreaterOrEqualUnsigned => Condition.AE,
            Comparison.GreaterSigned => Condition.G,
            Comparison.LessOrEqualSigned => Condition.LE,
            Comparison.GreaterUnsigned => Condition.A,
            _ => Condition.BE,
        };
    }
}
