using System.Runtime.InteropServices;
using System.Text;
using Emu.CacheFormat;
using Emu.Isa;

namespace Emu.Engine.Cache;

/// <summary>
/// Everything besides a page's bytes that can change the code generated from it, field by field. Code is only used in
/// the environment that it was made in.
/// </summary>
public sealed record CacheEnvironment
{
    /// <summary>Name of the line of <see cref="Text"/> that has <see cref="Guest"/>.</summary>
    public const string GuestField = "guest";

    /// <summary>Name of the line of <see cref="Text"/> that has <see cref="GuestFeatures"/>.</summary>
    public const string FeaturesField = "guest-extensions";

    /// <summary>Name of the line of <see cref="Text"/> that has <see cref="GeneratorOptions"/>.</summary>
    public const string OptionsField = "generator-options";

    /// <summary>Architecture of the guest, as <see cref="GuestArchitecture.Name"/> has it.</summary>
    public required string Guest { get; init; }

    /// <summary>Instruction sets that the guest's CPUs have.</summary>
    public required string GuestFeatures { get; init; }

    /// <summary>Architecture of the host, <c>x64</c>.</summary>
    public required string HostArchitecture { get; init; }

    /// <summary>Model and features of the host's CPU that code is generated for, in LLVM's words.</summary>
    public required string HostFeatures { get; init; }

    /// <summary>Version of the LLVM that is linked in.</summary>
    public required string LlvmVersion { get; init; }

    /// <summary>As <see cref="GuestArchitecture.CodeGenerator"/> has it.</summary>
    public required string GeneratorHash { get; init; }

    /// <summary>Pass pipelines and other options that the user or the emulator chose.</summary>
    public required string GeneratorOptions { get; init; }

    /// <summary>The fields as text, a line each, <c>name=value</c>; what the key is the hash of.</summary>
    public string Text
    {
        get
        {
            StringBuilder text = new();
            Append(GuestField, Guest);
            Append(FeaturesField, GuestFeatures);
            Append("host", HostArchitecture);
            Append("host-features", HostFeatures);
            Append("llvm", LlvmVersion);
            Append("generator", GeneratorHash);
            Append(OptionsField, GeneratorOptions);
            return text.ToString();

            // A line end inside a value would let two environments have one text.
            void Append(string name, string value) => text.Append(name).Append('=')
                .Append(value.Replace("\\", "\\\\").Replace("\n", "\\n")).Append('\n');
        }
    }

    /// <summary>XXH3-128 of <see cref="Text"/> in UTF-8.</summary>
    public UInt128 Key => EnvironmentPayload.KeyOf(Text);

    /// <summary>The fields in a text, name and value.</summary>
    internal static IReadOnlyList<KeyValuePair<string, string>> FieldsOf(string text) =>
        [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=', 2))
            .Select(parts => KeyValuePair.Create(parts[0], parts.Length > 1 ? parts[1] : ""))];

    /// <summary>The architecture of the guest in a text: one, or none when it is unsound.</summary>
    internal static IEnumerable<string> GuestsIn(string text) =>
        FieldsOf(text).Where(field => field.Key == GuestField).Select(field => field.Value).Take(1);

    /// <summary>The environment of this emulator on this host.</summary>
    /// <param name="guest">Architecture of the guest.</param>
    /// <param name="features">What its CPUs have.</param>
    /// <param name="hostFeatures">The CPU model and features given to LLVM.</param>
    /// <param name="llvmVersion">LLVM's version.</param>
    /// <param name="generatorOptions">All options of code generation, by level where they differ.</param>
    public static CacheEnvironment For(
        GuestArchitecture guest, Features features, string hostFeatures, string llvmVersion, string generatorOptions) => new()
        {
            Guest = guest.Name,
            GuestFeatures = guest.Describe(features),
            HostArchitecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
            HostFeatures = hostFeatures,
            LlvmVersion = llvmVersion,
            GeneratorHash = guest.CodeGenerator,
            GeneratorOptions = generatorOptions,
        };
}
