using System.IO.Enumeration;
using System.Text;
using Emu.Core.Logging;
using Emu.Host;

namespace Emu.Core.Tracing;

/// <summary>
/// Which events are written, and where to: a line each, <c>NAME parameter=value ...</c>. Whoever has an event to tell of asks
/// <see cref="IsOn"/> first, so that tracing costs one test of a static field while nothing is traced.
/// </summary>
public static class EventTrace
{
    /// <summary>Guards the fields that follow, and lines from being mixed in a file of their own.</summary>
    private static readonly Lock Gate = new();
    private static TextWriter? file;
    private static bool hasTime;

    [ThreadStatic]
    private static StringBuilder? lineOfThread;

    /// <summary>True while any event is enabled.</summary>
    public static bool IsOn { get; private set; }

    /// <summary>Chooses where lines go. Before the machine runs.</summary>
    /// <param name="writer">Takes them; null for where the log goes.</param>
    /// <param name="isStamped">Each begins with the thread and the time of day, <c>THREAD@SECONDS.MICROSECONDS:</c>.</param>
    public static void Configure(TextWriter? writer, bool isStamped)
    {
        lock (Gate) (file, hasTime) = (writer, isStamped);
    }

    /// <summary>The events that a pattern names, in which <c>*</c> stands for any text and <c>?</c> for a letter.</summary>
    public static IReadOnlyList<TraceEvent> Find(string pattern) =>
        [.. TraceEvents.All.Where(each => FileSystemName.MatchesSimpleExpression(pattern, each.Name, ignoreCase: false))];

    /// <summary>True for a pattern that may name several events, or none.</summary>
    public static bool IsPattern(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>Enables or disables events. Any thread.</summary>
    public static void Enable(IEnumerable<TraceEvent> events, bool isEnabled)
    {
        ArgumentNullException.ThrowIfNull(events);
        lock (Gate)
        {
            foreach (TraceEvent each in events) each.IsEnabled = isEnabled;
            IsOn = TraceEvents.All.Any(each => each.IsEnabled);
        }
    }

    /// <summary>Writes the line of an event, on the thread where it happens, which may hold locks of a device.</summary>
    internal static void Write(string name, (string Name, bool IsHexadecimal)[] parameters, ReadOnlySpan<TraceValue> values)
    {
        StringBuilder line = lineOfThread ??= new StringBuilder();
        line.Clear();
        if (hasTime)
        {
            long microseconds = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            line.Append($"{HostProcess.CurrentThreadId}@{microseconds / 1_000_000}.{microseconds % 1_000_000:d6}:");
        }

        line.Append(name);
        for (int i = 0; i < values.Length; i++)
        {
            line.Append(' ').Append(parameters[i].Name).Append('=');
            values[i].AppendTo(line, parameters[i].IsHexadecimal);
        }

        Write(line.ToString());
    }

    private static void Write(string line)
    {
        lock (Gate)
        {
            if (file is { } writer)
            {
                WriteTo(writer, line);
                return;
            }
        }

        Log.WriteAtOnce(line);
    }

    private static void WriteTo(TextWriter writer, string line)
    {
        try
        {
            writer.WriteLine(line);
            writer.Flush();
        }
        catch (IOException e)
        {
            file = TextWriter.Null;
            Log.ReportFailure(e);
        }
    }
}
