using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Host;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;

namespace Emu.Cli.Cache;

/// <summary>What came of translating all that a cache file knows to have run.</summary>
/// <param name="File">The file.</param>
/// <param name="Environment">Key of the environment that it was done for.</param>
/// <param name="Name">What the file's image is called; null when that is not known.</param>
/// <param name="Done">What was done.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record OfflineCompilation(
    string File, UInt128 Environment, string? Name, CacheCompilation Done, double Seconds)
{
    /// <summary>Tells apart what is done for several files and environments.</summary>
    public string Key => $"{File} {Environment:x32}";

    /// <summary>Translates it for all environments of this host that a file has code of.</summary>
    /// <param name="path">The file.</param>
    /// <param name="threads">How many threads translate.</param>
    /// <param name="program">The program that the file has code of; null for the one that the file names.</param>
    /// <exception cref="CommandLineException">The file cannot be added to.</exception>
    public static IEnumerable<OfflineCompilation> RunAll(string path, int threads, string? program = null)
    {
        CacheSummary summary = CacheInspector.Inspect(path);
        foreach (GuestEnvironment each in GuestEnvironment.OfThisHost(path))
        {
            CodeStoreOptions options = new()
            {
                File = path,
                ImageHash = summary.ImageHash,
                ImageName = program ?? summary.Name,
                Environment = each.Environment,
                Warn = line => Console.Error.WriteLine($"emu: {line}"),
            };
            yield return Run(options, each.Isa, each.Settings, threads);
        }
    }

    /// <summary>Translates it for one environment of a file.</summary>
    /// <exception cref="CommandLineException">The file cannot be added to.</exception>
    public static OfflineCompilation Run(
        CodeStoreOptions options, GuestIsa isa, TranslatorOptions settings, int threads)
    {
        long start = Stopwatch.GetTimestamp();
        using CodeStore store = new(options);
        // Why not has been said.
        CodeStoreStatistics statistics = store.Statistics;
        if (!statistics.IsAppending)
            throw new CommandLineException("translated code cannot be kept; nothing was translated");
        using ProgressBar progress = ProgressBar.OnTerminal("translating");
        CacheCompilation done = new CacheCompiler(store, isa, settings).Run(ProfileOf(store, options, settings), threads, progress);
        return new OfflineCompilation(
            statistics.File!, options.Environment.Key, options.ImageName, done, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    // Of a program the file tells less than of a machine, but where it is.
    private static IReadOnlyList<ProfiledPage> ProfileOf(CodeStore store, CodeStoreOptions options, TranslatorOptions settings) =>
        settings.MemoryAccess == MemoryAccess.Tlb || options.ImageName is not { } program
            ? store.ReadProfile()
            : ProgramProfile.Read(store.Statistics.File!, options.Environment.Key, program);

    /// <summary>Both together.</summary>
    /// <param name="more">What was done later for the same file.</param>
    /// <param name="missed">Regions that a machine has translated between the two.</param>
    public OfflineCompilation With(OfflineCompilation more, int missed) => this with
    {
        Done = more.Done with
        {
            Compiled = Done.Compiled + missed + more.Done.Compiled,
            Known = Done.Known,
            CodeBytes = Done.CodeBytes + more.Done.CodeBytes,
        },
        Seconds = Seconds + more.Seconds,
    };

    /// <summary>Tells what was done for several files, or environments of one, for people or for programs.</summary>
    public static void PrintAll(IReadOnlyList<OfflineCompilation> all, bool asJson)
    {
        if (!asJson)
        {
            foreach (OfflineCompilation each in all) each.Print(asJson: false);
            return;
        }

        CacheOutput.WriteJson(json =>
        {
            json.WriteStartArray();
            foreach (OfflineCompilation each in all) each.WriteJson(json);
            json.WriteEndArray();
        });
        foreach (OfflineCompilation each in all) each.WarnIfFull();
    }

    /// <summary>Tells it, for people or for programs.</summary>
    public void Print(bool asJson)
    {
        if (asJson) CacheOutput.WriteJson(WriteJson);
        else Print();
        WarnIfFull();
    }

    private void WarnIfFull()
    {
        if (Done.IsFull) Console.Error.WriteLine("emu: the cache file is full, some code was left out");
    }

    private void Print() => Console.Out.WriteLine(
        $"{HostPath.Show(Name ?? File)}: {CacheOutput.Number(Done.Compiled)} regions translated ({CacheOutput.Size(Done.CodeBytes)}), " +
        $"{CacheOutput.Number(Done.Known)} were there, in {Seconds.ToString("F1", CultureInfo.InvariantCulture)} s; " +
        $"{CacheOutput.Number(Done.Blocks)} blocks of {CacheOutput.Number(Done.Pages)} pages, " +
        $"{CacheOutput.Number(Done.Untranslatable)} for the interpreter alone");

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", HostPath.Show(File));
        CacheOutput.WriteName(json, Name);
        json.WriteNumber("pages", Done.Pages);
        json.WriteNumber("blocks", Done.Blocks);
        json.WriteNumber("compiled", Done.Compiled);
        json.WriteNumber("known", Done.Known);
        json.WriteNumber("untranslatable", Done.Untranslatable);
        json.WriteNumber("codeBytes", Done.CodeBytes);
        json.WriteBoolean("full", Done.IsFull);
        json.WriteNumber("seconds", Math.Round(Seconds, 3));
        json.WriteEndObject();
    }
}
