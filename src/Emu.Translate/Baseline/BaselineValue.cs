using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>
/// A guest value of the baseline translator: a constant, or a node of the graph of the instruction that is being
/// translated. Constants are folded as they appear, by the interpreter's own arithmetic.
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

    /// <summary>The graph that it is a node of; null for a constant.</summary>
    public ValueGraph? Owner => graph;

    /// <summary>The node that stands for it.</summary>
    public int In(ValueGraph owner) => graph is null ? owner.Leaf(NodeKind.Constant, payload) : (int)payload;

    public static BaselineValue operator +(BaselineValue left, BaselineValue right)
    {
        ConstantSecond(ref left, ref right);
        if (left.graph is not null && right.graph is null)
        {
            if (right.payload == 0) return left;
            ref Node node = ref left.graph[(int)left.payload];
            if (node.Kind == NodeKind.PageAddress && ValueGraph.IsNearPage(node.Constant + right.payload))
                return new(left.graph, left.graph.PageAddress((int)(node.Constant + right.payload)));
        }

        return Binary(NodeKind.Add, left, right, static (left, right) => left + right);
    }

    public static BaselineValue operator -(BaselineValue left, BaselineValue right) => right.graph is null
        ? left + -right.payload
        : Binary(NodeKind.Subtract, left, right, static (left, right) => left - right);

    public static BaselineValue operator *(BaselineValue left, BaselineValue right)
    {
        ConstantSecond(ref left, ref right);
        return Binary(NodeKind.Multiply, left, right, static (left, right) => left * right);
    }

    public static BaselineValue operator &(BaselineValue left, BaselineValue right)
    {
        ConstantSecond(ref left, ref right);
        if (left.graph is not null && right.graph is null)
        {
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
            if (node.Kind == NodeKind.PageAddress && right.payload == ~1L)
                return new(left.graph, left.graph.PageAddress((int)node.Constant & ~1));
        }

        return Binary(NodeKind.And, left, right, static (left, right) => left & right);
    }

    public static BaselineValue operator |(BaselineValue left, BaselineValue right)
    {
        ConstantSecond(ref left, ref right);
        return right.Is(0) ? left : Binary(NodeKind.Or, left, right, static (left, right) => left | right);
    }

    public static BaselineValue operator ^(BaselineValue left, BaselineValue right)
    {
        ConstantSecond(ref left, ref right);
        return right.Is(-1) ? ~left : Binary(NodeKind.Xor, left, right, static (left, right) => left ^ right);
    }

    public static BaselineValue operator ~(BaselineValue value) => Unary(NodeKind.Not, value, static value => ~value);

    public BaselineValue ShiftLeft(BaselineValue count) =>
        Shift(NodeKind.ShiftLeft, count, static (value, count) => value.ShiftLeft(count));

    public BaselineValue ShiftRightLogical(BaselineValue count) =>
        Shift(NodeKind.ShiftRightLogical, count, static (value, count) => value.ShiftRightLogical(count));

    public BaselineValue ShiftRightArithmetic(BaselineValue count) =>
        Shift(NodeKind.ShiftRightArithmetic, count, static (value, count) => value.ShiftRightArithmetic(count));

    public BaselineValue RotateRight(BaselineValue count) =>
        Shift(NodeKind.RotateRight, count, static (value, count) => value.RotateRight(count));

    public BaselineValue RotateRightWord(BaselineValue count) =>
        Binary(NodeKind.RotateRightWord, this, count, static (value, count) => value.RotateRightWord(count));

    public BaselineValue SignExtend(int bits) => graph is null
        ? Constant(Number.SignExtend(bits))
        : new(graph, graph.Unary(NodeKind.SignExtend, (int)payload, (byte)bits));

    public BaselineValue ZeroExtend(int bits) => graph is null
        ? Constant(Number.ZeroExtend(bits))
        : new(graph, graph.Unary(NodeKind.ZeroExtend, (int)payload, (byte)bits));

    public static BaselineValue MultiplyHighSigned(BaselineValue left, BaselineValue right) =>
        Binary(NodeKind.MultiplyHighSigned, left, right, NumericValue.MultiplyHighSigned);

    public static BaselineValue MultiplyHighUnsigned(BaselineValue left, BaselineValue right) =>
        Binary(NodeKind.MultiplyHighUnsigned, left, right, NumericValue.MultiplyHighUnsigned);

    public static BaselineValue DivideSigned(BaselineValue dividend, BaselineValue divisor) =>
        Binary(NodeKind.DivideSigned, dividend, divisor, NumericValue.DivideSigned);

    public static BaselineValue DivideUnsigned(BaselineValue dividend, BaselineValue divisor) =>
        Binary(NodeKind.DivideUnsigned, dividend, divisor, NumericValue.DivideUnsigned);

    public static BaselineValue RemainderSigned(BaselineValue dividend, BaselineValue divisor) =>
        Binary(NodeKind.RemainderSigned, dividend, divisor, NumericValue.RemainderSigned);

    public static BaselineValue RemainderUnsigned(BaselineValue dividend, BaselineValue divisor) =>
        Binary(NodeKind.RemainderUnsigned, dividend, divisor, NumericValue.RemainderUnsigned);

    public BaselineValue CountLeadingZeros() =>
        Unary(NodeKind.CountLeadingZeros, this, static value => value.CountLeadingZeros());

    public BaselineValue CountTrailingZeros() =>
        Unary(NodeKind.CountTrailingZeros, this, static value => value.CountTrailingZeros());

    public BaselineValue PopulationCount() =>
        Unary(NodeKind.PopulationCount, this, static value => value.PopulationCount());

    public BaselineValue ReverseBytes() => Unary(NodeKind.ReverseBytes, this, static value => value.ReverseBytes());

    public BaselineCondition IsEqual(BaselineValue other) =>
        Compare(Comparison.Equal, other, static (value, other) => value.IsEqual(other));

    public BaselineCondition IsNotEqual(BaselineValue other) =>
        Compare(Comparison.NotEqual, other, static (value, other) => value.IsNotEqual(other));

    public BaselineCondition IsLessSigned(BaselineValue other) =>
        Compare(Comparison.LessSigned, other, static (value, other) => value.IsLessSigned(other));

    public BaselineCondition IsLessUnsigned(BaselineValue other) =>
        Compare(Comparison.LessUnsigned, other, static (value, other) => value.IsLessUnsigned(other));

    public BaselineCondition IsGreaterOrEqualSigned(BaselineValue other) =>
        Compare(Comparison.GreaterOrEqualSigned, other, static (value, other) => value.IsGreaterOrEqualSigned(other));

    public BaselineCondition IsGreaterOrEqualUnsigned(BaselineValue other) =>
        Compare(Comparison.GreaterOrEqualUnsigned, other, static (value, other) => value.IsGreaterOrEqualUnsigned(other));

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

    public static bool TryGetConstant(BaselineValue value, out ulong number)
    {
        number = (ulong)value.payload;
        return value.graph is null;
    }

    private static BaselineValue Constant(NumericValue value) => (long)value.Bits;

    private bool Is(long constant) => graph is null && payload == constant;

    // For operations that commute: a graph has a constant second, where host instructions take one.
    private static void ConstantSecond(ref BaselineValue left, ref BaselineValue right)
    {
        if (left.graph is null) (left, right) = (right, left);
    }

    // An operation of one operand: computed now, if that is known, else a node.
    private static BaselineValue Unary(NodeKind kind, BaselineValue value, Func<NumericValue, NumericValue> compute) =>
        value.graph is null
            ? Constant(compute(value.Number))
            : new(value.graph, value.graph.Unary(kind, (int)value.payload));

    // An operation of two operands: computed now, if both are known, else a node.
    private static BaselineValue Binary(
        NodeKind kind, BaselineValue left, BaselineValue right, Func<NumericValue, NumericValue, NumericValue> compute)
    {
        ValueGraph? graph = left.graph ?? right.graph;
        return graph is null
            ? Constant(compute(left.Number, right.Number))
            : new(graph, graph.Binary(kind, left.In(graph), right.In(graph)));
    }

    private BaselineValue Shift(
        NodeKind kind, BaselineValue count, Func<NumericValue, NumericValue, NumericValue> compute) =>
        count.graph is null && (count.payload & 63) == 0 ? this : Binary(kind, this, count, compute);

    private BaselineCondition Compare(
        Comparison comparison, BaselineValue other, Func<NumericValue, NumericValue, NumericCondition> compute)
    {
        ValueGraph? owner = graph ?? other.graph;
        return owner is null
            ? (BaselineCondition)compute(Number, other.Number).Holds
            : new(owner, owner.Compare(comparison, In(owner), other.In(owner)));
    }
}
