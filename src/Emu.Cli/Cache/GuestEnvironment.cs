using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Engine.Translator;
using Emu.Guest.RiscV;

namespace Emu.Cli.Cache;

/// <summary>One of the environments that a cache file has code for, and that this emulator on this host makes code
/// for.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Extensions">Instruction sets of its guest.</param>
/// <param name="Settings">How its code was translated.</param>
internal sealed record GuestEnvironment(
    CacheEnvironment Environment, Extensions Extensions, TranslatorOptions Settings)
{
    /// <summary>Finds all of them in a file.</summary>
    public static IEnumerable<GuestEnvironment> OfThisHost(string path)
    {
        foreach (EnvironmentSummary summary in CacheInspector.Inspect(path).Environments)
        {
            Dictionary<string, string> fields = new(summary.Fields.DistinctBy(field => field.Key));
            if (!Enum.TryParse(fields.GetValueOrDefault(CacheEnvironment.ExtensionsField), out Extensions extensions)
                || !fields.TryGetValue(CacheEnvironment.OptionsField, out string? options)
                || TranslatorOptions.TryParse(options) is not { } settings) continue;
            CacheEnvironment environment = HostEnvironment.Of(extensions, settings);
            if (environment.Key == summary.Key) yield return new GuestEnvironment(environment, extensions, settings);
        }
    }
}
