using Emu.Isa.Generator.Model;
using Emu.Model.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Emu.Model.Generator.Reading;

/// <summary>Reads a marked class into a <see cref="ModelType"/>.</summary>
internal static class TypeReader
{
    /// <summary>The attributes that name a class, and the members of <c>DescriptorKind</c> that they stand for.</summary>
    private static readonly string[] Kinds = ["Device", "Object", "NetDevice", "CharacterDevice", "BlockDriver"];

    public static IReadOnlyCollection<string> ShortNames => Kinds;

    public static ModelReading? Read(GeneratorSyntaxContext context, CancellationToken cancellation)
    {
        ClassDeclarationSyntax syntax = (ClassDeclarationSyntax)context.Node;
        if (context.SemanticModel.GetDeclaredSymbol(syntax, cancellation) is not INamedTypeSymbol type || !IsMarked(type))
            return null;
        List<PlacedProblem> problems = [];
        if (!IsPartial(syntax))
            problems.Add(new(Problem.Of(Diagnostics.NotPartial, type.Name), SourceLocation.Of(syntax)));
        MutableMembers.Check(type, problems);
        (string kind, AttributeData? attribute) = KindOf(type);
        MemberReader members = new(type, kind, context.SemanticModel.Compilation, problems);
        members.Read(cancellation);
        ModelType model = new(
            type.ContainingNamespace.ToDisplayString(),
            PathOf(type).ToEquatableArray(),
            type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            BaseOf(type)?.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat) ?? "",
            IsPublic(type),
            CanCreate(type),
            kind,
            attribute is null ? "" : Attributes.Positional(attribute, 0),
            SettingsOf(type, kind, attribute).ToEquatableArray(),
            members.Properties.ToEquatableArray(),
            members.States.ToEquatableArray());
        return new(problems.Count == 0 ? model : null, problems.ToEquatableArray());
    }

    /// <summary>True for a class that has descriptors: it is named, or declares members that are set or saved.</summary>
    public static bool IsMarked(INamedTypeSymbol type) =>
        type.TypeKind == TypeKind.Class
        && (KindOf(type).Attribute is not null || type.GetMembers().Any(MemberReader.IsMarked));

    private static (string Kind, AttributeData? Attribute) KindOf(INamedTypeSymbol type)
    {
        foreach (string kind in Kinds)
            if (Attributes.Find(type, kind) is { } attribute) return (kind, attribute);
        return ("Part", null);
    }

    private static INamedTypeSymbol? BaseOf(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type.BaseType; at is not null; at = at.BaseType)
            if (IsMarked(at)) return at;
        return null;
    }

    private static bool IsPartial(ClassDeclarationSyntax syntax) =>
        syntax.AncestorsAndSelf().OfType<TypeDeclarationSyntax>()
            .All(each => each.Modifiers.Any(modifier => modifier.IsKind(SyntaxKind.PartialKeyword)));

    private static Stack<string> PathOf(INamedTypeSymbol type)
    {
        Stack<string> path = new();
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
            path.Push($"{(at.TypeKind == TypeKind.Struct ? "struct" : at.IsRecord ? "record" : "class")} {at.Name}");
        return path;
    }

    private static bool IsPublic(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? at = type; at is not null; at = at.ContainingType)
            if (at.DeclaredAccessibility != Accessibility.Public) return false;
        return true;
    }

    private static bool CanCreate(INamedTypeSymbol type)
    {
        if (type.IsAbstract || !type.InstanceConstructors.Any(each => each.Parameters.IsEmpty)) return false;
        for (INamedTypeSymbol? at = type; at is not null; at = at.BaseType)
            if (at.GetMembers().Any(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true }))
                return false;
        return true;
    }

    private static IEnumerable<string> SettingsOf(INamedTypeSymbol type, string kind, AttributeData? attribute)
    {
        if (kind != "Device" || attribute is null) yield break;
        yield return $"Category = (global::Emu.Model.DeviceCategory){Attributes.Positional(attribute, 1)}";
        foreach (string name in (string[])["Bus", "Description", "Alias"])
            if (Attributes.Text(attribute, name) is { } text) yield return $"{name} = {SourceWriter.Literal(text)}";
        if (Attributes.IsTrue(attribute, "IsPartOfBoard")) yield return "IsPartOfBoard = true";
        if (Attributes.Find(type, "VirtioPci") is { } pci)
        {
            string modern = Attributes.IsTrue(pci, "IsModernOnly") ? " { IsModernOnly = true }" : "";
            string name = SourceWriter.Literal(Attributes.Positional(pci, 0));
            yield return $"VirtioPci = new global::Emu.Model.VirtioPciAttribute({name}, {Attributes.Positional(pci, 1)}){modern}";
        }
    }
}
