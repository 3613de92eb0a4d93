using Emu.Model.Generator;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Emu.Model.Tests;

public class DiagnosticTests
{
    private static readonly MetadataReference[] References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    [Theory]
    [InlineData("private int counter;", "'counter' of 'Sample' changes")]
    [InlineData("public int Counter { get; set; }", "'Counter' of 'Sample' changes")]
    [InlineData("private readonly int[] counters = new int[2];", "'counters' of 'Sample' changes")]
    [InlineData("private readonly System.Collections.Generic.List<int> all = [];", "'all' of 'Sample' changes")]
    [InlineData("private readonly Part part = new(); private sealed class Part { public int Value; }", "'part' of 'Sample' changes")]
    [InlineData("private readonly Part[] parts = []; private sealed class Part { }", "'parts' of 'Sample' changes")]
    public void A_mutable_member_of_a_device_without_a_mark_fails_the_build_by_its_name(string member, string expected)
    {
        Diagnostic diagnostic = Assert.Single(Generate(member));
        Assert.Equal(("EMU101", DiagnosticSeverity.Error), (diagnostic.Id, diagnostic.Severity));
        Assert.Contains(expected, diagnostic.GetMessage());
    }

    [Theory]
    [InlineData("private readonly int counter;")]
    [InlineData("private const int Counter = 1;")]
    [InlineData("private static int counter;")]
    [InlineData("public int Counter { get; init; }")]
    [InlineData("public int Counter => 1;")]
    [InlineData("private readonly string name = \"\";")]
    [InlineData("private readonly Part part = new(); private sealed class Part { public readonly int Value; }")]
    [InlineData("[State] private int counter;")]
    [InlineData("[Derived] private int counter;")]
    [InlineData("[Property(\"counter\")] public int Counter { get; set; }")]
    [InlineData("private event System.Action? Changed { add { } remove { } }")]
    public void What_does_not_change_or_is_marked_builds(string member) => Assert.Empty(Generate(member));

    [Fact]
    public void A_mutable_member_of_a_base_class_counts() => Assert.Contains(
        "'counter' of 'Base' changes",
        Assert.Single(Run("[Device(\"s\", DeviceCategory.Misc)] partial class Sample : Base { } class Base { int counter; }"))
            .GetMessage());

    [Fact]
    public void A_part_may_refer_back_to_its_owner() => Assert.Empty(Run(
        "partial class Owner { [State] private readonly Part[] parts = []; } "
        + "partial class Part(Owner owner) { private readonly Owner back = owner; [State] private int value; }"));

    [Theory]
    [InlineData("[Property(\"x\")] public (int, int) X { get; set; }", "EMU103")]
    [InlineData("[Property(\"x\")] public int X => 1;", "EMU103")]
    [InlineData("[State] private System.Threading.Lock x = new();", "EMU104")]
    [InlineData("[State] private readonly int x;", "EMU104")]
    [InlineData("[State] private int x; [State(Name = \"x\")] private int y;", "EMU105")]
    public void What_cannot_be_read_or_saved_fails_the_build(string member, string id) =>
        Assert.Equal(id, Assert.Single(Generate(member)).Id);

    [Fact]
    public void A_device_that_is_not_partial_fails_the_build() =>
        Assert.Equal("EMU102", Assert.Single(Run("[Device(\"s\", DeviceCategory.Misc)] class Sample { }")).Id);

    private static IReadOnlyList<Diagnostic> Generate(string members) =>
        Run($"[Device(\"s\", DeviceCategory.Misc)] sealed partial class Sample {{ {members} }}");

    /// <summary>The generator's errors, and those of the compiler in what it has written.</summary>
    private static IReadOnlyList<Diagnostic> Run(string source)
    {
        CSharpCompilation compilation = CSharpCompilation.Create(
            "Sample", [CSharpSyntaxTree.ParseText($"using Emu.Model;\nnamespace Sample;\n{source}")], References,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        CSharpGeneratorDriver.Create(new ModelGenerator()).RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation generated, out var diagnostics);
        return [.. diagnostics, .. generated.GetDiagnostics().Where(each => each.Severity == DiagnosticSeverity.Error)];
    }
}
