using Emu.Engine.Cache;
using Emu.Engine.Cpus;
using Emu.Engine.Inspection;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate;
using Emu.Translate.Llvm;

namespace Emu.Engine.Runtime;

/// <summary>
/// What a machine needs for <c>-accel aot</c>: the store of translated code, with the cache file behind it, and the
/// threads that translate. Made and disposed by the thread that owns the machine.
/// </summary>
public sealed class AotRuntime : IDisposable
{
    /// <summary>Opens the cache; nothing is translated yet, and the code generator not loaded.</summary>
    /// <param name="options">What the user wants.</param>
    /// <param name="model">What the machine's CPUs have.</param>
    /// <param name="imageHash">Names the cache file.</param>
    /// <param name="imageName">What the image is called on the host; null where it has no name.</param>
    /// <param name="warn">Takes lines for the user when the cache cannot be used as wanted.</param>
    public AotRuntime(AccelOptions options, CpuModel model, UInt128 imageHash, string? imageName, Action<string> warn)
    {
        ArgumentNullException.ThrowIfNull(options);
        TranslatorOptions translator = options.ForTranslator();
        Store = new CodeStore(new CodeStoreOptions
        {
            Mode = options.Cache,
            Directory = options.CacheDirectory,
            File = options.CacheFile,
            ImageHash = imageHash,
            ImageName = imageName,
            Environment = HostEnvironment.Of(model.Architecture, model.Features, translator),
            Warn = warn,
        });
        Translation = new TranslationService(Store, () => new RegionTranslator(translator), PolicyOf(options))
        {
            PerfMap = options.PerfMap ? new PerfMap() : null,
        };
    }

    // The CPUs need the host's processors too.
    private static int DefaultThreads => Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>The machine's translated code.</summary>
    public CodeStore Store { get; }

    /// <summary>What the machine's engines ask for translations.</summary>
    public TranslationService Translation { get; }

    /// <summary>Ends the translating, and keeps what ran for the profile. The CPUs stand still.</summary>
    public void Stop(EngineSet engines)
    {
        Translation.Dispose();
        if (!Translation.Policy.RecordsProfile) return;
        foreach (CpuRunner runner in engines.Runners) runner.ReportProfile();
    }

    /// <summary>Gives back the code's memory: no CPU may run any more.</summary>
    public void Dispose()
    {
        Translation.Dispose();
        Translation.PerfMap?.Dispose();
        Store.Dispose();
    }

    internal static TieringPolicy PolicyOf(AccelOptions options) => new()
    {
        Tiers = BaselineTranslator.IsSupported ? options.Tiers : options.Tiers & ~Tiers.Baseline,
        WarmThreshold = options.WarmThreshold,
        SampleThreshold = options.SampleThreshold,
        HotThreshold = options.HotThreshold,
        Threads = !options.Jit ? 0 : options.Threads != 0 ? options.Threads : DefaultThreads,
        Waits = options.Wait,
        Check = options.Check,
        RecordsProfile = options.Cache == CacheMode.On,
        RecordsForgotten = options.RecordEveryBlock,
    };
}
