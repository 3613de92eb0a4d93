using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Isa;
using Emu.Translate.Llvm;

namespace Emu.Cli.Cache;

/// <summary>One of the environments that a cache file has code for, and that this emulator on this host makes code
/// for.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Isa">How its guest's code decodes.</param>
/// <param name="Settings">How its code was translated.</param>
internal sealed record GuestEnvironment(
    CacheEnvironment Environment, GuestIsa Isa, TranslatorOptions Settings)
{
    /// <summary>Finds all of them in a file.</summary>
    public static IEnumerable<GuestEnvironment> OfThisHost(string path)
    {
        foreach (EnvironmentSummary summary in CacheInspector.Inspect(path).Environments)
        {
            Dictionary<string, string> fields = new(summary.Fields.DistinctBy(field => field.Key));
            if (GuestArchitectures.Find(fields.GetValueOrDefault(CacheEnvironment.GuestField))?.Architecture is not { } guest
                || !guest.TryReadFeatures(fields.GetValueOrDefault(CacheEnvironment.FeaturesField) ?? "", out Features features)
                || !fields.TryGetValue(CacheEnvironment.OptionsField, out string? options)
                || TranslatorOptions.TryParse(options) is not { } settings) continue;
            CacheEnvironment environment = HostEnvironment.Of(guest, features, settings);
            if (environment.Key == summary.Key) yield return new GuestEnvironment(environment, new GuestIsa(guest, features), settings);
        }
    }
}
