using Emu.Guest.RiscV.Tests.Reference;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.ToyTranslator;

/// <summary>A truth value that a translated instruction will have when it runs.</summary>
internal readonly record struct TranslatedCondition(string Text, Func<ReferenceCondition> Compute)
    : ICondition<TranslatedCondition>
{
    public static TranslatedCondition operator !(TranslatedCondition condition) =>
        new($"!{condition.Text}", () => !condition.Compute());

    public static TranslatedCondition operator &(TranslatedCondition left, TranslatedCondition right) =>
        new($"({left.Text} & {right.Text})", () => left.Compute() & right.Compute());

    public static TranslatedCondition operator |(TranslatedCondition left, TranslatedCondition right) =>
        new($"({left.Text} | {right.Text})", () => left.Compute() | right.Compute());
}
