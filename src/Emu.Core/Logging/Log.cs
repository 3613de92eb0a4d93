using System.Runtime.CompilerServices;

namespace Emu.Core.Logging;

/// <summary>
/// The <c>-d</c> log. Set up once before the machine starts; afterwards any thread may write. A disabled item costs one
/// test of a static field.
/// </summary>
public static class Log
{
    private static readonly Lock Gate = new();
    private static readonly HashSet<string> Seen = [];
    private static TextWriter output = Console.Error;
    private static LogItems items;

    /// <summary>Chooses what is logged and where to. Call before any hart runs.</summary>
    public static void Configure(LogItems enabled, TextWriter writer)
    {
        output = writer;
        items = enabled;
    }

    /// <summary>True when any of <paramref name="wanted"/> is logged; ask before building a message.</summary>
    public static bool IsEnabled(LogItems wanted) => (items & wanted) != 0;

    /// <summary>Writes one line if the item is enabled.</summary>
    public static void Write(LogItems item, string line)
    {
        if (!IsEnabled(item)) return;
        lock (Gate) output.WriteLine(line);
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

    /// <summary>Writes a line only the first time it is said: for what a guest may do a million times.</summary>
    public static void WriteOnce(LogItems item, string line)
    {
        if (!IsEnabled(item)) return;
        lock (Gate)
            if (Seen.Add(line)) output.WriteLine(line);
    }

    /// <summary>Flushes and closes the log's file. Call once, when the machine has stopped.</summary>
    public static void Close()
    {
        lock (Gate)
        {
            output.Flush();
            items = LogItems.None;
        }
    }
}
