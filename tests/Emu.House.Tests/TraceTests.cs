using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>What can be traced is what happens, and what the document lists.</summary>
public sealed partial class TraceTests
{
    private const string Declarations = "src/Emu.Core/Tracing/TraceEvents.cs";

    [Fact]
    public void Every_event_that_is_declared_happens_somewhere_behind_a_test_of_the_switch()
    {
        string code = string.Concat(Repository.Files("src", "*.cs")
            .Where(path => Repository.Name(path) != Declarations).Select(File.ReadAllText));
        string[] silent = [.. Events().Select(each => each.Groups["field"].Value).Where(field => !Regex.IsMatch(
            code, $@"if \(EventTrace\.IsOn( && TraceEvents\.{field}\.IsEnabled)?\)\s+TraceEvents\.{field}\.Write\("))];
        Assert.Empty(silent);
        Assert.Empty(Unguarded().Matches(code).Select(each => each.Value));
    }

    [Fact]
    public void The_document_lists_all_events_with_what_they_tell()
    {
        string[] declared = [.. Events()
            .Select(each => $"| `{each.Groups["name"].Value}` | {Parameter().Replace(each.Groups["parameters"].Value, "`$1`").Replace(",", "")} |")
            .Order(StringComparer.Ordinal)];
        string[] listed = [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "tracing.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal) && line.Count(letter => letter == '|') == 4)
            .Select(line => line[..(line.IndexOf(" | ", line.IndexOf(" | ", StringComparison.Ordinal) + 1, StringComparison.Ordinal) + 2)])
            .Order(StringComparer.Ordinal)];
        Assert.Equal(declared, listed);
    }

    private static MatchCollection Events()
    {
        MatchCollection events = Event().Matches(File.ReadAllText(Path.Combine(Repository.Root, Declarations)));
        Assert.NotEmpty(events);
        return events;
    }

    [GeneratedRegex(@"TraceEvent\d (?<field>\w+) =\s+new\(""(?<name>\w+)"", (?<parameters>[^)]+)\);")]
    private static partial Regex Event();

    [GeneratedRegex(@"""(\w+)(?::x)?""")]
    private static partial Regex Parameter();

    [GeneratedRegex(@"(?<![\s)])\s+TraceEvents\.\w+\.Write\(")]
    private static partial Regex Unguarded();
}
