using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>Which project may know which: guests share projects that know none of them.</summary>
public sealed partial class ArrowTests
{
    /// <summary>Words of one guest's architecture.</summary>
    private static readonly HashSet<string> GuestWords =
        new(["risc", "riscv", "hart", "harts", "sbi", "satp", "plic", "clint", "aarch", "nzcv", "tpidr"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The list of guests, which the executable's commands are made from.</summary>
    private const string GuestList = "src/Emu.Cli/GuestArchitectures.cs";

    [Fact]
    public void Projects_that_guests_share_use_no_word_of_one_guest()
    {
        string[] naming = [.. Repository.Files("src", "*.cs")
            .Where(path => Repository.Name(path) != GuestList)
            .Where(path => GuestWordsIn(File.ReadAllText(path)).Any())
            .Select(path => Repository.Name(path).Split('/')[1])
            .Where(project => !project.StartsWith("Emu.Guest.", StringComparison.Ordinal))
            .Distinct().Order(StringComparer.Ordinal)];

        Assert.Empty(naming);
    }

    [Fact]
    public void A_guests_instructions_refer_to_no_engine_no_translator_and_no_machine()
    {
        string[] engines = ["Emu.Engine", "Emu.Llvm", "Emu.Translate", "Emu.Machine", "Emu.Linux", "Emu.Cli"];
        string[] known = [.. Repository.Files("src", "*.csproj")
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Where(project => project.StartsWith("Emu.Guest.", StringComparison.Ordinal) && !IsPlatform(project))
            .SelectMany(References).Distinct()];

        Assert.NotEmpty(known);
        Assert.Empty(known.Intersect(engines));
    }

    [Fact]
    public void A_guest_names_no_engine_and_no_translator()
    {
        string[] naming = [.. Repository.Files("src", "*.cs")
            .Where(path => Repository.Name(path).StartsWith("src/Emu.Guest.", StringComparison.Ordinal))
            .Where(path => Engine().IsMatch(Comment().Replace(File.ReadAllText(path), "")))
            .Select(Repository.Name)];

        Assert.Empty(naming);
    }

    [Fact]
    public void Functions_of_the_host_are_imported_by_the_projects_for_that_alone()
    {
        string[] importing = [.. Repository.Files("src", "*.cs")
            .Where(path => Import().IsMatch(File.ReadAllText(path)))
            .Select(Repository.Name)
            .Where(name => !name.StartsWith("src/Emu.Host/", StringComparison.Ordinal)
                && !name.StartsWith("src/Emu.Llvm/", StringComparison.Ordinal))];

        Assert.Empty(importing);
    }

    [Theory]
    [InlineData("satpValue", "satp")]
    [InlineData("\"riscv,isa\"", "riscv")]
    [InlineData("IRiscVEmitter", "Risc")]
    [InlineData("\"aarch64\"", "aarch")]
    [InlineData("chart // hart", "")]
    [InlineData("chart /* satp */", "")]
    public void A_guests_word_is_found_in_identifiers_and_strings_but_not_in_comments(string code, string word) =>
        Assert.Equal(word, GuestWordsIn(code).FirstOrDefault(""));

    /// <summary>True for the part of a guest that builds upon the projects for machines and programs.</summary>
    private static bool IsPlatform(string project) => project.EndsWith(".Platform", StringComparison.Ordinal);

    /// <summary>A project's references, and theirs.</summary>
    private static IEnumerable<string> References(string project)
    {
        string file = Path.Combine(Repository.Root, "src", project, project + ".csproj");
        if (!File.Exists(file)) return [];
        string[] direct = [.. Reference().Matches(File.ReadAllText(file)).Select(match => match.Groups["name"].Value)];
        return direct.Concat(direct.SelectMany(References));
    }

    private static IEnumerable<string> GuestWordsIn(string code) =>
        Word().Matches(Comment().Replace(code, "")).Select(match => match.Value).Where(GuestWords.Contains);

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("[A-Z]?[a-z]+|[A-Z]+(?![a-z])")]
    private static partial Regex Word();

    [GeneratedRegex(@"\bEmu\.(Engine|Llvm|Translate|Cli)\b")]
    private static partial Regex Engine();

    [GeneratedRegex(@"\b(DllImport|LibraryImport)\b")]
    private static partial Regex Import();

    [GeneratedRegex("ProjectReference Include=\"[^\"]*/(?<name>[^/\"]+)\\.csproj\"")]
    private static partial Regex Reference();
}
