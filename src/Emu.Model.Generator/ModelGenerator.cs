using System.Collections.Immutable;
using Emu.Model.Generator.Reading;
using Emu.Model.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Emu.Model.Generator;

/// <summary>
/// Writes the descriptors of devices, objects and backends from the attributes on their classes and members, and the table
/// of all that an assembly has.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModelReading> readings = context.SyntaxProvider
            .CreateSyntaxProvider((node, _) => MayBeMarked(node), TypeReader.Read)
            .Where(reading => reading is not null)!;
        // Sources depend on the types alone, so that moving a member to another line does not write them anew.
        IncrementalValueProvider<(ImmutableArray<ModelType?> Types, string Assembly)> types =
            readings.Select((reading, _) => reading.Type).Collect()
                .Combine(context.CompilationProvider.Select((compilation, _) => compilation.AssemblyName ?? "Program"));
        context.RegisterSourceOutput(
            types, (output, all) => WriteSources(output, all.Assembly, [.. all.Types.OfType<ModelType>()]));
        context.RegisterSourceOutput(readings.Collect(), ReportProblems);
    }

    /// <summary>True for a class that carries one of the attributes, or has a member that does, by their names.</summary>
    private static bool MayBeMarked(SyntaxNode node) =>
        node is ClassDeclarationSyntax type
        && (Has(type, TypeReader.ShortNames) || type.Members.Any(member => Has(member, MemberReader.ShortNames)));

    private static bool Has(MemberDeclarationSyntax member, IReadOnlyCollection<string> names)
    {
        foreach (AttributeListSyntax list in member.AttributeLists)
        {
            foreach (AttributeSyntax attribute in list.Attributes)
            {
                string name = attribute.Name is QualifiedNameSyntax qualified
                    ? qualified.Right.Identifier.Text : attribute.Name.ToString();
                const string suffix = "Attribute";
                if (name.EndsWith(suffix, StringComparison.Ordinal)) name = name.Substring(0, name.Length - suffix.Length);
                if (names.Contains(name)) return true;
            }
        }

        return false;
    }

    private static void WriteSources(SourceProductionContext output, string assembly, List<ModelType> types)
    {
        // A class in several files is read once for each.
        List<ModelType> distinct = [.. types.GroupBy(type => type.FullName).Select(group => group.First())];
        foreach (ModelType type in distinct)
            output.AddSource($"{type.FullName.Replace("global::", "")}.Model.g.cs", TypeWriter.Write(type));
        List<ModelType> named =
            [.. distinct.Where(type => type.IsNamed).OrderBy(type => type.Name, StringComparer.Ordinal)];
        if (named.Count != 0) output.AddSource("ModelTable.g.cs", TableWriter.Write(assembly, named));
    }

    private static void ReportProblems(SourceProductionContext output, ImmutableArray<ModelReading> readings)
    {
        HashSet<PlacedProblem> reported = [];
        foreach (PlacedProblem each in readings.SelectMany(reading => reading.Problems))
            if (reported.Add(each)) output.ReportDiagnostic(each.Problem.At(each.Location));
    }
}
