namespace Emu.Cli.CommandLine;

/// <summary>The values of <c>-accel</c>: how guest code is run.</summary>
internal static class Accelerators
{
    /// <summary>Names and descriptions.</summary>
    public static IReadOnlyList<(string Name, string Description)> All { get; } = [("interp", "the interpreter")];

    /// <summary>Refuses what is not in <see cref="All"/>.</summary>
    /// <exception cref="CommandLineException">It is not there.</exception>
    public static void Check(string value)
    {
        if (!All.Any(accelerator => accelerator.Name == value))
            throw new CommandLineException($"-accel {value}: not supported; use -accel interp");
    }
}
