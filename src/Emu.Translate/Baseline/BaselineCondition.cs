using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>A truth value of the baseline translator: known now, or a condition in the graph of the instruction that is
/// being translated.</summary>
internal readonly struct BaselineCondition(ValueGraph? graph, int payload) : ICondition<BaselineCondition>
{
    /// <summary>The graph of a condition that is not known now.</summary>
    public ValueGraph Graph => graph ?? throw new InvalidOperationException("the condition is a constant");

    /// <summary>The condition's number in its graph.</summary>
    public int Node => payload;

    public static implicit operator BaselineCondition(bool constant) =>
        new(graph: null, constant ? 1 : 0);

    public static BaselineCondition operator !(BaselineCondition condition) => condition.IsConstant(out bool holds)
        ? !holds
        : new BaselineCondition(condition.Graph, condition.Graph.Negate(condition.Node));

    public static BaselineCondition operator &(BaselineCondition left, BaselineCondition right)
    {
        if (left.IsConstant(out bool holds)) return holds ? right : left;
        return right.IsConstant(out _) ? right & left : Combine(NodeKind.Both, left, right);
    }

    public static BaselineCondition operator |(BaselineCondition left, BaselineCondition right)
    {
        if (left.IsConstant(out bool holds)) return holds ? left : right;
        return right.IsConstant(out _) ? right | left : Combine(NodeKind.Either, left, right);
    }

    /// <summary>Whether it is known now, and what it is.</summary>
    public bool IsConstant(out bool holds)
    {
        holds = payload != 0;
        return graph is null;
    }

    private static BaselineCondition Combine(NodeKind kind, BaselineCondition left, BaselineCondition right) =>
        new(left.Graph, left.Graph.Binary(kind, left.Node, right.Node));
}
