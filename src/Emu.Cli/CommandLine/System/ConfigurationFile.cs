using Emu.Host;

namespace Emu.Cli.CommandLine;

/// <summary>The file of <c>-readconfig</c>: sections <c>[group "id"]</c> with lines <c>key = "value"</c>, each an option as it
/// could stand on the command line.</summary>
internal static class ConfigurationFile
{
    /// <summary>Sections whose option has another name.</summary>
    private static readonly Dictionary<string, string> OtherNames = new()
    {
        ["memory"] = "m",
        ["smp-opts"] = "smp",
        ["boot-opts"] = "boot",
    };

    /// <summary>The options that a file stands for, in order.</summary>
    /// <exception cref="CommandLineException">The file cannot be read, or has a line that is none of these.</exception>
    public static IReadOnlyList<GivenOption> Read(GivenOption option)
    {
        string path = option.Value;
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new CommandLineException($"{option.Origin}: Could not open '{path}': {FileFailure.Explain(path, e)}");
        }

        List<GivenOption> options = [];
        (SystemOption Option, List<string> Items)? section = null;
        for (int number = 1; number <= lines.Length; number++)
        {
            string line = lines[number - 1].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (line[0] == '[')
            {
                Finish(section, options);
                section = Begin(line) ?? throw Wrong(option, number, line);
            }
            else if (section is { } open && ReadItem(line) is { } item)
            {
                open.Items.Add(item);
            }
            else
            {
                throw Wrong(option, number, line);
            }
        }

        Finish(section, options);
        return options;
    }

    private static void Finish((SystemOption Option, List<string> Items)? section, List<GivenOption> options)
    {
        if (section is { } open)
            options.Add(new GivenOption(open.Option, open.Option.Name, string.Join(',', open.Items)));
    }

    private static (SystemOption Option, List<string> Items)? Begin(string line)
    {
        if (line[^1] != ']') return null;
        string[] words = line[1..^1].Trim().Split(' ', 2, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0) return null;
        string name = OtherNames.GetValueOrDefault(words[0], words[0]);
        SystemOption? option = SystemOptions.All.FirstOrDefault(each => each is { ValueName: not null, Refusal: null } && each.IsCalled(name));
        if (option is null) return null;
        List<string> items = [];
        if (words.Length == 2) items.Add($"id={Escape(words[1].Trim('"'))}");
        return (option, items);
    }

    private static string? ReadItem(string line)
    {
        int equals = line.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0) return null;
        string value = line[(equals + 1)..].Trim();
        if (value.Length >= 2 && value[0] == '"' && value[^1] == '"') value = value[1..^1];
        return $"{line[..equals].Trim()}={Escape(value)}";
    }

    private static string Escape(string value) => value.Replace(",", ",,", StringComparison.Ordinal);

    private static CommandLineException Wrong(GivenOption option, int number, string line) =>
        new($"{option.Origin}: line {number} is neither a section of a known option nor key = \"value\": {line}");
}
