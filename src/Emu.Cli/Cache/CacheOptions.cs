using System.CommandLine;
using System.Globalization;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;

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
        Description = $"folder of the cache files (default {CacheDirectory.DefaultPath})",
    };

    /// <summary><c>--threads</c>; 0 when not given.</summary>
    public static Option<string> Threads() =>
        new("--threads") { HelpName = "N", Description = "threads that translate (default: one a CPU)" };

    /// <summary>A cache file, by path or by the first digits of its name.</summary>
    public static Argument<string> File() => new("FILE")
    {
        Description = "cache file: a path, or the first digits of a name that 'emu cache ls' shows",
    };

    /// <summary>The folder that the user names.</summary>
    public static CacheDirectory DirectoryOf(ParseResult result, Option<string> option) =>
        result.GetValue(option) is not "" and var path
            ? new CacheDirectory(path)
            : throw new CommandLineException("--dir: the name of the folder is empty");

    /// <summary>The file that the user means.</summary>
    /// <exception cref="CommandLineException">There is none, or several.</exception>
    public static CacheFileEntry FileOf(string name, CacheDirectory directory)
    {
        if (System.IO.File.Exists(name) || name.Contains('/'))
        {
            FileInfo file = new(name);
            if (!file.Exists) throw new CommandLineException($"{name}: no such cache file");
            return new CacheFileEntry(file.FullName, default, file.Length, file.LastWriteTimeUtc, IsAside: false);
        }

        CacheFileEntry[] found =
        [
            .. directory.List().Where(
                entry => name.Length != 0 && Path.GetFileName(entry.Path).StartsWith(name, StringComparison.Ordinal)),
        ];
        return found switch
        {
            [var one] => one,
            [] => throw new CommandLineException(
                $"{name}: no such cache file in {directory.DirectoryPath}; 'emu cache ls' lists them"),
            _ => found.FirstOrDefault(entry => Path.GetFileName(entry.Path) == name)
                ?? throw new CommandLineException($"{name}: {found.Length} cache files begin so; give more digits"),
        };
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
