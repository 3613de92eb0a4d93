using Emu.Translate.Llvm;

namespace Emu.Engine;

/// <summary>The value of <c>-accel</c>: how guest code is run, and the adjustments of the tiering.</summary>
public sealed record AccelOptions
{
    /// <summary>Executions of a block before it is translated, when the user does not say.</summary>
    public const int DefaultHotThreshold = 64;

    /// <summary>Executions of a block before it gets baseline code, when the user does not say.</summary>
    public const int DefaultWarmThreshold = 16;

    /// <summary>Samples of a place in baseline code before LLVM translates it (<see cref="Code.PlaceHeat"/>), when the user does
    /// not say.</summary>
    public const int DefaultSampleThreshold = 24;

    /// <summary>Everything as it is when nothing is said.</summary>
    public static AccelOptions Default { get; } = new();

    /// <summary>The engine; the rest is for <see cref="AccelKind.Aot"/>.</summary>
    public AccelKind Kind { get; init; }

    /// <summary>The CPUs stand still, and the clock is a test's (<c>qtest</c>).</summary>
    public bool IsTest { get; init; }

    /// <summary><c>cache=on|off|readonly</c>.</summary>
    public CacheMode Cache { get; init; }

    /// <summary><c>cache-dir=DIR</c>: where the file named after the guest image lies; null is the user's own
    /// directory.</summary>
    public string? CacheDirectory { get; init; }

    /// <summary><c>cache-file=FILE</c>: this file, whatever the guest image; null is one in the directory.</summary>
    public string? CacheFile { get; init; }

    /// <summary><c>jit=on|off</c>: whether hot code is translated. When not, what the cache file has still
    /// runs.</summary>
    public bool Jit { get; init; } = true;

    /// <summary><c>threads=N</c>: threads that translate; 0 is as many as suit the host.</summary>
    public int Threads { get; init; }

    /// <summary><c>stats=FILE</c>: where the statistics go when the machine ends, as JSON; null is nowhere.</summary>
    public string? StatisticsFile { get; init; }

    /// <summary><c>check=on|off</c>: each region is run by the interpreter too, on a copy of the state, and the first
    /// difference ends the machine.</summary>
    public bool Check { get; init; }

    /// <summary><c>tiers=interp[+baseline][+llvm]</c>: how guest code is run.</summary>
    public Tiers Tiers { get; init; } = Tiers.All;

    /// <summary><c>warm=N</c>: executions of a block after which it gets baseline code, at least 1.</summary>
    public int WarmThreshold { get; init; } = DefaultWarmThreshold;

    /// <summary><c>samples=N</c>: times that a CPU is found at one place of baseline code before LLVM translates what
    /// is there, at least 1.</summary>
    public int SampleThreshold { get; init; } = DefaultSampleThreshold;

    /// <summary><c>hot=N</c>: executions of a block, counted by the interpreter, after which LLVM translates it, at
    /// least 1. With baseline code they are counted only up to <see cref="WarmThreshold"/>.</summary>
    public int HotThreshold { get; init; } = DefaultHotThreshold;

    /// <summary><c>wait=on|off</c>: a CPU waits for each translation that it asks for, instead of interpreting
    /// meanwhile. For tests and comparisons: what is translated then does not depend on time.</summary>
    public bool Wait { get; init; }

    /// <summary><c>region=N</c>: guest instructions in a region at most, at least 1.</summary>
    public int RegionLimit { get; init; } = TranslatorOptions.DefaultRegionLimit;

    /// <summary><c>passes=PIPELINE</c>: LLVM's passes, in the syntax of its <c>opt -passes</c>, instead of those of the
    /// optimisation level; null leaves the level's. Part of what code is filed under.</summary>
    public string? Passes { get; init; }

    /// <summary><c>perf=on|off</c>: names of regions in <c>/tmp/perf-PID.map</c>, for <c>perf report</c>.</summary>
    public bool PerfMap { get; init; }

    /// <summary><c>after=exit|off</c>: a program that ends leaves a process behind that translates what ran, if it had to translate
    /// anything itself.</summary>
    public bool TranslatesAfterExit { get; init; }

    /// <summary>Every block that runs is counted in the profile, not only those that become hot: a training run, of
    /// which all is translated afterwards.</summary>
    public bool RecordEveryBlock { get; init; }

    /// <summary>What of this the translators are told.</summary>
    public TranslatorOptions ForTranslator() => new() { RegionLimit = RegionLimit, Passes = Passes };
}
