using Emu.CacheProbe;
using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;
using EngineTiers = Emu.Engine.Tiers;

namespace Emu.Engine.Tests.Tiers;

/// <summary>
/// Translated code for a test's machine, which waits for each translation: what runs as translated code is the same in
/// each run. Outlives the machine.
/// </summary>
internal sealed class Tier : IDisposable
{
    private readonly CodeStore store;

    /// <param name="policy">When to translate; null is at once. The CPUs wait for it in any case.</param>
    /// <param name="file">A cache file to read and add to; null keeps code in memory.</param>
    /// <param name="makeTranslator">Makes the translator; null is LLVM's.</param>
    /// <param name="environment">What the code is filed under; null is RISC-V's of tests.</param>
    public Tier(
        TieringPolicy? policy = null, string? file = null, Func<IRegionTranslator>? makeTranslator = null,
        CacheEnvironment? environment = null)
    {
        store = new CodeStore(new CodeStoreOptions
        {
            Mode = file is null ? CacheMode.Off : CacheMode.On,
            File = file,
            ImageHash = StoreCases.Image,
            Environment = environment ?? StoreCases.Environment,
            Warn = message => Assert.Fail(message),
        });
        Service = new TranslationService(
            store,
            makeTranslator ?? (() => new RegionTranslator(new TranslatorOptions { Verifies = true })),
            (policy ?? AtOnce) with { Waits = true });
    }

    /// <summary>What a value of <c>-accel</c> selects.</summary>
    public static Tier Of(string accelerator, Func<IRegionTranslator>? makeTranslator = null)
    {
        TieringPolicy policy = new();
        foreach (string property in accelerator.Split(','))
        {
            policy = property switch
            {
                "aot" or "cache=off" or "wait=on" => policy,
                "tiers=interp+llvm" => policy with { Tiers = EngineTiers.Llvm },
                "tiers=interp+baseline" => policy with { Tiers = EngineTiers.Baseline },
                "hot=1" => policy with { HotThreshold = 1 },
                "warm=1" => policy with { WarmThreshold = 1 },
                "samples=1" => policy with { SampleThreshold = 1 },
                "check=on" => policy with { Check = true },
                _ => throw new ArgumentException($"tests do not know {property}", nameof(accelerator)),
            };
        }

        return new Tier(policy, makeTranslator: makeTranslator);
    }

    /// <summary>Every block is translated when it runs for the second time.</summary>
    public static TieringPolicy AtOnce { get; } = new() { HotThreshold = 1 };

    /// <summary>Every block is translated, and every region compared with the interpreter at its exit.</summary>
    public static TieringPolicy Checked { get; } = AtOnce with { Check = true };

    /// <summary>Nothing is translated: what runs as translated code comes from the cache file.</summary>
    public static TieringPolicy CacheOnly { get; } = AtOnce with { Threads = 0 };

    /// <summary>What a machine is given to use it.</summary>
    public TranslationService Service { get; }

    public CodeStoreStatistics Statistics => store.Statistics;

    public void Dispose()
    {
        Service.Dispose();
        store.Dispose();
    }
}
