using Emu.Model.Descriptors;

namespace Emu.Cli.CommandLine;

/// <summary>Splits a command line into options and their values, in order. Whatever stands behind an option that takes a value
/// is its value, also text that begins with a dash.</summary>
internal static class SystemScanner
{
    /// <summary>Reads all arguments.</summary>
    /// <param name="command">The program's name in messages.</param>
    /// <param name="arguments">The arguments.</param>
    /// <exception cref="CommandLineException">An option is not known, or has no value.</exception>
    public static IReadOnlyList<GivenOption> Scan(string command, IReadOnlyList<string> arguments)
    {
        List<GivenOption> given = [];
        for (int i = 0; i < arguments.Count; i++)
        {
            string word = arguments[i];
            if (word.Length == 0 || word[0] != '-')
            {
                given.Add(new GivenOption(SystemOptions.Disk, word, word));
                continue;
            }

            SystemOption option = Find(word) ?? throw Unknown(command, word);
            if (option.Refusal is { } refusal) throw new CommandLineException($"{option.Name}: {refusal}");
            if (option.ValueName is null) given.Add(new GivenOption(option, word, ""));
            else if (++i < arguments.Count) given.Add(new GivenOption(option, word, arguments[i]));
            else throw new CommandLineException($"{word}: requires an argument", ExitStatus.Usage);
        }

        return given;
    }

    private static SystemOption? Find(string word)
    {
        string name = word.StartsWith("--", StringComparison.Ordinal) ? word[2..] : word[1..];
        foreach (SystemOption option in SystemOptions.All)
            if (option.IsCalled(name)) return option;
        return null;
    }

    private static CommandLineException Unknown(string command, string word)
    {
        string? nearest = Spelling.Nearest(
            word.TrimStart('-'), SystemOptions.All.Where(each => each.Refusal is null).Select(each => each.Name[1..]));
        string hint = nearest is null ? $"'{command} -h' lists the options" : $"did you mean -{nearest}?";
        return new CommandLineException($"{word}: invalid option; {hint}", ExitStatus.Usage);
    }
}
