using System.Text.RegularExpressions;

namespace Emu.House.Tests;

/// <summary>How doc comments are laid out, and how private fields are named.</summary>
public sealed partial class CommentTests
{
    /// <summary>A line of a doc comment that goes on below is at least as long as this, counted with the word that would have
    /// followed.</summary>
    private const int Full = 100;

    [Fact]
    public void No_line_of_a_doc_comment_ends_in_the_middle_of_a_sentence_while_there_is_room()
    {
        List<string> broken = [];
        foreach (string path in Sources())
        {
            string[] lines = File.ReadAllLines(path);
            for (int i = 0; i + 1 < lines.Length; i++)
                if (IsBroken(lines[i], lines[i + 1])) broken.Add($"{Repository.Name(path)}:{i + 1}");
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void No_private_field_begins_with_an_underscore()
    {
        string[] named = [.. Sources().Where(path => UnderscoredField().IsMatch(File.ReadAllText(path))).Select(Repository.Name)];

        Assert.Empty(named);
    }

    [Theory]
    [InlineData("/// <summary>A page that was", "/// decoded before.</summary>", true)]
    [InlineData("/// A page. It was decoded.", "/// Once more.", false)]
    [InlineData("/// <summary>", "/// A page that was decoded.", false)]
    [InlineData("/// A page that was decoded", "/// <para>Another one.</para>", false)]
    [InlineData("/// A page that was", "/// <see cref=\"Decoded\"/> before.", true)]
    [InlineData("/// A page that was", "/// <see cref=\"DecodedBeforeTheOtherOne\"/><see cref=\"AndAgainByAnotherCpuAfterThat\"/>.", false)]
    [InlineData("// A page that was", "// decoded.", false)]
    public void A_line_is_broken_when_the_next_word_would_have_found_room(string line, string next, bool isBroken) =>
        Assert.Equal(isBroken, IsBroken(line, next));

    private static IEnumerable<string> Sources() =>
        Repository.Files("src", "*.cs").Concat(Repository.Files("cache-format", "*.cs"));

    private static bool IsBroken(string line, string next)
    {
        Match first = Comment().Match(line), second = Comment().Match(next);
        if (!first.Success || !second.Success || End().IsMatch(first.Groups["text"].Value)) return false;
        Match word = Word().Match(second.Groups["text"].Value);
        return word.Success && !Begin().IsMatch(second.Groups["text"].Value) && line.TrimEnd().Length + 1 + word.Length <= Full;
    }

    [GeneratedRegex(@"^\s*/// (?<text>\S.*?)\s*$")]
    private static partial Regex Comment();

    /// <summary>The end of a sentence or of an element.</summary>
    [GeneratedRegex(@"[.:!?]$|</?(summary|remarks|para|param|returns|exception|list|item|content|code|typeparam|description|term|value)\b[^>]*>$")]
    private static partial Regex End();

    [GeneratedRegex(@"^</?(summary|remarks|para|param|returns|exception|list|item|content|code|typeparam|description|term|value)\b")]
    private static partial Regex Begin();

    /// <summary>What cannot be divided: a word, with elements in it whole.</summary>
    [GeneratedRegex(@"^(<[^<>]*>|[^\s<])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*private [\w<>\[\]?*. ,]*\b_[a-z]\w*( =|;)", RegexOptions.Multiline)]
    private static partial Regex UnderscoredField();
}
