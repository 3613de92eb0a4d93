using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator.Reading;

/// <summary>How a member's type is saved and loaded.</summary>
/// <param name="Save">The statement that writes <c>x</c> to <c>w</c>.</param>
/// <param name="Load">The statement that sets <c>$member</c> from <c>e</c>.</param>
internal sealed record StateKind(string Save, string Load)
{
    private const string Reader = "global::Emu.Model.State.StateReader";
    private const string Format = "global::Emu.Model.State.StateFormat";

    public static StateKind? Of(ITypeSymbol type, bool canAssign)
    {
        if (type is IArrayTypeSymbol { Rank: 1 } array) return OfArray(array.ElementType);
        if (Leaf(type) is { } leaf) return canAssign ? new(leaf.Write("w", "x") + ";", $"$member = {leaf.Read("e")};") : null;
        if (type is not INamedTypeSymbol named) return null;
        if (named is { IsGenericType: true, Name: "IReadOnlyList" } && named.TypeArguments[0] is INamedTypeSymbol item)
            return OfParts(item);
        return TypeReader.IsMarked(named)
            ? new(
                $"if (x is null) w.WriteNullValue(); else {Format}.Save({Members(named)}, x, w);",
                $"if ($member is {{ }} p) {Format}.Load({Members(named)}, p, e);")
            : null;
    }

    private static StateKind? OfArray(ITypeSymbol element)
    {
        if (element.SpecialType == SpecialType.System_Byte)
            return new("w.WriteBase64StringValue(x);", $"{Reader}.FillBytes($member, e);");
        if (Leaf(element) is { } leaf)
            return new(
                $"{Reader}.WriteAll(w, x, static (u, i) => {leaf.Write("u", "i")});",
                $"{Reader}.Fill($member, e, static i => {leaf.Read("i")});");
        return element is INamedTypeSymbol named ? OfParts(named) : null;
    }

    private static StateKind? OfParts(INamedTypeSymbol part) => TypeReader.IsMarked(part)
        ? new($"{Reader}.WriteParts(w, x, {Members(part)});", $"{Reader}.FillParts($member, e, {Members(part)});")
        : null;

    private static string Members(INamedTypeSymbol type) =>
        $"{type.WithNullableAnnotation(NullableAnnotation.NotAnnotated).ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat)}.ModelMembers.State";

    /// <summary>Expressions for a type without members of its own; null for others.</summary>
    private static LeafCode? Leaf(ITypeSymbol type)
    {
        string full = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (type is INamedTypeSymbol { TypeKind: TypeKind.Enum, EnumUnderlyingType: { } underlying })
            return new(
                (writer, value) => $"{Reader}.Write<{underlying}>({writer}, ({underlying})({value}))",
                element => $"({full}){Reader}.Integer<{underlying}>({element})");
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => new(
                (writer, value) => $"{writer}.WriteBooleanValue({value})", element => $"{element}.GetBoolean()"),
            SpecialType.System_String => new(
                (writer, value) => $"{writer}.WriteStringValue({value})", element => $"{element}.GetString()!"),
            SpecialType.System_Byte or SpecialType.System_SByte or SpecialType.System_UInt16 or SpecialType.System_Int16
                or SpecialType.System_UInt32 or SpecialType.System_Int32 or SpecialType.System_UInt64
                or SpecialType.System_Int64 => new(
                (writer, value) => $"{Reader}.Write<{full}>({writer}, {value})",
                element => $"{Reader}.Integer<{full}>({element})"),
            _ => null,
        };
    }

    private sealed record LeafCode(Func<string, string, string> Write, Func<string, string> Read);
}
