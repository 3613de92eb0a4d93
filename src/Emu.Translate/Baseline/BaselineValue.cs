using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>
/// A guest value of the baseline translator: a constant, or a node of the graph of the instruction that is being
/// translated.
/// Constants are folded as they appear, by the interpreter's own arithmetic.
/// </summary>
internal readonly struct BaselineValue : IValue<BaselineValue, BaselineCondition>
{
    private readonly ValueGraph? graph;
    private readonly long payload;

    private BaselineValue(ValueGraph? graph, long payload)
    {
        this.graph = graph;
        this.payload = payload;
    }

    /// <summary>The value of a node.</summary>
    public BaselineValue(ValueGraph graph, int node)
        : this(graph, (long)node)
    {
    }

    private NumericValue Number => new((ulong)payload);

    public static implicit operator BaselineValue(long constant) => new(null, constant);

    /// <summary>Whether it is known now, and what it is.</summary>
    public bool IsConstant(out long constant)
    {
        constant = payload;
        return graph is null;
    }

    /// <summary>The node that stands for it.</summary>
    public int In(ValueGraph owner) => graph is null ? owner.Leaf(NodeKind.Constant, payload) : (int)payload;

    public static BaselineValue operator +(BaselineValue left, BaselineValue right)
    {
        if (left.graph is null && right.graph is null) return Constant(left.Number + right.Number);
        if (left.graph is null) return right + left;
        if (right.graph is not null) return Binary(NodeKind.Add, left, right);
        if (right.payload == 0) return left;
        ref Node node = ref left.graph[(int)left.payload];
        return node.Kind == NodeKind.PageAddress && ValueGraph.IsNearPage(node.Constant + right.payload)
            ? new(left.graph, left.graph.PageAddress((int)(node.Constant + right.payload)))
            : Binary(NodeKind.Add, left, right);
    }

    public static BaselineValue operator -(BaselineValue left, BaselineValue right) =>
        right.graph is null ? left + -right.payload : Binary(NodeKind.Subtract, left, right);

    public static BaselineValue operator *(BaselineValue left, BaselineValue right)
    {
        if (left.graph is null && right.graph is null) return Constant(left.Number * right.Number);
        return left.graph is null ? right * left : Binary(NodeKind.Multiply, left, right);
    }

    public static BaselineValue operator &(BaselineValue left, BaselineValue right)
    {
        if (left.graph is null && right.graph is null) return Constant(left.Number & right.Number);
        if (left.graph is null) return right & left;
        if (right.graph is not null) return Binary(NodeKind.And, left, right);
        switch (right.payload)
        {
            case -1:
                return left;
            case 0:
                return 0;
            case byte.MaxValue or ushort.MaxValue or uint.MaxValue:
                return left.ZeroExtend(64 - (int)long.LeadingZeroCount(right.payload));
        }

        ref Node node = ref left.graph[(int)left.payload];
        // The page's address is even: of its sum with an offset, bit 0 is the offset's.
        return node.Kind == NodeKind.PageAddress && right.payload == ~1L
            ? new(left.graph, left.graph.PageAddress((int)node.Constant & ~1))
            : Binary(NodeKind.And, left, right);
    }

    public static BaselineValue operator |(BaselineValue left, BaselineValue right)
    {
        if (left.graph is null && right.graph is null) return Constant(left.Number | right.Number);
        if (left.graph is null) return right | left;
        return right.IsZero ? left : Binary(NodeKind.Or, left, right);
    }

    public static BaselineValue operator ^(BaselineValue left, BaselineValue right)
    {
        if (left.graph is null && right.graph is null) return Constant(left.Number ^ right.Number);
        if (left.graph is null) return right ^ left;
        return right.graph is null && right.payload == -1 ? ~left : Binary(NodeKind.Xor, left, right);
    }

    public static BaselineValue operator ~(BaselineValue value) =>
        value.graph is null ? Constant(~value.Number) : value.Unary(NodeKind.Not);

    public BaselineValue ShiftLeft(BaselineValue count) => AreConstant(this, count)
        ? Constant(Number.ShiftLeft(count.Number))
        : Shift(NodeKind.ShiftLeft, count);

    public BaselineValue ShiftRightLogical(BaselineValue count) => AreConstant(this, count)
        ? Constant(Number.ShiftRightLogical(count.Number))
        : Shift(NodeKind.ShiftRightLogical, count);

    public BaselineValue ShiftRightArithmetic(BaselineValue count) => AreConstant(this, count)
        ? Constant(Number.ShiftRightArithmetic(count.Number))
        : Shift(NodeKind.ShiftRightArithmetic, count);

    public BaselineValue RotateRight(BaselineValue count) => AreConstant(this, count)
        ? Constant(Number.RotateRight(count.Number))
        : Shift(NodeKind.RotateRight, count);

    public BaselineValue RotateRightWord(BaselineValue count) => AreConstant(this, count)
        ? Constant(Number.RotateRightWord(count.Number))
        : Binary(NodeKind.RotateRightWord, this, count);

    public BaselineValue SignExtend(int bits) => graph is null
        ? Constant(Number.SignExtend(bits))
        : new(graph, graph.Unary(NodeKind.SignExtend, (int)payload, (byte)bits));

    public BaselineValue ZeroExtend(int bits) => graph is null
        ? Constant(Number.ZeroExtend(bits))
        : new(graph, graph.Unary(NodeKind.ZeroExtend, (int)payload, (byte)bits));

    public static BaselineValue MultiplyHighSigned(BaselineValue left, BaselineValue right) => AreConstant(left, right)
        ? Constant(NumericValue.MultiplyHighSigned(left.Number, right.Number))
        : Binary(NodeKind.MultiplyHighSigned, left, right);

    public static BaselineValue MultiplyHighUnsigned(BaselineValue left, BaselineValue right) =>
        AreConstant(left, right)
            ? Constant(NumericValue.MultiplyHighUnsigned(left.Number, right.Number))
            : Binary(NodeKind.MultiplyHighUnsigned, left, right);

    public static BaselineValue DivideSigned(BaselineValue dividend, BaselineValue divisor) =>
        AreConstant(dividend, divisor)
            ? Constant(NumericValue.DivideSigned(dividend.Number, divisor.Number))
            : Binary(NodeKind.DivideSigned, dividend, divisor);

    public static BaselineValue DivideUnsigned(BaselineValue dividend, BaselineValue divisor) =>
        AreConstant(dividend, divisor)
            ? Constant(NumericValue.DivideUnsigned(dividend.Number, divisor.Number))
            : Binary(NodeKind.DivideUnsigned, dividend, divisor);

    public static BaselineValue RemainderSigned(BaselineValue dividend, BaselineValue divisor) =>
        AreConstant(dividend, divisor)
            ? Constant(NumericValue.RemainderSigned(dividend.Number, divisor.Number))
            : Binary(NodeKind.RemainderSigned, dividend, divisor);

    public static BaselineValue RemainderUnsigned(BaselineValue dividend, BaselineValue divisor) =>
        AreConstant(dividend, divisor)
            ? Constant(NumericValue.RemainderUnsigned(dividend.Number, divisor.Number))
            : Binary(NodeKind.RemainderUnsigned, dividend, divisor);

    public BaselineValue CountLeadingZeros() =>
        graph is null ? Constant(Number.CountLeadingZeros()) : Unary(NodeKind.CountLeadingZeros);

    public BaselineValue CountTrailingZeros() =>
        graph is null ? Constant(Number.CountTrailingZeros()) : Unary(NodeKind.CountTrailingZeros);

    public BaselineValue PopulationCount() =>
        graph is null ? Constant(Number.PopulationCount()) : Unary(NodeKind.PopulationCount);

    public BaselineValue ReverseBytes() =>
        graph is null ? Constant(Number.ReverseBytes()) : Unary(NodeKind.ReverseBytes);

    public BaselineCondition IsEqual(BaselineValue other) => AreConstant(this, other)
        ? Number.IsEqual(other.Number).Holds
        : Compare(Comparison.Equal, other);

    public BaselineCondition IsNotEqual(BaselineValue other) => AreConstant(this, other)
        ? Number.IsNotEqual(other.Number).Holds
        : Compare(Comparison.NotEqual, other);

    public BaselineCondition IsLessSigned(BaselineValue other) => AreConstant(this, other)
        ? Number.IsLessSigned(other.Number).Holds
        : Compare(Comparison.LessSigned, other);

    public BaselineCondition IsLessUnsigned(BaselineValue other) => AreConstant(this, other)
        ? Number.IsLessUnsigned(other.Number).Holds
        : Compare(Comparison.LessUnsigned, other);

    public BaselineCondition IsGreaterOrEqualSigned(BaselineValue other) => AreConstant(this, other)
        ? Number.IsGreaterOrEqualSigned(other.Number).Holds
        : Compare(Comparison.GreaterOrEqualSigned, other);

    public BaselineCondition IsGreaterOrEqualUnsigned(BaselineValue other) => AreConstant(this, other)
        ? Number.IsGreaterOrEqualUnsigned(other.Number).Holds
        : Compare(Comparison.GreaterOrEqualUnsigned, other);

    public static BaselineValue Select(
        BaselineCondition condition, BaselineValue whenTrue, BaselineValue whenFalse)
    {
        if (condition.IsConstant(out bool holds)) return holds ? whenTrue : whenFalse;
        ValueGraph graph = condition.Graph;
        return new(
            graph, graph.Ternary(NodeKind.Select, condition.Node, whenTrue.In(graph), whenFalse.In(graph)));
    }

    public static BaselineValue FromCondition(BaselineCondition condition)
    {
        if (condition.IsConstant(out bool holds)) return holds ? 1 : 0;
        return new(condition.Graph, condition.Graph.Unary(NodeKind.FromCondition, condition.Node));
    }

    private bool IsZero => graph is null && payload == 0;

    private static BaselineValue Constant(NumericValue value) => (long)value.Bits;

    private static bool AreConstant(BaselineValue left, BaselineValue right) =>
        left.graph is null && right.graph is null;

    private static BaselineValue Binary(NodeKind kind, BaselineValue left, BaselineValue right)
    {
        ValueGraph graph = left.graph ?? right.graph!;
        return new(graph, graph.Binary(kind, left.In(graph), right.In(graph)));
    }

    private BaselineValue Unary(NodeKind kind) => new(graph!, graph!.Unary(kind, (int)payload));

    private BaselineValue Shift(NodeKind kind, BaselineValue count) =>
        count.graph is null && (count.payload & 63) == 0 ? this : Binary(kind, this, count);

    private BaselineCondition Compare(Comparison comparison, BaselineValue other)
    {
        ValueGraph owner = graph ?? other.graph!;
        return new(owner, owner.Compare(comparison, In(owner), other.In(owner)));
    }
}
