using Emu.Engine.Cache;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Translates another page than it is asked to, and says that it is the right one.</summary>
internal sealed class WrongTranslator(Action<byte[]> change) : IRegionTranslator
{
    private readonly RegionTranslator translator = new(new TranslatorOptions { Verifies = true });

    public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level)
    {
        byte[] page = [.. source.Page];
        change(page);
        RegionSource other = new()
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = source.Entry,
            Blocks = source.Blocks,
            Isa = source.Isa,
        };
        if (translator.Translate(other, level) is not { } region) return null;
        return new TranslatedRegion
        {
            PageHash = source.PageHash,
            Page = source.Page,
            Entries = region.Entries,
            EntryOffsets = region.EntryOffsets,
            Source = region.Source,
            GuestInstructions = region.GuestInstructions,
            Level = region.Level,
            Code = region.Code,
        };
    }

    public void Dispose() => translator.Dispose();
}
