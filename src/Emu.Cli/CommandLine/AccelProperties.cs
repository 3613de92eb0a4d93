using Emu.Engine;
using Emu.Llvm;
using Emu.Llvm.CodeGeneration;

namespace Emu.Cli.CommandLine;

/// <summary>The properties of the accelerators; a new one is a row here and a member of
/// <see cref="AccelOptions"/>.</summary>
internal static class AccelProperties
{
    private const int MostThreads = 64, MostExecutions = 1_000_000_000, MostInstructions = 2048;

    private static readonly AccelProperty Statistics = AccelProperty.Text(
        "stats", "FILE", "write statistics to a file at the end, as JSON",
        (options, file) => options with { StatisticsFile = file });

    /// <summary>Of <c>aot</c>.</summary>
    public static IReadOnlyList<AccelProperty> Translator { get; } =
    [
        new("cache", "on|off|readonly", "keep translated code in a file, and use what is there", SetCache),
        AccelProperty.Text(
            "cache-dir", "DIR", "directory of the cache files, one a guest image",
            (options, folder) => options with { CacheDirectory = folder }),
        AccelProperty.Text(
            "cache-file", "FILE", "this cache file, whatever the guest image",
            (options, file) => options with { CacheFile = file }),
        AccelProperty.Switch(
            "jit", "translate hot code; when off, only what the cache has",
            (options, on) => options with { Jit = on }),
        AccelProperty.Number(
            "threads", MostThreads, "threads that translate", (options, number) => options with { Threads = number }),
        new(
            "tiers", "interp[+baseline][+llvm]",
            "how code is run: what is warm translated at once, what is hot by LLVM", SetTiers),
        AccelProperty.Number(
            "warm", MostExecutions, "executions after which code is translated at once",
            (options, number) => options with { WarmThreshold = number }),
        AccelProperty.Number(
            "samples", MostExecutions, "samples of a place after which LLVM translates it",
            (options, number) => options with { SampleThreshold = number }),
        AccelProperty.Number(
            "hot", MostExecutions, "interpreted executions after which LLVM translates code",
            (options, number) => options with { HotThreshold = number }),
        AccelProperty.Number(
            "region", MostInstructions, "guest instructions translated as one",
            (options, number) => options with { RegionLimit = number }),
        AccelProperty.Text(
            "passes", "PIPELINE", "LLVM's passes, as for opt -passes; each comma twice", SetPasses),
        new(
            "after", "exit|off", "user mode: translate what ran when the program has ended, in the background", SetAfter),
        AccelProperty.Switch(
            "wait", "wait for each translation (slow): what runs does not depend on time",
            (options, on) => options with { Wait = on }),
        AccelProperty.Switch(
            "check", "compare translated code with the interpreter (slow)",
            (options, on) => options with { Check = on }),
        AccelProperty.Switch(
            "perf", "name translated code in /tmp/perf-PID.map", (options, on) => options with { PerfMap = on }),
        Statistics,
    ];

    /// <summary>Of <c>interp</c>.</summary>
    public static IReadOnlyList<AccelProperty> Interpreter { get; } = [Statistics];

    private static AccelOptions? SetTiers(AccelOptions options, string value)
    {
        string[] names = value.Split('+');
        Tiers tiers = Tiers.Interpreter;
        foreach (string name in names)
        {
            switch (name)
            {
                case "interp":
                    break;
                case "baseline":
                    tiers |= Tiers.Baseline;
                    break;
                case "llvm":
                    tiers |= Tiers.Llvm;
                    break;
                default:
                    return null;
            }
        }

        return names.Contains("interp") ? options with { Tiers = tiers } : null;
    }

    private static AccelOptions SetPasses(AccelOptions options, string passes)
    {
        try
        {
            HostCodeGenerator.CheckPasses(passes);
        }
        catch (LlvmException e)
        {
            throw new CommandLineException($"-accel: {e.Message}; give a pipeline as for opt -passes");
        }

        return options with { Passes = passes };
    }

    private static AccelOptions? SetAfter(AccelOptions options, string value) => value switch
    {
        "exit" => options with { TranslatesAfterExit = true },
        "off" => options with { TranslatesAfterExit = false },
        _ => null,
    };

    private static AccelOptions? SetCache(AccelOptions options, string mode) => mode switch
    {
        "on" => options with { Cache = CacheMode.On },
        "off" => options with { Cache = CacheMode.Off },
        "readonly" => options with { Cache = CacheMode.ReadOnly },
        _ => null,
    };
}
