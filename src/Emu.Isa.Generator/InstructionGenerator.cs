using System.Collections.Immutable;
using Emu.Isa.Generator.Analysis;
using Emu.Isa.Generator.Model;
using Emu.Isa.Generator.Reading;
using Emu.Isa.Generator.Writing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Emu.Isa.Generator;

/// <summary>
/// Writes the decoder, the dispatchers and the disassembler from the methods that carry <c>InstructionAttribute</c>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class InstructionGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<InstructionReading> readings = context.SyntaxProvider.ForAttributeWithMetadataName(
            InstructionReader.AttributeName, (node, _) => node is MethodDeclarationSyntax, InstructionReader.Read);

        IncrementalValueProvider<InstructionFormat?> format =
            context.CompilationProvider.Select((compilation, _) => InstructionFormat.Of(compilation));

        // Sources depend on the instructions alone, so that moving a method to another line does not write them anew.
        context.RegisterSourceOutput(
            readings.Select((reading, _) => reading.Instruction).Collect().Combine(format),
            (output, all) =>
            {
                if (all.Right is { } found) WriteSources(output, found, new([.. all.Left.OfType<InstructionModel>()]));
            });
        context.RegisterSourceOutput(readings.Collect(), ReportProblems);
    }

    private static void WriteSources(SourceProductionContext output, InstructionFormat format, InstructionSet set)
    {
        output.AddSource("Operation.g.cs", OperationWriter.WriteEnumeration(format, set));
        output.AddSource("OperationTable.g.cs", OperationWriter.WriteTable(format, set));
        output.AddSource("Decoder.g.cs", DecoderWriter.Write(format, set));
        output.AddSource("Disassembler.g.cs", DisassemblerWriter.Write(format, set));
        output.AddSource("Dispatch.g.cs", DispatchWriter.WriteDispatch(format, set));
        output.AddSource("InterpreterLoop.g.cs", DispatchWriter.WriteLoop(format, set));
    }

    private static void ReportProblems(SourceProductionContext output, ImmutableArray<InstructionReading> readings)
    {
        Dictionary<string, SourceLocation> locations = [];
        foreach (InstructionReading reading in readings)
        {
            foreach (Problem problem in reading.Problems)
                output.ReportDiagnostic(problem.At(reading.Location));
            if (reading.Instruction is { } instruction)
                locations[instruction.Key] = reading.Location;
        }

        InstructionSet set = new([.. readings.Select(reading => reading.Instruction).OfType<InstructionModel>()]);
        foreach ((InstructionModel instruction, Problem problem) in set.Problems)
            output.ReportDiagnostic(problem.At(locations[instruction.Key]));
    }
}
