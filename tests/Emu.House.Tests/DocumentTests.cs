using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>What documents say about the repository's files.</summary>
public sealed partial class DocumentTests
{
    [Fact]
    public void Every_link_to_a_file_leads_to_one()
    {
        List<string> broken = [];
        foreach (string document in Documents())
            foreach (Match link in Link().Matches(File.ReadAllText(document)))
            {
                string target = link.Groups["target"].Value.Split('#')[0];
                if (target.Length == 0 || target.Contains("://", StringComparison.Ordinal)) continue;
                if (!Path.Exists(Path.Combine(Path.GetDirectoryName(document)!, target)))
                    broken.Add($"{Repository.Name(document)}: {target}");
            }

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_directory_and_source_file_that_a_guide_names_is_there()
    {
        List<string> missing = [];
        foreach (string document in Documents().Where(path => !path.Contains("/decisions/", StringComparison.Ordinal)))
            foreach (Match name in SourcePath().Matches(File.ReadAllText(document)))
                if (!Path.Exists(Path.Combine(Repository.Root, name.Groups["path"].Value)))
                    missing.Add($"{Repository.Name(document)}: {name.Groups["path"].Value}");
        Assert.Empty(missing);
    }

    [Fact]
    public void The_index_of_decisions_has_each_with_its_own_title()
    {
        string folder = Path.Combine(Repository.Root, "docs", "decisions");
        string[] wanted = [.. Directory.EnumerateFiles(folder, "0*.md").Order(StringComparer.Ordinal).Select(path =>
        {
            string title = File.ReadLines(path).First()["# ".Length..];
            int dot = title.IndexOf(". ", StringComparison.Ordinal);
            return $"{title[..dot]}. [{title[(dot + 2)..]}]({Path.GetFileName(path)})";
        })];
        string[] listed = [.. File.ReadLines(Path.Combine(folder, "README.md")).Where(line => line.Contains("](0"))];

        Assert.Equal(wanted, listed);
    }

    private static IEnumerable<string> Documents() =>
        Repository.Files("docs", "*.md").Concat(Directory.EnumerateFiles(Repository.Root, "*.md"));

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`(?<path>(src|tests|bench|build|native|docs|cache-format)/[\w./-]*\w)`")]
    private static partial Regex SourcePath();
}
