using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache build --root DIR</c>: translates what has run of the programs and libraries of a root file system, as
/// far as the cache files tell.</summary>
internal static class RootBuild
{
    /// <summary>Translates it.</summary>
    /// <param name="root">The root: programs are named by paths below it, or, when they ran with it as their root, by
    /// paths in it.</param>
    /// <param name="directory">The directory of the cache files.</param>
    /// <param name="threads">How many threads translate.</param>
    /// <param name="asJson">Tells what was done as one JSON value.</param>
    /// <exception cref="CommandLineException">There is no such root.</exception>
    public static int Run(string root, CacheDirectory directory, int threads, bool asJson)
    {
        if (HostFile.StatusOf(root) is not { Kind: FileKind.Folder })
            throw new CommandLineException($"--root {HostPath.Show(root)}: no such directory");
        string whole = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));
        List<OfflineCompilation> all = [];
        foreach (CacheFileEntry entry in directory.List().Where(entry => !entry.IsAside))
        {
            if (CacheOptions.ImageOf(entry).Name is not { } name || FindIn(whole, name) is not { } program) continue;
            all.AddRange(OfflineCompilation.RunAll(entry.Path, threads, program));
        }

        OfflineCompilation.PrintAll(all, asJson);
        return ExitStatus.Success;
    }

    private static string? FindIn(string root, string name)
    {
        if (name.StartsWith(root + "/", StringComparison.Ordinal)) return name;
        string below = root + name;
        return name.StartsWith('/') && HostFile.StatusOf(below) is { IsRegular: true } ? below : null;
    }
}
