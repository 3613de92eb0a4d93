namespace Emu.Isa;

/// <summary>A truth value that is known.</summary>
internal readonly struct NumericCondition(bool holds) : ICondition<NumericCondition>
{
    public readonly bool Holds = holds;

    public static NumericCondition operator !(NumericCondition condition) => new(!condition.Holds);
    public static NumericCondition operator &(NumericCondition left, NumericCondition right) =>
        new(left.Holds & right.Holds);
    public static NumericCondition operator |(NumericCondition left, NumericCondition right) =>
        new(left.Holds | right.Holds);
}
