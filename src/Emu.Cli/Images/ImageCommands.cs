using Emu.Block;

namespace Emu.Cli.Images;

/// <summary>
/// Disk images without a machine: <c>qemu-img</c>, by that name or as <c>emu img</c>, with its options, output and exit
/// statuses.
/// </summary>
internal static class ImageCommands
{
    /// <summary>The name of the program that this stands in for.</summary>
    public const string ProgramName = "qemu-img";

    private static readonly (string Name, Func<string[], int> Run)[] Verbs =
    [
        ("amend", AmendVerb.Run), ("bench", BenchVerb.Run), ("bitmap", BitmapVerb.Run),
        ("check", CheckVerb.Run), ("commit", CommitVerb.Run), ("compare", CompareVerb.Run),
        ("convert", ConvertVerb.Run), ("create", CreateVerb.Run), ("dd", DdVerb.Run), ("info", InfoVerb.Run),
        ("map", MapVerb.Run), ("measure", MeasureVerb.Run), ("snapshot", SnapshotVerb.Run),
        ("rebase", RebaseVerb.Run), ("resize", ResizeVerb.Run),
    ];

    /// <summary>Whether a command line is for images.</summary>
    public static bool Selects(string programName, string[] arguments) =>
        programName == ProgramName || (arguments.Length != 0 && arguments[0] == "img" && GuestArchitectures.FindSystem(programName) is null);

    /// <summary>Does what the arguments say; returns the exit status.</summary>
    public static int Run(string[] arguments)
    {
        try
        {
            return RunVerb(arguments);
        }
        catch (ImageException e)
        {
            Console.Error.WriteLine($"{ProgramName}: {e.Message}");
            if (e.IsUsage) Console.Error.WriteLine($"Try '{ProgramName} --help' for more information");
            return e.Status;
        }
        catch (BlockException e)
        {
            Console.Error.WriteLine($"{ProgramName}: {e.Message}");
            return ExitStatus.Failure;
        }
    }

    private static int RunVerb(string[] arguments)
    {
        if (arguments.Length == 0) throw new ImageException("Not enough arguments", isUsage: true);
        switch (arguments[0])
        {
            case "--version" or "-V":
                Console.Out.WriteLine($"{ProgramName} version {ProductVersion.OfQemu} (Emu.Aot 0.1.0)");
                return ExitStatus.Success;
            case "--help" or "-h":
                ImageHelp.Print();
                return ExitStatus.Success;
        }

        foreach ((string name, Func<string[], int> run) in Verbs)
            if (name == arguments[0])
            {
                if (arguments.Length == 2 && arguments[1] is "--help" or "-h")
                {
                    ImageHelp.Print();
                    return ExitStatus.Success;
                }

                return run(arguments[1..]);
            }

        if (arguments[0].StartsWith("-T", StringComparison.Ordinal) || arguments[0].StartsWith("--trace", StringComparison.Ordinal))
            throw new ImageException("-T, --trace: there are no trace events; strace shows what a command asks of the host", isUsage: true);
        if (arguments[0].StartsWith('-')) throw new ImageException($"unrecognized option '{arguments[0]}'", isUsage: true);
        throw new ImageException($"Command not found: {arguments[0]}", isUsage: true);
    }
}
