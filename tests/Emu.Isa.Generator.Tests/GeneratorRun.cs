using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Emu.Isa.Generator.Tests;

/// <summary>A run of the generator over instruction methods, and the assembly that comes of it.</summary>
internal sealed class GeneratorRun
{
    private const string InstructionsPath = "Instructions.cs";

    private static readonly CSharpParseOptions Language = new(LanguageVersion.Preview, DocumentationMode.Diagnose);

    /// <summary>As in the projects: a public member without a doc comment is no warning.</summary>
    private static readonly CSharpCompilationOptions Options = new(
        OutputKind.DynamicallyLinkedLibrary,
        allowUnsafe: true,
        nullableContextOptions: NullableContextOptions.Enable,
        specificDiagnosticOptions: [new("CS1591", ReportDiagnostic.Suppress)]);

    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => IsReferenced(Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    private readonly CSharpCompilation _compilation;
    private readonly GeneratorDriver _driver;
    private readonly Compilation _output;

    private GeneratorRun(CSharpCompilation compilation, GeneratorDriver driver)
    {
        _compilation = compilation;
        _driver = driver.RunGeneratorsAndUpdateCompilation(compilation, out _output, out var reported);
        Reported = reported;
    }

    /// <summary>What the generator reported.</summary>
    public ImmutableArray<Diagnostic> Reported { get; }

    /// <summary>What the compiler says about sources and generated code together, warnings included.</summary>
    public IEnumerable<Diagnostic> CompilerDiagnostics =>
        _output.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning);

    /// <summary>Why the generator's outputs were or were not computed anew in this run.</summary>
    public IEnumerable<IncrementalStepRunReason> OutputReasons =>
        _driver.GetRunResult().Results[0].TrackedOutputSteps.SelectMany(step => step.Value)
            .SelectMany(step => step.Outputs)
            .Select(output => output.Reason);

    /// <summary>The generated files by name.</summary>
    public IReadOnlyDictionary<string, string> Sources =>
        _driver.GetRunResult().Results[0].GeneratedSources
            .ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>Runs the generator over a class that contains these members.</summary>
    public static GeneratorRun Of(string members) => OfSource(InClass(members));

    /// <summary>Runs the generator over this source.</summary>
    public static GeneratorRun OfSource(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Emu.Guest.RiscV",
            [
                Parse(source, InstructionsPath),
                Parse(Contract.Source, "Contract.cs"),
                Parse(RecordingEngine.Source, "RecordingEngine.cs"),
            ],
            References,
            Options);
        return new(
            compilation,
            CSharpGeneratorDriver.Create(
                [new InstructionGenerator().AsSourceGenerator()],
                parseOptions: Language,
                driverOptions: new(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true)));
    }

    /// <summary>A class of instructions with these members.</summary>
    public static string InClass(string members) => $$"""
        using Emu.Isa;
        namespace Emu.Guest.RiscV.Instructions;
        [InstructionSet(Extensions.I)]
        internal static class Sample<E, V, W, C>
            where E : struct, IEmitter<V, W, C>
            where V : struct, IValue<V, C>
            where W : struct, IVector<W, V, C>
            where C : struct, ICondition<C>
        {
        {{members}}
        }
        """;

    /// <summary>Runs the same generator again after the instructions have changed.</summary>
    public GeneratorRun Again(string members)
    {
        SyntaxTree old = _compilation.SyntaxTrees.Single(tree => tree.FilePath == InstructionsPath);
        return new(_compilation.ReplaceSyntaxTree(old, Parse(InClass(members), old.FilePath)), _driver);
    }

    /// <summary>Compiles everything, which must go without a warning, and loads it.</summary>
    public GeneratedCode Load()
    {
        Assert.Empty(Reported);
        Assert.Empty(CompilerDiagnostics);
        using MemoryStream stream = new();
        Assert.True(_output.Emit(stream).Success);
        return new(Assembly.Load(stream.ToArray()));
    }

    private static bool IsReferenced(string file) =>
        file is "Emu.Isa.dll" or "Emu.FloatingPoint.dll" || file.StartsWith("System.", StringComparison.Ordinal);

    private static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, Language, path);
}
