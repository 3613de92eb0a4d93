using System.CommandLine;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache optimize</c>.</summary>
internal static class CacheOptimizeCommand
{
    public static Command Create()
    {
        Argument<string> file = CacheOptions.File();
        Option<string> directory = CacheOptions.Directory();
        Option<string> threads = CacheOptions.Threads();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "optimize", "Translates everything that ran with full optimisation, and adds it to the file.")
        {
            file, threads, directory, json,
        };
        command.SetAction(result =>
        {
            string path = CacheOptions.FileOf(
                result.GetRequiredValue(file), CacheOptions.DirectoryOf(result, directory)).Path;
            return Optimize(path, CacheOptions.ThreadsOf(result, threads), result.GetValue(json));
        });
        return command;
    }

    private static int Optimize(string path, int threads, bool asJson)
    {
        UInt128 image = CacheInspector.Inspect(path).ImageHash;
        GuestEnvironment[] environments = [.. GuestEnvironment.OfThisHost(path)];
        if (environments.Length == 0)
            throw new CommandLineException(
                $"{path}: has no code of this emulator for this host; make some with emu cache build");
        foreach (GuestEnvironment each in environments)
        {
            CodeStoreOptions options = new()
            {
                File = path,
                ImageHash = image,
                Environment = each.Environment,
                Warn = Warn,
            };
            OfflineCompilation.Run(options, each.Isa, each.Settings, threads).Print(asJson);
        }

        return ExitStatus.Success;
    }

    private static void Warn(string line) => Console.Error.WriteLine($"emu: {line}");
}
