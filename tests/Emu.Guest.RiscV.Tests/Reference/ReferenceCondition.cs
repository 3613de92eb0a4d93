using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>A truth value, as it is.</summary>
internal readonly record struct ReferenceCondition(bool Holds) : ICondition<ReferenceCondition>
{
    public static ReferenceCondition operator !(ReferenceCondition condition) => new(!condition.Holds);

    public static ReferenceCondition operator &(ReferenceCondition left, ReferenceCondition right) =>
        new(left.Holds & right.Holds);

    public static ReferenceCondition operator |(ReferenceCondition left, ReferenceCondition right) =>
        new(left.Holds | right.Holds);
}
