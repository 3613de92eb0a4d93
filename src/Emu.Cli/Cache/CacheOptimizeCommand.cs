using System.CommandLine;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache optimize</c>.</summary>
internal static class CacheOptimizeCommand
{
    // Seconds of CPU time that work in the background may take: as much as a compiler's code takes twice.
    private const ulong MostIdleSeconds = 300;

    public static Command Create()
    {
        Argument<string> file = CacheOptions.File();
        file.Arity = ArgumentArity.ZeroOrOne;
        Option<bool> all = new("--all")
        {
            Arity = ArgumentArity.Zero,
            Description = "all files of the directory that were added to since this was done last",
        };
        Option<bool> idle = new("--idle")
        {
            Arity = ArgumentArity.Zero,
            Description = "with --all: while nobody else wants the processors, without a terminal or output, for "
                + $"{MostIdleSeconds} seconds of CPU time at most",
        };
        Option<string> directory = CacheOptions.Directory();
        Option<string> threads = CacheOptions.Threads();
        Option<bool> json = CacheOptions.Json();
        Command command = new(
            "optimize", "Translates everything that ran with full optimisation, and adds it to the file.")
        {
            file, all, idle, directory, threads, json,
        };
        command.SetAction(result =>
        {
            // The whole path: work in the background leaves the working directory.
            CacheDirectory folder = new(Path.GetFullPath(CacheOptions.DirectoryOf(result, directory).DirectoryPath));
            string? name = result.GetValue(file);
            bool isIdle = result.GetValue(idle);
            if (result.GetValue(all) != (name is null) || (isIdle && name is not null))
                throw new CommandLineException(
                    "emu cache optimize: give either a file, or --all and, if wanted, --idle", ExitStatus.Usage);
            if (isIdle) IdleProcess.Enter(MostIdleSeconds);
            int count = isIdle ? 1 : CacheOptions.ThreadsOf(result, threads);
            return name is null
                ? OptimizeAll(folder, count, result.GetValue(json))
                : Optimize(CacheOptions.FileOf(name, folder).Path, count, result.GetValue(json));
        });
        return command;
    }

    private static int Optimize(string path, int threads, bool asJson)
    {
        OfflineCompilation[] all = [.. OfflineCompilation.RunAll(path, threads)];
        if (all.Length == 0)
            throw new CommandLineException(
                $"{path}: has no code of this emulator for this host; make some with emu cache build");
        OfflineCompilation.PrintAll(all, asJson);
        return ExitStatus.Success;
    }

    private static int OptimizeAll(CacheDirectory directory, int threads, bool asJson)
    {
        // Another process that does the same has it all: what is added meanwhile is newer than the mark, and the next one's.
        using OptimizationMark? mark = OptimizationMark.TryTake(directory);
        if (mark is null) return ExitStatus.Success;
        List<OfflineCompilation> all = [];
        foreach (CacheFileEntry entry in directory.List().Where(entry => !entry.IsAside && entry.LastUse >= mark.Before))
        {
            // One file that is not sound, or has no code yet, is no reason to leave the others out.
            if (CacheOptions.ImageOf(entry).Guests.Count != 0) all.AddRange(OfflineCompilation.RunAll(entry.Path, threads));
        }

        mark.Set();
        OfflineCompilation.PrintAll(all, asJson);
        return ExitStatus.Success;
    }
}
