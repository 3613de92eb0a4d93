using Emu.Isa.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Emu.Isa.Generator.Reading;

/// <summary>
/// Recognises a method whose whole body is a call of another instruction with its own parameters and constants.
/// </summary>
internal static class AliasReader
{
    /// <summary>The alias that the method is, or null when its body is semantics of its own.</summary>
    public static Alias? Read(MethodDeclarationSyntax method, SemanticModel semantics, CancellationToken cancellation)
    {
        if (BodyOf(method) is not InvocationExpressionSyntax call
            || semantics.GetOperation(call, cancellation) is not IInvocationOperation invocation)
        {
            return null;
        }

        IMethodSymbol target = invocation.TargetMethod.OriginalDefinition;
        if (!target.GetAttributes().Any(a => a.AttributeClass?.ToDisplayString() == InstructionReader.AttributeName))
            return null;

        AliasArgument?[] arguments = new AliasArgument?[target.Parameters.Length];
        foreach (IArgumentOperation argument in invocation.Arguments)
        {
            if (argument.Parameter is { Ordinal: > 0 } parameter)
                arguments[parameter.Ordinal] = ReadArgument(argument.Value);
        }

        IEnumerable<AliasArgument?> operands = arguments.Skip(1);
        return operands.Any(argument => argument is null)
            ? null
            : new(InstructionReader.KeyOf(target), operands.Select(a => a.GetValueOrDefault()).ToEquatableArray());
    }

    private static ExpressionSyntax? BodyOf(MethodDeclarationSyntax method) => method switch
    {
        { ExpressionBody.Expression: { } expression } => expression,
        { Body.Statements: { Count: 1 } statements } => (statements[0] as ExpressionStatementSyntax)?.Expression,
        _ => null,
    };

    private static AliasArgument? ReadArgument(IOperation value) => value switch
    {
        { ConstantValue: { HasValue: true, Value: { } constant } } => new(null, Convert.ToInt64(constant)),
        IConversionOperation conversion => ReadArgument(conversion.Operand),
        IParameterReferenceOperation reference => new(reference.Parameter.Name, 0),
        IObjectCreationOperation { Arguments: { Length: 1 } arguments }
            when arguments[0].Value.ConstantValue.HasValue =>
            ReadArgument(arguments[0].Value),
        _ => null,
    };
}
