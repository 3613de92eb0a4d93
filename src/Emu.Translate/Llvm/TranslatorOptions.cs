using System.Globalization;
using Emu.Llvm.CodeGeneration;
using Emu.Translate.Abi;
using Emu.Translate.Regions;

namespace Emu.Translate.Llvm;

/// <summary>What the user may change about translating. All of it changes the code, so <see cref="Text"/> has all of
/// it.</summary>
public sealed record TranslatorOptions
{
    /// <summary><see cref="RegionLimit"/> when the user says nothing.</summary>
    public const int DefaultRegionLimit = 256;

    private const string RegionField = "region ", PassesField = "; passes ", DirectField = "; direct memory",
        ExactField = "; direct memory, exact faults";

    /// <summary>
    /// Guest instructions in a region at most, while the guest waits; ahead of time twice as many. Beyond some hundreds
    /// the register allocator's time grows faster than the region.
    /// </summary>
    public int RegionLimit { get; init; } = DefaultRegionLimit;

    /// <summary>LLVM's passes instead of those of the level; null leaves these.</summary>
    public string? Passes { get; init; }

    /// <summary>How code reaches guest memory.</summary>
    public MemoryAccess MemoryAccess { get; init; }

    /// <summary>Has LLVM check its input: for tests.</summary>
    public bool Verifies { get; init; }

    /// <summary>The levels of which LLVM makes code.</summary>
    public static IReadOnlyList<OptimizationLevel> LlvmLevels { get; } =
        [OptimizationLevel.Fast, OptimizationLevel.Full];

    /// <summary>The options in a line, for the key of cached code.</summary>
    public string Text
    {
        get
        {
            IEnumerable<string> levels = LlvmLevels.Select(
                level => $"{level}: {GenerationOptions(level)}, {MostInstructions(level)}");
            string passes = Passes is null ? "" : PassesField + Passes;
            string access = MemoryAccess switch
            {
                MemoryAccess.Direct => DirectField,
                MemoryAccess.DirectExact => ExactField,
                _ => "",
            };
            return $"{RegionField}{RegionLimit}; {string.Join("; ", levels)}{access}{passes}";
        }
    }

    /// <summary>The options that have this <see cref="Text"/>; null when this emulator has none that do.</summary>
    public static TranslatorOptions? TryParse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int end = text.IndexOf(';'), passes = text.IndexOf(PassesField, StringComparison.Ordinal);
        if (end < RegionField.Length
            || !int.TryParse(text.AsSpan(RegionField.Length..end), CultureInfo.InvariantCulture, out int limit))
            return null;
        TranslatorOptions options = new()
        {
            RegionLimit = limit,
            MemoryAccess = AccessIn(text.AsSpan(0, passes < 0 ? text.Length : passes)),
            Passes = passes < 0 ? null : text[(passes + PassesField.Length)..],
        };
        return options.Text == text ? options : null;
    }

    private static MemoryAccess AccessIn(ReadOnlySpan<char> text) =>
        text.EndsWith(ExactField) ? MemoryAccess.DirectExact
        : text.EndsWith(DirectField) ? MemoryAccess.Direct
        : MemoryAccess.Tlb;

    internal int MostInstructions(OptimizationLevel level) =>
        level == OptimizationLevel.Fast ? RegionLimit : 2 * RegionLimit;

    internal CodeGenerationOptions GenerationOptions(OptimizationLevel level)
    {
        CodeGenerationOptions options =
            level == OptimizationLevel.Fast ? CodeGenerationOptions.Fast : CodeGenerationOptions.Full;
        return Passes is null ? options : options with { Passes = Passes };
    }
}
