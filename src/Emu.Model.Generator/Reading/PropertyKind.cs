using System.Globalization;
using Emu.Model.Generator.Writing;
using Microsoft.CodeAnalysis;

namespace Emu.Model.Generator.Reading;

/// <summary>How a property's type is read from an option, written as JSON, and called by QEMU.</summary>
/// <param name="TypeWord">QEMU's word.</param>
/// <param name="Help">What QEMU says of every property of the type.</param>
/// <param name="Read">The expression that makes a value of <c>v</c>; <c>$name</c> is the property's name.</param>
/// <param name="Write">The statement that writes <c>x</c> to <c>w</c>.</param>
/// <param name="Default">The default in JSON of the initializer's constant; of null for none.</param>
internal sealed record PropertyKind(
    string TypeWord, string Help, string Read, string Write, Func<object?, string?> Default)
{
    private const string Reader = "global::Emu.Model.Options.OptionReader";

    /// <summary>The property may be given several times.</summary>
    public bool IsList { get; init; }

    /// <summary>What the property takes, with commas between; null for anything.</summary>
    public string? Words { get; init; }

    public static PropertyKind? Of(ITypeSymbol type, string? word, bool isObject)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
        {
            string name = nullable.TypeArguments[0].ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
            return Of(nullable.TypeArguments[0], word, isObject) is { } inner
                ? inner with
                {
                    Write = $"if (x is null) w.WriteNullValue(); else {{ {name} y = x.Value; {inner.Write.Replace("(x)", "(y)").Replace("(int)x", "(int)y")} }}",
                    Default = constant => constant is null ? null : inner.Default(constant),
                }
                : null;
        }

        if (type.TypeKind == TypeKind.Enum) return OfEnum(type, word);
        return type.SpecialType switch
        {
            SpecialType.System_Boolean => new(
                word ?? "bool", "on/off", $"{Reader}.Boolean($name, v)", "w.WriteBooleanValue(x);",
                constant => constant is true ? "true" : "false"),
            SpecialType.System_String => new(
                word ?? (isObject ? "string" : "str"), "", $"{Reader}.Text($name, v)", "w.WriteStringValue(x);",
                constant => constant is string text ? SourceWriter.Literal(text) : null),
            SpecialType.System_Byte => OfInteger(type, "uint8", word, isObject),
            SpecialType.System_SByte => OfInteger(type, "int8", word, isObject),
            SpecialType.System_UInt16 => OfInteger(type, "uint16", word, isObject),
            SpecialType.System_Int16 => OfInteger(type, "int16", word, isObject),
            SpecialType.System_UInt32 => OfInteger(type, "uint32", word, isObject),
            SpecialType.System_Int32 => OfInteger(type, "int32", word, isObject),
            SpecialType.System_UInt64 => OfInteger(type, "uint64", word, isObject),
            SpecialType.System_Int64 => OfInteger(type, "int64", word, isObject),
            _ => OfOther(type, word),
        };
    }

    private static PropertyKind OfInteger(ITypeSymbol type, string name, string? word, bool isObject) => new(
        word ?? (isObject ? "int" : name), "",
        $"{Reader}.{(word == "size" ? "Size" : "Integer")}<{type.ToDisplayString()}>($name, v)",
        "w.WriteNumberValue(x);",
        constant => Convert.ToString(constant ?? 0, CultureInfo.InvariantCulture));

    private static PropertyKind OfEnum(ITypeSymbol type, string? word)
    {
        IFieldSymbol[] members = [.. EnumWords.Members(type)];
        string words = string.Join(", ", members.Select(member => SourceWriter.Literal(EnumWords.Of(member.Name))));
        string full = type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        string values = string.Join(", ", members.Select(member => $"{full}.{member.Name}"));
        string help = type.Name switch
        {
            "OnOffAuto" => "on/off/auto",
            "BlockdevOnError" => "Error handling policy, report/ignore/enospc/stop/auto",
            _ => "",
        };
        string arms = string.Join(", ", members.Select(member =>
            $"{full}.{member.Name} => {SourceWriter.Literal(EnumWords.Of(member.Name))}"));
        return new(
            word ?? type.Name, help,
            $"(({full}[])[{values}])[{Reader}.Choice($name, v, [{words}])]",
            $"w.WriteStringValue((x) switch {{ {arms}, _ => \"\" }});",
            constant => members.FirstOrDefault(member =>
                Convert.ToInt64(member.ConstantValue) == Convert.ToInt64(constant ?? 0)) is { } member
                ? SourceWriter.Literal(EnumWords.Of(member.Name)) : null)
        {
            Words = words,
        };
    }

    private static PropertyKind? OfOther(ITypeSymbol type, string? word)
    {
        string full = type.WithNullableAnnotation(NullableAnnotation.NotAnnotated)
            .ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);
        if (IsTextList(type))
            return new(word ?? "list", "", $"{Reader}.Texts($name, v)",
                "w.WriteStartArray(); foreach (string y in x) w.WriteStringValue(y); w.WriteEndArray();", _ => null)
            {
                IsList = true,
            };
        bool hasTryParse = type.GetMembers("TryParse").OfType<IMethodSymbol>().Any(method =>
            method is { IsStatic: true, Parameters.Length: 2 }
            && method.Parameters[0].Type.SpecialType == SpecialType.System_String
            && method.Parameters[1].RefKind == RefKind.Out);
        if (hasTryParse)
            return new(word ?? "str", "",
                $"{full}.TryParse({Reader}.Text($name, v), out {full} y) ? y : throw c.DoesNotTake($name, v)",
                "w.WriteStringValue((x).ToString());", _ => null);
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Interface)) return null;
        string? link = Attributes.Find(type, "Object") is { } named ? Attributes.Positional(named, 0) : null;
        word ??= link is null ? "str" : $"link<{link}>";
        string isLink = word.StartsWith("link<", StringComparison.Ordinal) ? "true" : "false";
        return new(word, "", $"c.Resolve<{full}>($name, v, {isLink})!",
            "w.WriteStringValue(((object?)x as global::Emu.Model.Descriptors.INamedObject)?.Id);", _ => null);
    }

    private static bool IsTextList(ITypeSymbol type) =>
        type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String }
        || (type is INamedTypeSymbol { IsGenericType: true, Name: "IReadOnlyList" or "IEnumerable" or "IReadOnlyCollection" } list
            && list.TypeArguments[0].SpecialType == SpecialType.System_String);
}
