using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>Types with unsafe code say why their pointers are right: who owns the memory, and until when it is there.</summary>
public sealed partial class UnsafeTests
{
    [Fact]
    public void Every_type_with_unsafe_code_states_the_invariant_of_its_pointers()
    {
        HashSet<string> stated = [], wanted = [];
        foreach (string path in Repository.Files("src", "*.cs").Concat(Repository.Files("cache-format", "*.cs")))
        {
            string project = Repository.Name(path).Split('/')[1];
            foreach ((string name, bool isUnsafe, bool isStated) in TypesIn(File.ReadAllText(path)))
            {
                if (isUnsafe) wanted.Add($"{project}: {name}");
                if (isStated) stated.Add($"{project}: {name}");
            }
        }

        Assert.NotEmpty(wanted);
        Assert.Empty(wanted.Except(stated).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("/// <summary>A.</summary>\npublic sealed unsafe class A { }", "A", true, false)]
    [InlineData("/// <remarks>Invariant of the\n/// unsafe code: none.</remarks>\n[Flags]\nunsafe struct A { }", "A", true, true)]
    [InlineData("/// <summary>A.</summary>\nclass A\n{\n    private unsafe void M() { }\n}", "A", true, false)]
    [InlineData("class A\n{\n    // unsafe\n    string s = \"unsafe\";\n}", "A", false, false)]
    [InlineData("class A\n{\n    string s = \"\"\"\n        unsafe\n        \"\"\";\n}", "A", false, false)]
    [InlineData("class B { }\nclass A\n{\n    void M() { unsafe { } }\n}", "A", true, false)]
    public void Unsafe_code_is_found_in_modifiers_and_blocks(string code, string name, bool isUnsafe, bool isStated) =>
        Assert.Contains((name, isUnsafe, isStated), TypesIn(code));

    /// <summary>The types of a file: whether each is unsafe or has an unsafe member, and whether its comment has the statement. A member
    /// belongs to the type that was declared last above it.</summary>
    private static List<(string Name, bool IsUnsafe, bool IsStated)> TypesIn(string code)
    {
        List<(string Name, bool IsUnsafe, bool IsStated)> types = [];
        string comment = "";
        foreach (string line in RawText().Replace(code, "").Split('\n').Select(line => line.Trim()))
        {
            if (line.StartsWith("//", StringComparison.Ordinal)) comment += " " + line.TrimStart('/').Trim();
            string bare = Ignored().Replace(line, "");
            bool isUnsafe = Unsafe().IsMatch(bare);
            if (Type().Match(bare) is { Success: true } type)
                types.Add((type.Groups["name"].Value, isUnsafe, Statement().IsMatch(comment)));
            else if (isUnsafe && types.Count != 0) types[^1] = types[^1] with { IsUnsafe = true };
            if (bare.Length != 0 && bare[0] != '[') comment = "";
        }

        return types;
    }

    /// <summary>How the statement begins, in the doc comment of the type or of one of its parts.</summary>
    [GeneratedRegex("Invariants? of the unsafe code:")]
    private static partial Regex Statement();

    [GeneratedRegex("\"{3}.*?\"{3}", RegexOptions.Singleline)]
    private static partial Regex RawText();

    [GeneratedRegex(@"//.*|""(?:[^""\\]|\\.)*""")]
    private static partial Regex Ignored();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Unsafe();

    [GeneratedRegex(@"^((public|internal|private|protected|static|sealed|abstract|readonly|ref|partial|unsafe|file) )*(class|struct|interface|record( struct| class)?) (?<name>\w+)")]
    private static partial Regex Type();
}
