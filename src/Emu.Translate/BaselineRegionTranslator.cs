using System.Runtime.InteropServices;
using Emu.Isa;
using Emu.Translate.Abi;
using Emu.Translate.Baseline;
using Emu.Translate.Regions;

namespace Emu.Translate;

/// <summary>
/// Makes regions of baseline code that stand for themselves: to look whether a cached one comes out the same, and for
/// tests. For one thread at a time.
/// </summary>
/// <remarks>Invariant of the unsafe code: the buffer is this object's own from its construction to
/// <see cref="Dispose"/>; the translator gets its length and keeps no pointer to it.</remarks>
internal sealed unsafe class BaselineRegionTranslator(GuestIsa isa, MemoryAccess access) : IDisposable
{
    private readonly BaselineTranslator translator = new(isa, access);
    private readonly BaselineCode code = new();
    private byte* buffer = (byte*)NativeMemory.Alloc(BaselineTranslator.MostBytes);

    /// <summary>All blocks of a source as one region; null when there is nothing to translate.</summary>
    public TranslatedRegion? Translate(RegionSource source)
    {
        ushort[] heads = [.. source.Blocks.Select(block => block.Offset)];
        translator.LooksAfterStores = source.LooksAfterStores;
        if (!translator.Translate(source.Page, heads, buffer, BaselineTranslator.MostBytes, code)) return null;
        return new TranslatedRegion
        {
            PageHash = source.PageHash,
            Page = source.Page,
            CodeMode = source.CodeMode,
            Entries = code.Entries.ToArray(),
            EntryOffsets = code.EntryOffsets.ToArray(),
            Source = code.SourceIn(source.Page),
            GuestInstructions = code.GuestInstructions,
            Level = OptimizationLevel.Baseline,
            Code = new ReadOnlySpan<byte>(buffer, code.Length).ToArray(),
        };
    }

    public void Dispose()
    {
        NativeMemory.Free(buffer);
        buffer = null;
    }
}
