using Emu.Isa.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Emu.Isa.Generator.Reading;

/// <summary>Reads an attributed method into an <see cref="InstructionModel"/>.</summary>
internal static class InstructionReader
{
    public const string AttributeName = "Emu.Isa.InstructionAttribute";
    private const string InstructionSetAttributeName = "InstructionSetAttribute";

    private static readonly string[] TypeArguments = ["E", "V", "W", "C"];

    public static InstructionReading Read(GeneratorAttributeSyntaxContext context, CancellationToken cancellation)
    {
        AttributeData attribute = context.Attributes[0];
        SyntaxNode place = attribute.ApplicationSyntaxReference?.GetSyntax(cancellation) ?? context.TargetNode;
        List<Problem> problems = [];
        InstructionModel? instruction = Read(context, attribute, problems, cancellation);
        return new(
            problems.Count == 0 ? instruction : null, problems.ToEquatableArray(), SourceLocation.Of(place));
    }

    /// <summary>Identifies a method among all instructions.</summary>
    public static string KeyOf(IMethodSymbol method) => method.OriginalDefinition.ToDisplayString();

    private static InstructionModel? Read(
        GeneratorAttributeSyntaxContext context,
        AttributeData attribute,
        List<Problem> problems,
        CancellationToken cancellation)
    {
        IMethodSymbol method = (IMethodSymbol)context.TargetSymbol;
        if (ConstructorArgument(attribute, 0)?.Value is not string syntax
            || ConstructorArgument(attribute, 1)?.Value is not string bits)
        {
            return null;
        }

        if (InstructionFormat.Of(context.SemanticModel.Compilation) is not { } format) return null;
        if (FindFault(method) is { } fault)
        {
            problems.Add(Problem.Of(Diagnostics.WrongMethod, method.Name, fault));
            return null;
        }

        List<Parameter> parameters = ReadParameters(method, problems);
        Encoding? encoding = EncodingParser.Parse(bits, format, problems);
        if (encoding is null || problems.Count != 0)
            return null;

        encoding = WithReservedValues(encoding, parameters);
        OperandChecker.Check(encoding, parameters, problems);
        List<SyntaxPiece>? pieces = SyntaxParser.Parse(syntax, format, parameters, problems);
        if (pieces is null)
            return null;

        Alias? alias = AliasReader.Read(
            (MethodDeclarationSyntax)context.TargetNode, context.SemanticModel, cancellation);
        if (alias is not null && attribute.NamedArguments.Length != 0)
            problems.Add(Problem.Of(Diagnostics.AliasWithProperties, method.Name));
        return new(
            KeyOf(method),
            method.ContainingType.ToDisplayString(),
            method.Name,
            CallOf(method),
            parameters.ToEquatableArray(),
            encoding,
            pieces.ToEquatableArray(),
            FlowOf(attribute),
            NumberOf(attribute, "Traits", 0),
            NumberOf(attribute, "AccessSize", sizeof(ulong)),
            NamedArgument(attribute, "CallWhen")?.Value as string ?? "",
            NamedArgument(attribute, "ReturnWhen")?.Value as string ?? "",
            NamedArgument(attribute, "Rare") is { Value: true },
            RequiredOf(method),
            alias);
    }

    private static string? FindFault(IMethodSymbol method)
    {
        INamedTypeSymbol type = method.ContainingType;
        if (!method.IsStatic)
            return "it must be static";
        if (method.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)
            || type.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Internal)
            || type.ContainingType is not null)
        {
            return "it must be public or internal, in a public or internal class that is not nested";
        }

        if (!method.ReturnsVoid)
            return "it must return void";
        if (type.TypeParameters.Length + method.TypeParameters.Length != TypeArguments.Length)
            return "it and its class must have the four type parameters emitter, value, vector and condition";
        if (method.Parameters.FirstOrDefault() is not
            { RefKind: RefKind.Ref, Type: ITypeParameterSymbol { Ordinal: 0 } })
        {
            return "its first parameter must be the emitter, by reference";
        }

        return method.Parameters.Skip(1).Any(parameter => parameter.RefKind != RefKind.None)
            ? "operands are passed by value"
            : null;
    }

    private static List<Parameter> ReadParameters(IMethodSymbol method, List<Problem> problems)
    {
        List<Parameter> parameters = [];
        foreach (IParameterSymbol parameter in method.Parameters.Skip(1))
        {
            if (OperandType.Of(parameter.Type) is { } type)
                parameters.Add(new(parameter.Name, type));
            else
                problems.Add(Problem.Of(
                    Diagnostics.UnknownOperandType, parameter.Name, parameter.Type.ToDisplayString()));
        }

        return parameters;
    }

    /// <summary>Excludes the values that an operand's type reserves, as if the encoding said so.</summary>
    private static Encoding WithReservedValues(Encoding encoding, List<Parameter> parameters)
    {
        IEnumerable<EncodedOperand> operands = encoding.Operands.Select(operand =>
            parameters.Find(parameter => parameter.Name == operand.Name)?.Type.Reserved is { Count: > 0 } reserved
                ? operand with { Excluded = operand.Excluded.Concat(reserved).Distinct().ToEquatableArray() }
                : operand);
        return encoding with { Operands = operands.ToEquatableArray() };
    }

    private static string CallOf(IMethodSymbol method)
    {
        INamedTypeSymbol type = method.ContainingType;
        int onType = type.TypeParameters.Length;
        string name = type.ContainingNamespace.IsGlobalNamespace
            ? $"global::{type.Name}"
            : $"global::{type.ContainingNamespace.ToDisplayString()}.{type.Name}";
        return $"{name}{List(TypeArguments.Take(onType))}.{method.Name}{List(TypeArguments.Skip(onType))}";

        static string List(IEnumerable<string> names) => names.Any() ? $"<{string.Join(", ", names)}>" : "";
    }

    private static string FlowOf(AttributeData attribute) =>
        NamedArgument(attribute, "Flow") is { Type: INamedTypeSymbol type } constant
            ? MemberNames(type, Convert.ToInt64(constant.Value), flags: false).Single()
            : InstructionModel.SequentialFlow;

    private static int NumberOf(AttributeData attribute, string name, int otherwise) =>
        NamedArgument(attribute, name) is { Value: { } value } ? Convert.ToInt32(value) : otherwise;

    private static TypedConstant? ConstructorArgument(AttributeData attribute, int index) =>
        index < attribute.ConstructorArguments.Length ? attribute.ConstructorArguments[index] : null;

    private static TypedConstant? NamedArgument(AttributeData attribute, string name) =>
        attribute.NamedArguments
            .Where(pair => pair.Key == name)
            .Select(pair => (TypedConstant?)pair.Value)
            .FirstOrDefault();

    /// <summary>The extensions that the class and the method name, as an expression.</summary>
    private static string RequiredOf(IMethodSymbol method)
    {
        long required = 0;
        INamedTypeSymbol? extensions = null;
        foreach (AttributeData attribute in method.ContainingType.GetAttributes().Concat(method.GetAttributes()))
        {
            if (attribute.AttributeClass?.Name != InstructionSetAttributeName
                || ConstructorArgument(attribute, 0) is not { Type: INamedTypeSymbol type, Value: { } value })
            {
                continue;
            }

            extensions = type;
            required |= Convert.ToInt64(value);
        }

        if (extensions is null)
            return "";

        IEnumerable<string> names = MemberNames(extensions, required, flags: true);
        return string.Join(" | ", names.Select(name => $"{extensions.Name}.{name}"));
    }

    private static IEnumerable<string> MemberNames(INamedTypeSymbol type, long value, bool flags)
    {
        foreach (IFieldSymbol field in type.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue))
        {
            long constant = Convert.ToInt64(field.ConstantValue);
            bool isOneBit = constant != 0 && (constant & (constant - 1)) == 0;
            if (flags ? isOneBit && (value & constant) != 0 : constant == value)
                yield return field.Name;
        }
    }
}
