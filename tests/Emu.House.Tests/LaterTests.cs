using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>What <c>docs/later.md</c> says of what does not exist.</summary>
public sealed partial class LaterTests
{
    private static readonly string Page = Path.Combine(Repository.Root, "docs", "later.md");

    public static TheoryData<string, string> Rows
    {
        get
        {
            TheoryData<string, string> rows = [];
            foreach (Match row in Row().Matches(File.ReadAllText(Page)))
                rows.Add(row.Groups["asked"].Value, row.Groups["said"].Value.Replace("\\|", "|", StringComparison.Ordinal));
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void What_does_not_exist_is_refused_as_the_page_says(string asked, string said)
    {
        using Emulator emulator = new();
        bool isOption = asked.StartsWith('-');
        (int status, string output, string errors) =
            emulator.Shell(isOption ? $"exec emu system riscv64 -bios firmware -serial null {asked}" : $"exec {asked}");

        Assert.True(status is 1 or 2, $"status {status}");
        Assert.Equal("", output);
        string[] lines = errors.Split('\n');
        Assert.EndsWith($": {said}", lines[0], StringComparison.Ordinal);
        if (isOption) Assert.StartsWith("emu: -", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_page_is_run() => Assert.Equal(
        File.ReadLines(Page).Count(line => line.StartsWith('|') && !line.StartsWith("| ---", StringComparison.Ordinal)
            && !line.StartsWith("| what", StringComparison.Ordinal)),
        Rows.Count);

    [GeneratedRegex(@"^\|[^|]*\| `(?<asked>[^`]+)` \| (?<said>.+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
