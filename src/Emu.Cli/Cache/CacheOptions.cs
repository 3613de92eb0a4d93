using System.CommandLine;
using System.Globalization;
using Emu.CacheFormat;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary>Options that several of the <c>emu cache</c> commands have.</summary>
internal static class CacheOptions
{
    /// <summary><c>--json</c>.</summary>
    public static Option<bool> Json() =>
        new("--json") { Arity = ArgumentArity.Zero, Description = "print one JSON value, for programs" };

    /// <summary><c>--dir</c>.</summary>
    public static Option<string> Directory() => new("--dir")
    {
        HelpName = "DIR",
        Description = $"directory of the cache files (default {HostPath.Show(CacheDirectory.DefaultPath)})",
    };

    /// <summary><c>--threads</c>; 0 when not given.</summary>
    public static Option<string> Threads() =>
        new("--threads") { HelpName = "N", Description = "threads that translate (default: one a CPU)" };

    /// <summary>A cache file, by path or by the first digits of its name.</summary>
    public static Argument<string> File() => new("FILE")
    {
        Description = "cache file: a path, or the first digits of a name that 'emu cache ls' shows",
    };

    /// <summary>The directory that the user names.</summary>
    public static CacheDirectory DirectoryOf(ParseResult result, Option<string> option) =>
        result.GetValue(option) is not "" and var path
            ? new CacheDirectory(path)
            : throw new CommandLineException("--dir: the name of the directory is empty");

    /// <summary>The file that the user means.</summary>
    /// <exception cref="CommandLineException">There is none, or several.</exception>
    public static CacheFileEntry FileOf(string name, CacheDirectory directory)
    {
        FileStatus? named = HostFile.StatusOf(name);
        bool isPath = name.Contains('/');
        if (named is { } status && (isPath || status.Kind != FileKind.Folder)) return CacheFileEntry.OfAny(name, status);
        if (isPath) throw new CommandLineException($"{HostPath.Show(name)}: no such cache file");

        CacheFileEntry[] found =
        [
            .. directory.List().Concat(StateCommands.List(directory)).Where(
                entry => name.Length != 0 && entry.Name.StartsWith(name, StringComparison.Ordinal)),
        ];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandLineException(
                $"{HostPath.Show(name)}: no such cache file in {HostPath.Show(directory.DirectoryPath)}; 'emu cache ls' lists them"),
            _ => found.FirstOrDefault(entry => entry.Name == name)
                ?? throw new CommandLineException($"{name}: {found.Length} cache files begin so; give more digits"),
        };
    }

    /// <summary>What a cache file is of. One that is not sound, or is gone, is of nothing: what is wrong with it is for info and
    /// verify to tell.</summary>
    public static CacheImage ImageOf(CacheFileEntry entry)
    {
        try
        {
            return CacheInspector.ImageOf(entry.Path);
        }
        catch (CacheFileException)
        {
            return new CacheImage(null, []);
        }
    }

    /// <summary>The number of threads that the user wants; one a CPU when not given.</summary>
    /// <exception cref="CommandLineException">It is no number, or too large.</exception>
    public static int ThreadsOf(ParseResult result, Option<string> option)
    {
        const int most = 1024;
        if (result.GetValue(option) is not { } text) return Environment.ProcessorCount;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int threads)
            && threads is >= 1 and <= most
                ? threads
                : throw new CommandLineException($"--threads {text}: not allowed; give 1 to {most}");
    }
}
