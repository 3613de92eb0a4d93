using Emu.Isa.Generator.Model;
using Emu.Model.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Emu.Model.Generator.Reading;

/// <summary>Reads the marked members of a class.</summary>
internal sealed class MemberReader(
    INamedTypeSymbol type, string kind, Compilation compilation, List<PlacedProblem> problems)
{
    public static IReadOnlyCollection<string> ShortNames { get; } = ["Property", "State", "Derived"];

    public List<ModelProperty> Properties { get; } = [];

    public List<ModelState> States { get; } = [];

    public static bool IsMarked(ISymbol member) => ShortNames.Any(name => Attributes.Find(member, name) is not null);

    public void Read(CancellationToken cancellation)
    {
        HashSet<string> names = [];
        foreach (ISymbol member in type.GetMembers())
        {
            cancellation.ThrowIfCancellationRequested();
            if (member is IPropertySymbol property && Attributes.Find(member, "Property") is { } option)
                ReadProperty(property, option, names);
            if (Attributes.Find(member, "State") is { } state) ReadState(member, state, names);
        }
    }

    private void ReadProperty(IPropertySymbol property, AttributeData attribute, HashSet<string> names)
    {
        PropertyKind? read = PropertyKind.Of(property.Type, Attributes.Text(attribute, "TypeWord"), kind == "Object");
        if (read is null || property.SetMethod is null)
        {
            Report(Diagnostics.PropertyType, property, property.Name, property.Type.ToDisplayString());
            return;
        }

        string name = Attributes.Positional(attribute, 0);
        if (!names.Add(name)) Report(Diagnostics.DuplicateName, property, property.Name, type.Name);
        string help = attribute.ConstructorArguments.Length > 1 && attribute.ConstructorArguments[1].Value is string text
            ? text : read.Help;
        string literal = SourceWriter.Literal(name);
        List<string> settings = [];
        if (Attributes.IsTrue(attribute, "IsRequired") || property.IsRequired) settings.Add("IsRequired = true");
        if (read.IsList) settings.Add("IsList = true");
        if (read.Words is { } words) settings.Add($"Words = [{words}]");
        if (Attributes.Text(attribute, "Aliases") is { } aliases)
            settings.Add($"Aliases = [{string.Join(", ", aliases.Split(',').Select(SourceWriter.Literal))}]");
        Properties.Add(new(
            property.Name, literal, SourceWriter.Literal(read.TypeWord), SourceWriter.Literal(help),
            DefaultOf(property, attribute, read), string.Join(", ", settings),
            property.Type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat),
            read.Read.Replace("$name", literal), read.Write, property.SetMethod.IsInitOnly));
    }

    private string DefaultOf(IPropertySymbol property, AttributeData attribute, PropertyKind read)
    {
        if (Attributes.Text(attribute, "Default") is { } given)
            return given.Length == 0 ? "null" : SourceWriter.Literal(given);
        if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is PropertyDeclarationSyntax { Initializer: { } value })
        {
            Optional<object?> constant =
                compilation.GetSemanticModel(value.SyntaxTree).GetConstantValue(value.Value);
            if (constant.HasValue) return read.Default(constant.Value) is { } text ? SourceWriter.Literal(text) : "null";
            return "null";
        }

        return read.Default(null) is { } zero ? SourceWriter.Literal(zero) : "null";
    }

    private void ReadState(ISymbol member, AttributeData attribute, HashSet<string> names)
    {
        ITypeSymbol? memberType = member switch
        {
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        bool canAssign = member is IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null };
        if (memberType is null || StateKind.Of(memberType, canAssign) is not { } read)
        {
            Report(Diagnostics.StateType, member, member.Name, memberType?.ToDisplayString() ?? "");
            return;
        }

        string name = Attributes.Text(attribute, "Name") ?? member.Name;
        if (!names.Add(name)) Report(Diagnostics.DuplicateName, member, member.Name, type.Name);
        States.Add(new(
            member.Name, SourceWriter.Literal(name), Attributes.IsTrue(attribute, "IsOptional"), read.Save,
            read.Load.Replace("$member", $"t.{member.Name}")));
    }

    private void Report(DiagnosticDescriptor descriptor, ISymbol member, params string[] arguments)
    {
        if (member.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax() is { } syntax)
            problems.Add(new(Problem.Of(descriptor, arguments), SourceLocation.Of(syntax)));
    }
}
