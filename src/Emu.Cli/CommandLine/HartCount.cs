using System.Globalization;

namespace Emu.Cli.CommandLine;

/// <summary>The value of <c>-smp</c>: <c>4</c> or <c>cpus=4</c>.</summary>
internal static class HartCount
{
    /// <summary>How many harts.</summary>
    /// <param name="value">The value.</param>
    /// <param name="most">The machine's limit.</param>
    /// <exception cref="CommandLineException">It is no number that the machine can have.</exception>
    public static int Parse(string value, int most)
    {
        string? count = null;
        foreach ((string name, string? text) in PropertyList.Parse(value))
        {
            if (text is null) count = name;
            else if (name == "cpus") count = text;
            else throw new CommandLineException(
                $"-smp {value}: '{name}' is not supported; give the number alone, as in -smp 4");
        }

        if (int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out int harts)
            && harts >= 1 && harts <= most)
            return harts;
        throw new CommandLineException(
            $"-smp {value}: not a number of CPUs that this machine can have; give 1 to {most}");
    }
}
