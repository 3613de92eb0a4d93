using System.Text;
using Emu.Monitor.Hmp;

namespace Emu.Monitor.Tests.Hmp;

/// <summary>Lines that a user types.</summary>
public sealed class LineEditorTests
{
    private readonly StringBuilder shown = new();
    private readonly List<string> entered = [];
    private readonly LineEditor editor;

    public LineEditorTests() => editor = new LineEditor(
        text => shown.Append(text), entered.Add,
        line => [.. new[] { "stop", "status", "system_reset" }.Where(word => word.StartsWith(line, StringComparison.Ordinal))]);

    [Theory]
    [InlineData("info\r", "info")]
    [InlineData("inof\b\bfo\r", "info")]
    [InlineData("nfo\u0001i\r", "info")]
    [InlineData("info\u0001\u0005 x\r", "info x")]
    [InlineData("inXfo\u001b[D\u001b[D\u007f\r", "info")]
    [InlineData("inXfo\u001b[H\u001b[C\u001b[C\u001b[3~\r", "info")]
    [InlineData("info status\u0017\u0017stop\r", "stop")]
    [InlineData("stop now\u0002\u0002\u0002\u0002\u000b\r", "stop")]
    [InlineData("what\u0015stop\r", "stop")]
    [InlineData("sto\t\r", "stop ")]
    [InlineData("sta\t\u001bOFx\r", "status x")]
    public void Keys_edit_the_line_that_is_entered(string keys, string line)
    {
        Type(keys);
        Assert.Equal([line], entered);
    }

    [Fact]
    public void Lines_before_come_back_and_the_one_that_was_begun_stands_behind_them()
    {
        Type("one\rtwo\rthr\u001b[A\u001b[A\u001b[B\u001b[Bee\r\u0010\u0010\r");
        Assert.Equal(["one", "two", "three", "two"], entered);
        Assert.Equal(["one", "three", "two"], editor.History);
    }

    [Fact]
    public void Words_that_begin_alike_are_completed_as_far_as_they_do_and_then_listed()
    {
        Type("st\t");
        Assert.EndsWith("\nstatus  stop\n(qemu) st", shown.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_takes_no_more_letters_than_the_limit()
    {
        Type(new string('a', LineEditor.MostLetters + 10) + "\r");
        Assert.Equal(LineEditor.MostLetters, Assert.Single(entered).Length);
    }

    private void Type(string keys)
    {
        foreach (char key in keys) editor.Take((byte)key);
    }
}
