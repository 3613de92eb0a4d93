using Emu.Core.Tracing;
using Emu.Host;
using Emu.Machine;
using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>Which events are written, and where to: <c>-trace</c>.</summary>
internal sealed record TraceWish
{
    /// <summary>Patterns and files of patterns, in the order of the user.</summary>
    public IReadOnlyList<(string Text, bool IsFile)> Choices { get; private init; } = [];

    /// <summary>Takes the lines; null for where the log goes.</summary>
    public string? File { get; private init; }

    /// <summary>Reads the options.</summary>
    /// <exception cref="CommandLineException">One is wrong.</exception>
    public static TraceWish Read(SystemValues values)
    {
        List<(string, bool)> choices = [];
        string? file = null;
        foreach (string text in values.All("-trace"))
        {
            try
            {
                foreach ((string name, OptionValue value) in KeyValueGrammar.Parse(text, "enable").Members)
                {
                    if (name == "enable") choices.Add((value.Text, false));
                    else if (name == "events") choices.Add((value.Text, true));
                    else if (name == "file") file = value.Text;
                    else throw new OptionException($"Invalid parameter '{name}'");
                }
            }
            catch (OptionException e)
            {
                throw new CommandLineException($"-trace {text}: {e.Message}");
            }
        }

        return new TraceWish() { Choices = choices, File = file };
    }

    /// <summary>Enables the events.</summary>
    /// <param name="writer">Takes the lines; null for where the log goes.</param>
    /// <param name="isStamped">Lines begin with thread and time.</param>
    /// <exception cref="MachineException">A file of patterns cannot be read.</exception>
    public void Apply(TextWriter? writer, bool isStamped)
    {
        if (Choices.Count == 0 && writer is null) return;
        EventTrace.Configure(writer, isStamped);
        foreach ((string text, bool isFile) in Choices)
        {
            if (!isFile) Choose(text);
            else foreach (string line in ReadLines(text)) Choose(line);
        }
    }

    /// <summary>Enables the events of a pattern; one that begins with a dash disables them.</summary>
    private static void Choose(string line)
    {
        bool isEnabled = !line.StartsWith('-');
        string pattern = isEnabled ? line : line[1..];
        IReadOnlyList<TraceEvent> events = EventTrace.Find(pattern);
        if (events.Count == 0 && !EventTrace.IsPattern(pattern))
            Console.Error.WriteLine(StandardError.Warning($"trace event '{pattern}' does not exist; -trace help lists them"));
        EventTrace.Enable(events, isEnabled);
    }

    private static IEnumerable<string> ReadLines(string file)
    {
        try
        {
            return [.. System.IO.File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length != 0 && line[0] != '#')];
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new CommandLineException($"-trace events={file}: {FileFailure.Explain(file, e)}");
        }
    }
}
