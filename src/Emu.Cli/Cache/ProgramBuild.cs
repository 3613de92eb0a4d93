using Emu.Cli.CommandLine;
using Emu.Engine;
using Emu.Engine.Cache;
using Emu.Host;

namespace Emu.Cli.Cache;

/// <summary><c>emu cache build -- PROGRAM</c>: runs a program in user mode, and all that it starts, then translates what ran of
/// them and of their libraries.</summary>
internal sealed class ProgramBuild
{
    private const string User = "user", Name = "emu cache build";

    private readonly List<byte[]> line = ["emu"u8.ToArray(), "user"u8.ToArray()];
    private readonly CacheDirectory directory;

    /// <param name="arguments">A program and its arguments, or <c>user</c>, options and these.</param>
    /// <param name="folder">The directory of the cache files that <c>--dir</c> names; null when it was not given.</param>
    /// <exception cref="CommandLineException">They run no program, or without a cache that can be added to.</exception>
    public ProgramBuild(string[] arguments, string? folder)
    {
        byte[][] given = [.. arguments.Skip(arguments is [User, ..] ? 1 : 0).Select(HostPath.ToBytes)];
        UserCommand command = new(given, ProcessStart.Environment, BinaryFormatStart.None, GuestArchitectures.All);
        if (command.Text is not null)
            throw new CommandLineException($"{Name}: these options run no program", ExitStatus.Usage);
        AccelOptions accel = command.Program.Accel;
        if (accel is not { Kind: AccelKind.Aot, Cache: CacheMode.On, CacheFile: null })
            throw new CommandLineException($"{Name}: a program needs -accel aot with cache=on and without cache-file, which is the default");
        if (folder is not null)
        {
            if (command.Program.EmulatorArguments.Any(each => each.AsSpan().SequenceEqual("-accel"u8)))
                throw new CommandLineException($"{Name}: give either --dir or cache-dir of -accel, not both");
            folder = Path.GetFullPath(folder);
            line.Add("-accel"u8.ToArray());
            line.Add(HostPath.ToBytes($"aot,cache-dir={folder.Replace(",", ",,", StringComparison.Ordinal)}"));
        }

        line.AddRange(given);
        directory = new CacheDirectory(folder ?? accel.CacheDirectory);
    }

    /// <summary>Whether what follows <c>--</c> is about a program: options alone are a machine's.</summary>
    public static bool IsProgram(string[] arguments) => arguments[0] == User
        || (arguments[0] != "system" && !arguments[0].StartsWith('-'));

    /// <summary>Runs and translates.</summary>
    /// <param name="threads">How many threads translate.</param>
    /// <param name="checks">How often the program is run again at most, for what is still missing.</param>
    /// <param name="asJson">Tells what was done as one JSON value.</param>
    /// <exception cref="CommandLineException">The program cannot be started, or nothing can be added to the cache.</exception>
    public int Run(int threads, int checks, bool asJson)
    {
        Dictionary<string, OfflineCompilation> built = [];
        for (int i = 0; i <= checks; i++)
        {
            if (!Translate(threads, built)) break;
        }

        OfflineCompilation.PrintAll([.. built.Values], asJson);
        return ExitStatus.Success;
    }

    // Runs the program once, and adds what is done then. False when nothing was missing.
    private bool Translate(int threads, Dictionary<string, OfflineCompilation> built)
    {
        Dictionary<string, CacheFileEntry> before = directory.List().ToDictionary(entry => entry.Path);
        int child = OwnExecutable.Start(line, ProcessStart.Environment);
        if (child < 0) throw new CommandLineException($"{Name}: the host starts no process: {HostDescriptor.Describe(child)}");
        int status = OwnExecutable.Wait(child);
        if (status != 0) Console.Error.WriteLine($"emu: the program ended with status {status}");
        bool isMore = false;
        // Who opens a file to add to it renews its time.
        foreach (CacheFileEntry entry in directory.List().Where(entry => !entry.IsAside && entry != before.GetValueOrDefault(entry.Path)))
        {
            foreach (OfflineCompilation done in OfflineCompilation.RunAll(entry.Path, threads))
            {
                isMore |= done.Done.Compiled != 0;
                built[done.Key] = built.TryGetValue(done.Key, out OfflineCompilation? earlier) ? earlier.With(done, 0) : done;
            }
        }

        return isMore;
    }
}
