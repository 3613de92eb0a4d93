using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Engine.Translator;
using Emu.Isa.RiscV;

namespace Emu.Cli.Cache;

/// <summary>Finds, among the environments that a cache file has code for, those that this emulator on this host makes
/// code for.</summary>
internal static class GuestEnvironment
{
    private const string ExtensionsField = "guest-extensions";

    /// <summary>These environments, each with its guest's instruction sets.</summary>
    public static IEnumerable<(CacheEnvironment Environment, Extensions Extensions)> OfThisHost(string path)
    {
        foreach (EnvironmentSummary summary in CacheInspector.Inspect(path).Environments)
        {
            string? names = summary.Fields.FirstOrDefault(field => field.Key == ExtensionsField).Value;
            if (!Enum.TryParse(names, out Extensions extensions)) continue;
            CacheEnvironment environment = HostEnvironment.Of(extensions, new TranslatorOptions());
            if (environment.Key == summary.Key) yield return (environment, extensions);
        }
    }
}
