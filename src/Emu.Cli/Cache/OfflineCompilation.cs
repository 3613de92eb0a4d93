using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Llvm;

namespace Emu.Cli.Cache;

/// <summary>What came of translating all that a cache file knows to have run.</summary>
/// <param name="File">The file.</param>
/// <param name="Done">What was done.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record OfflineCompilation(string File, CacheCompilation Done, double Seconds)
{
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
        CacheCompilation done = new CacheCompiler(store, isa, settings).Run(threads, progress);
        return new OfflineCompilation(statistics.File!, done, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

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

    /// <summary>Tells it, for people or for programs.</summary>
    public void Print(bool asJson)
    {
        if (asJson) CacheOutput.WriteJson(WriteJson);
        else Print();
        if (Done.IsFull) Console.Error.WriteLine("emu: the cache file is full, some code was left out");
    }

    private void Print() => Console.Out.WriteLine(
        $"{File}: {CacheOutput.Number(Done.Compiled)} regions translated ({CacheOutput.Size(Done.CodeBytes)}), " +
        $"{CacheOutput.Number(Done.Known)} were there, in {Seconds.ToString("F1", CultureInfo.InvariantCulture)} s; " +
        $"{CacheOutput.Number(Done.Blocks)} blocks of {CacheOutput.Number(Done.Pages)} pages, " +
        $"{CacheOutput.Number(Done.Untranslatable)} for the interpreter alone");

    private void WriteJson(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("file", File);
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
