using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator.Reading;

/// <summary>Finds the attributes of <c>Emu.Model</c> and their arguments.</summary>
internal static class Attributes
{
    public const string Namespace = "Emu.Model";

    /// <summary>The attribute of a symbol; null when it has none of that name.</summary>
    /// <param name="symbol">A type or a member.</param>
    /// <param name="name">Without <c>Attribute</c>.</param>
    public static AttributeData? Find(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(each =>
            each.AttributeClass is { } type && type.Name == name + "Attribute"
            && type.ContainingNamespace.ToDisplayString() == Namespace);

    public static string Positional(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? attribute.ConstructorArguments[index].Value?.ToString() ?? "" : "";

    public static string? Text(AttributeData attribute, string name) => Named(attribute, name) as string;

    public static bool IsTrue(AttributeData attribute, string name) => Named(attribute, name) is true;

    private static object? Named(AttributeData attribute, string name) =>
        attribute.NamedArguments.Where(pair => pair.Key == name).Select(pair => pair.Value.Value).FirstOrDefault();
}
