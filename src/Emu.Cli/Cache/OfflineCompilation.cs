using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Emu.Cli.CommandLine;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Engine.Translator;
using Emu.Isa.RiscV;

namespace Emu.Cli.Cache;

/// <summary>Translates what a cache file knows to have run, and tells what came of it.</summary>
internal static class OfflineCompilation
{
    /// <summary>Does so for one environment of a file.</summary>
    /// <exception cref="CommandLineException">The file cannot be added to.</exception>
    public static void Run(
        CodeStoreOptions options, Extensions extensions, TranslatorOptions settings, int threads, bool asJson)
    {
        long start = Stopwatch.GetTimestamp();
        CacheCompilation done;
        string path;
        using (CodeStore store = new(options))
        {
            // Why not has been said.
            CodeStoreStatistics statistics = store.Statistics;
            if (!statistics.IsAppending)
                throw new CommandLineException("translated code cannot be kept; nothing was translated");
            path = statistics.File!;
            using ProgressBar progress = ProgressBar.OnTerminal("translating");
            done = new CacheCompiler(store, extensions, settings).Run(threads, progress);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (asJson) CacheOutput.WriteJson(json => WriteJson(json, path, done, seconds));
        else Print(path, done, seconds);
        if (done.IsFull) Console.Error.WriteLine("emu: the cache file is full, some code was left out");
    }

    private static void Print(string path, CacheCompilation done, double seconds) => Console.Out.WriteLine(
        $"{path}: {CacheOutput.Number(done.Compiled)} regions translated ({CacheOutput.Size(done.CodeBytes)}), " +
        $"{CacheOutput.Number(done.Known)} were there, in {seconds.ToString("F1", CultureInfo.InvariantCulture)} s; " +
        $"{CacheOutput.Number(done.Blocks)} blocks of {CacheOutput.Number(done.Pages)} pages, " +
        $"{CacheOutput.Number(done.Untranslatable)} for the interpreter alone");

    private static void WriteJson(Utf8JsonWriter json, string path, CacheCompilation done, double seconds)
    {
        json.WriteStartObject();
        json.WriteString("file", path);
        json.WriteNumber("pages", done.Pages);
        json.WriteNumber("blocks", done.Blocks);
        json.WriteNumber("compiled", done.Compiled);
        json.WriteNumber("known", done.Known);
        json.WriteNumber("untranslatable", done.Untranslatable);
        json.WriteNumber("codeBytes", done.CodeBytes);
        json.WriteBoolean("full", done.IsFull);
        json.WriteNumber("seconds", Math.Round(seconds, 3));
        json.WriteEndObject();
    }
}
