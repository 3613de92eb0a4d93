using Microsoft.CodeAnalysis;

namespace Emu.Isa.Generator.Model;

/// <summary>What all instructions of a compilation have in common, from its <c>InstructionFormatAttribute</c>.</summary>
/// <param name="Namespace">The namespace of generated code.</param>
/// <param name="Features">Name of the enumeration of features.</param>
/// <param name="LongWhen">The lowest bits of an instruction of 32 bits, in binary; empty when all are.</param>
/// <param name="SpacesOperands">A space follows each comma between operands.</param>
internal sealed record InstructionFormat(string Namespace, string Features, string LongWhen, bool SpacesOperands)
{
    private const string AttributeName = "Emu.Isa.InstructionFormatAttribute";

    /// <summary>A condition on <c>word</c>: the instruction has 32 bits.</summary>
    public string IsLong => $"(word & {(1 << LongWhen.Length) - 1}) == {Convert.ToInt32(LongWhen, 2)}";

    /// <summary>Instructions of 16 bits exist.</summary>
    public bool HasHalves => LongWhen.Length != 0;

    /// <summary>What a compilation says, or null when it says nothing.</summary>
    public static InstructionFormat? Of(Compilation compilation)
    {
        AttributeData? attribute = compilation.Assembly.GetAttributes()
            .FirstOrDefault(each => each.AttributeClass?.ToDisplayString() == AttributeName);
        if (attribute?.ConstructorArguments.FirstOrDefault().Value is not INamedTypeSymbol features) return null;
        object? longWhen = Named("LongWhen");
        return new(
            features.ContainingNamespace.ToDisplayString(), features.Name, longWhen as string ?? "", Named("SpacesOperands") is true);

        object? Named(string name) =>
            attribute.NamedArguments.Where(pair => pair.Key == name).Select(pair => pair.Value.Value).FirstOrDefault();
    }
}
