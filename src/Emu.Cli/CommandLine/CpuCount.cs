using Emu.Model.Options;

namespace Emu.Cli.CommandLine;

/// <summary>The value of <c>-smp</c>: <c>4</c>, <c>cpus=4</c>, or a topology whose product it is.</summary>
internal static class CpuCount
{
    /// <summary>The levels of a topology, from the outside.</summary>
    private static readonly string[] Levels = ["sockets", "dies", "clusters", "cores", "threads"];

    /// <summary>How many CPUs.</summary>
    /// <param name="value">The value.</param>
    /// <param name="most">The machine's limit.</param>
    /// <exception cref="CommandLineException">It is no number that the machine can have.</exception>
    public static int Parse(string value, int most)
    {
        try
        {
            return Read(KeyValueGrammar.Parse(value, "cpus"), most);
        }
        catch (OptionException e)
        {
            throw new CommandLineException($"-smp {value}: {e.Message}");
        }
    }

    private static int Read(OptionTree options, int most)
    {
        int? cpus = null, maximum = null;
        long product = 1;
        bool hasTopology = false;
        foreach ((string name, OptionValue value) in options.Members)
        {
            int number = Levels.Contains(name) || name is "cpus" or "maxcpus"
                ? ReadNumber(name, value, most)
                : throw new OptionException($"Parameter 'smp.{name}' is unexpected");
            if (name == "cpus") cpus = number;
            else if (name == "maxcpus") maximum = number;
            else product *= number;
            hasTopology |= Levels.Contains(name);
        }

        // A level that is not given takes up what the others leave, so only a contradiction is an error.
        long wanted = maximum ?? cpus ?? product;
        if (hasTopology && (wanted % product != 0 || (product != wanted && HasAllLevels(options))))
            throw new OptionException(
                $"Invalid CPU topology: product of the hierarchy must match maxcpus: {Describe(options)} != maxcpus ({wanted})");
        long count = cpus ?? maximum ?? product;
        if (count > wanted) throw new OptionException($"Invalid CPU topology: maxcpus ({wanted}) must not be below cpus ({count})");
        return wanted <= most ? (int)count : throw new OptionException($"{wanted} CPUs are more than this machine can have; give 1 to {most}");
    }

    private static int ReadNumber(string name, OptionValue value, int most)
    {
        if (!OptionReader.TryParseInteger(value.Text, out Int128 number) || number < 1 || number > 1 << 20)
            throw new OptionException($"{name}={value.Text} is not a number of CPUs that this machine can have; give 1 to {most}");
        return (int)number;
    }

    private static bool HasAllLevels(OptionTree options) =>
        options.Find("sockets") is not null && options.Find("cores") is not null && options.Find("threads") is not null;

    private static string Describe(OptionTree options) => string.Join(
        " * ", options.Members.Where(member => Levels.Contains(member.Key)).Select(member => $"{member.Key} ({member.Value.Text})"));
}
