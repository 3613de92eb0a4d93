using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>Directories of one project that use each other in a circle, which can only be understood together.</summary>
public sealed partial class CircleTests
{
    /// <summary>Projects whose directories form no circle. The list may only become longer.</summary>
    public static TheoryData<string> Projects =>
    [
        "Emu.Core", "Emu.Devices", "Emu.Engine", "Emu.FloatingPoint", "Emu.Guest.RiscV.Platform", "Emu.Host", "Emu.Isa", "Emu.Linux", "Emu.Machine",
        "Emu.Net", "Emu.Translate",
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Directories_of_a_project_use_each_other_in_one_direction_only(string project)
    {
        (string Directory, string Code)[] files = [.. Repository.Files("src", "*.cs")
            .Select(Repository.Name)
            .Where(name => name.StartsWith($"src/{project}/", StringComparison.Ordinal))
            .Select(name => Strip(File.ReadAllText(Path.Combine(Repository.Root, name))))
            .Select(code => (Space().Match(code).Groups["name"].Value, code)).Where(file => file.Value.Length != 0)];

        Assert.NotEmpty(files);
        Assert.Equal([], Circle(Uses(files)));
    }

    [Theory]
    [InlineData("namespace P; using P.A; class Root { }", "namespace P.A; class Low { }", 0)]
    [InlineData("namespace P; using P.A; class Root { }", "namespace P.A; class Low { Root above; }", 2)]
    [InlineData("namespace P; using P.A; class Root { }", "namespace P.A; class Low { Other.Root another; }", 0)]
    [InlineData("namespace P.B; class Root { P.A.Low below; }", "namespace P.A; class Low { P.B.Root above; }", 2)]
    [InlineData("namespace P.B; class Root { P.A.Low below; }", "namespace P.A; class Low { }", 0)]
    public void Uses_are_imports_full_names_and_what_encloses_a_namespace(string first, string second, int circle) =>
        Assert.Equal(circle, Circle(Uses([.. new[] { first, second }
            .Select(code => code.Replace("; ", ";\n", StringComparison.Ordinal))
            .Select(code => (Space().Match(code).Groups["name"].Value, code))])).Length);

    /// <summary>Namespaces that files of a namespace use, for all that use any; a namespace is a directory.</summary>
    private static Dictionary<string, HashSet<string>> Uses((string Directory, string Code)[] files)
    {
        Dictionary<string, HashSet<string>> types = files.GroupBy(file => file.Directory).ToDictionary(
            group => group.Key,
            group => group.SelectMany(file => Type().Matches(file.Code)).Select(match => match.Groups["name"].Value).ToHashSet());
        Dictionary<string, HashSet<string>> uses = types.Keys.ToDictionary(name => name, _ => new HashSet<string>());
        foreach ((string directory, string code) in files)
        {
            string body = Line().Replace(code, "");
            HashSet<string> words = [.. Word().Matches(body).Select(match => match.Value)];
            IEnumerable<string> named = Import().Matches(code).Concat(FullName().Matches(body))
                .Select(match => match.Groups["name"].Value).Select(name => Longest(name, types)).OfType<string>();
            IEnumerable<string> enclosing = types.Keys.Where(outer => directory.StartsWith(outer + ".", StringComparison.Ordinal)
                && types[outer].Except(types[directory]).Any(words.Contains));
            uses[directory].UnionWith(named.Concat(enclosing).Where(other => other != directory));
        }

        return uses;
    }

    /// <summary>The namespace of a name: as much of it as is one.</summary>
    private static string? Longest(string name, Dictionary<string, HashSet<string>> types)
    {
        while (!types.ContainsKey(name))
        {
            int dot = name.LastIndexOf('.');
            if (dot < 0) return null;
            name = name[..dot];
        }

        return name;
    }

    /// <summary>All namespaces that reach themselves.</summary>
    private static string[] Circle(Dictionary<string, HashSet<string>> uses) =>
        [.. uses.Keys.Where(name => Reached(name, uses).Contains(name)).Order(StringComparer.Ordinal)];

    private static HashSet<string> Reached(string from, Dictionary<string, HashSet<string>> uses)
    {
        HashSet<string> reached = [];
        Stack<string> left = new([from]);
        while (left.TryPop(out string? name))
            foreach (string next in uses[name])
                if (reached.Add(next)) left.Push(next);
        return reached;
    }

    private static string Strip(string code) => Ignored().Replace(code, "");

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/|""(?:[^""\\\n]|\\.)*""", RegexOptions.Singleline)]
    private static partial Regex Ignored();

    [GeneratedRegex(@"^namespace (?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Space();

    [GeneratedRegex(@"^using (static |\w+ = )?(?<name>[\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Import();

    [GeneratedRegex("^(using|namespace) [^\n]*", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"(?<![.\w])(?<name>\w+(\.\w+)+)")]
    private static partial Regex FullName();

    [GeneratedRegex(@"(?<![.\w])[A-Z]\w*")]
    private static partial Regex Word();

    [GeneratedRegex(@"^((public|internal|static|sealed|abstract|readonly|ref|partial|unsafe) )*(class|struct|interface|enum|record( struct| class)?|delegate [\w<>?\[\]]+) (?<name>\w+)", RegexOptions.Multiline)]
    private static partial Regex Type();
}
