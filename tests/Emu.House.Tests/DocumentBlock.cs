using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>A fenced block of a document with commands: <c>sh</c> has commands alone, <c>console</c> has them behind <c>$</c> and what
/// they print below.</summary>
/// <param name="Place">Document and line.</param>
/// <param name="IsConsole">Shows output.</param>
/// <param name="Reason">Why it is not run, as the comment in front of it says; null when it is run.</param>
/// <param name="Lines">What it says.</param>
internal sealed partial record DocumentBlock(string Place, bool IsConsole, string? Reason, string[] Lines)
{
    /// <summary>The script: commands with their continued lines.</summary>
    public string Script => string.Join('\n', IsConsole
        ? Lines.Where(line => line.StartsWith("$ ", StringComparison.Ordinal)).Select(line => line[2..]) : Lines);

    /// <summary>Each command on one line, without comments.</summary>
    public IEnumerable<string> Commands => Script.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(line => Comment().Replace(line, "").Trim()).Where(line => line.Length != 0);

    /// <summary>What the block says is printed; a line of three dots stands for any lines.</summary>
    public string[] Shown => IsConsole ? [.. Lines.Where(line => !line.StartsWith("$ ", StringComparison.Ordinal))] : [];

    /// <summary>Blocks of the README and of all guides, decisions excepted: these tell of their own time.</summary>
    public static IEnumerable<DocumentBlock> All() => Documents().SelectMany(Read);

    /// <summary>The documents whose commands must hold.</summary>
    public static IEnumerable<string> Documents() => Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md")
        .Prepend(Path.Combine(Repository.Root, "README.md")).Order(StringComparer.Ordinal);

    private static IEnumerable<DocumentBlock> Read(string document)
    {
        string[] lines = File.ReadAllLines(document);
        for (int i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith("```", StringComparison.Ordinal)) continue;
            int end = Array.IndexOf(lines, "```", i + 1);
            Assert.True(end > 0, $"{Repository.Name(document)}:{i + 1}: the fence is not closed");
            string? reason = i > 0 && Marker().Match(lines[i - 1]) is { Success: true } marker ? marker.Groups["why"].Value : null;
            if (lines[i] is "```sh" or "```console")
                yield return new DocumentBlock($"{Repository.Name(document)}:{i + 1}", lines[i] == "```console", reason, lines[(i + 1)..end]);
            i = end;
        }
    }

    [GeneratedRegex("^<!-- not run: (?<why>.+) -->$")]
    private static partial Regex Marker();

    [GeneratedRegex(@"(^|\s\s+)#.*$")]
    private static partial Regex Comment();
}
