using System.Runtime.CompilerServices;
using Emu.Host;

namespace Emu.Core.Logging;

/// <summary>
/// The <c>-d</c> log. Set up once before the machine starts; afterwards any thread may write. A disabled item costs one
/// test of a static field. When the writer fails, one message on standard error says so and the log is off: the machine
/// runs on.
/// </summary>
public static class Log
{
    /// <summary>
    /// How many different lines <see cref="WriteOnce(LogItems, string)"/> writes: a guest can make up any number.
    /// </summary>
    public const int MostDistinctLines = 10_000;

    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Seen = [];
    // Nothing before something is logged: the console costs time at the start.
    private static TextWriter? output;
    private static LogItems items;
    private static bool areLinesLeftOut, hasFailed;

    /// <summary>Chooses what is logged and where to. Call before any CPU runs.</summary>
    public static void Configure(LogItems enabled, TextWriter writer)
    {
        lock (Gate)
        {
            output = writer;
            items = enabled;
            Seen.Clear();
            areLinesLeftOut = hasFailed = false;
        }
    }

    /// <summary>True when any of <paramref name="wanted"/> is logged; ask before building a message.</summary>
    public static bool IsEnabled(LogItems wanted) => (items & wanted) != 0;

    /// <summary>True when anything is logged: the user wants to look inside.</summary>
    public static bool IsInUse => items != LogItems.None;

    /// <summary>Writes one line if the item is enabled.</summary>
    public static void Write(LogItems item, string line)
    {
        if (!IsEnabled(item)) return;
        lock (Gate) WriteLine(line);
    }

    /// <summary>
    /// As <see cref="Write(LogItems, string)"/>; the message is not even built when the item is not enabled.
    /// </summary>
    public static void Write(LogItems item, [InterpolatedStringHandlerArgument(nameof(item))] ref LogMessage message)
    {
        if (IsEnabled(item)) Write(item, message.ToStringAndClear());
    }

    /// <summary>
    /// As <see cref="WriteOnce(LogItems, string)"/>; the message is not even built when the item is not enabled.
    /// </summary>
    public static void WriteOnce(
        LogItems item, [InterpolatedStringHandlerArgument(nameof(item))] ref LogMessage message)
    {
        if (IsEnabled(item)) WriteOnce(item, message.ToStringAndClear());
    }

    /// <summary>
    /// Writes a line only the first time it is said: for what a guest may do a million times. After
    /// <see cref="MostDistinctLines"/> lines, new ones are left out, and one last line says so.
    /// </summary>
    public static void WriteOnce(LogItems item, string line)
    {
        if (!IsEnabled(item)) return;
        lock (Gate)
        {
            if (Seen.Count < MostDistinctLines)
            {
                if (Seen.Add(line)) WriteLine(line);
            }
            else if (!areLinesLeftOut && !Seen.Contains(line))
            {
                areLinesLeftOut = true;
                WriteLine($"log: more than {MostDistinctLines} different lines, further ones are left out");
            }
        }
    }

    /// <summary>Flushes the log's file and switches the log off. Call once, when the machine has stopped.</summary>
    public static void Close()
    {
        lock (Gate)
        {
            try
            {
                if (!hasFailed) output?.Flush();
            }
            catch (IOException e)
            {
                ReportFailure(e);
            }

            items = LogItems.None;
            output = null;
        }
    }

    /// <summary>Writes one line, whatever is logged, so that it can be read at once.</summary>
    internal static void WriteAtOnce(string line)
    {
        lock (Gate)
        {
            if (hasFailed) return;
            TryWrite(line, isFlushed: true);
        }
    }

    /// <summary>Call with the gate held.</summary>
    private static void WriteLine(string line)
    {
        // Another thread may have switched the log off since the caller looked.
        if (items != LogItems.None) TryWrite(line, isFlushed: false);
    }

    private static void TryWrite(string line, bool isFlushed)
    {
        TextWriter writer = output ?? Console.Error;
        try
        {
            writer.WriteLine(line);
            if (isFlushed) writer.Flush();
        }
        catch (IOException e)
        {
            Fail(e);
        }
    }

    private static void Fail(IOException failure)
    {
        items = LogItems.None;
        hasFailed = true;
        ReportFailure(failure);
    }

    /// <summary>Says on standard error that what is written is lost from here on.</summary>
    internal static void ReportFailure(IOException failure)
    {
        try
        {
            Console.Error.WriteLine(StandardError.Message($"writing the log failed, further lines are lost: {failure.Message}"));
        }
        catch (IOException)
        {
            // Standard error may be what failed; there is nowhere left to say it.
        }
    }
}
