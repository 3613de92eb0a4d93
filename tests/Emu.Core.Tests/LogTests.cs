using Emu.Core.Logging;

namespace Emu.Core.Tests;

/// <summary>Runs apart from other tests: there is one log, and one standard error, in a process.</summary>
[Collection(Alone)]
public sealed class LogTests : IDisposable
{
    internal const string Alone = "log";

    private readonly TextWriter standardError = Console.Error;
    private readonly StringWriter errors = new();

    public LogTests() => Console.SetError(errors);

    public void Dispose()
    {
        Log.Close();
        Console.SetError(standardError);
        errors.Dispose();
    }

    [Fact]
    public void New_lines_beyond_the_limit_are_left_out_and_one_line_says_so()
    {
        using StringWriter text = new();
        Log.Configure(LogItems.GuestErrors, text);
        for (int round = 0; round < 2; round++)
            for (int i = 0; i < Log.MostDistinctLines + 5; i++) Log.WriteOnce(LogItems.GuestErrors, $"line {i}");
        string[] lines = text.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Log.MostDistinctLines + 1, lines.Length);
        Assert.Equal($"line {Log.MostDistinctLines - 1}", lines[^2]);
        Assert.Contains("left out", lines[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_writer_that_fails_switches_the_log_off_with_one_message(bool isWrittenOnce)
    {
        Log.Configure(LogItems.GuestErrors, FullDevice(autoFlush: true));
        for (int i = 0; i < 3; i++)
        {
            if (isWrittenOnce) Log.WriteOnce(LogItems.GuestErrors, $"line {i}");
            else Log.Write(LogItems.GuestErrors, $"line {i}");
        }

        Assert.False(Log.IsEnabled(LogItems.GuestErrors));
        Log.Close();
        AssertOneMessage();
    }

    [Fact]
    public void A_failure_that_only_the_last_flush_meets_is_one_message_too()
    {
        Log.Configure(LogItems.GuestErrors, FullDevice(autoFlush: false));
        Log.Write(LogItems.GuestErrors, "line");
        Log.Close();
        Log.Close();
        AssertOneMessage();
    }

    private static StreamWriter FullDevice(bool autoFlush) =>
        new("/dev/full", new FileStreamOptions { Mode = FileMode.Open, Access = FileAccess.Write, BufferSize = 0 })
        {
            AutoFlush = autoFlush,
        };

    private void AssertOneMessage() =>
        Assert.StartsWith("emu: writing the log failed", Assert.Single(
            errors.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)),
            StringComparison.Ordinal);

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneCollection;
}
