using System.Diagnostics;
using System.Runtime.InteropServices;
using Emu.Engine.Cache;
using Emu.Isa;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Baseline;
using Emu.Translate.Regions;

namespace Emu.Engine.Tiering;

/// <summary>Baseline code of one CPU's warm blocks, made on the CPU's own thread.</summary>
/// <remarks>Invariant of the unsafe code: the translator writes only the buffer, and the store has copied it before the
/// next translation.</remarks>
internal sealed unsafe class BaselineTier(
    GuestIsa isa, MemoryAccess access, TierCounters counters) : IDisposable
{
    private readonly BaselineTranslator translator = new(isa, access);
    private readonly BaselineCode code = new();
    private readonly byte[] page = new byte[RegionSource.PageSize];
    private byte* buffer = (byte*)NativeMemory.Alloc(BaselineTranslator.MostBytes);

    /// <summary>Translates blocks of a page, and adds the region to the store. Null when no block can be translated,
    /// there is no room, or the page's bytes are not the expected ones.</summary>
    /// <param name="store">The store that keeps the code.</param>
    /// <param name="bytes">The page's bytes, which another thread may change meanwhile.</param>
    /// <param name="expected">The regions of the page's content that the blocks were decoded from.</param>
    /// <param name="heads">Page offsets of the blocks, ascending.</param>
    /// <param name="keep">Whether the region is worth a place in the cache file.</param>
    /// <param name="looksAfterStores">As <see cref="RegionSource.LooksAfterStores"/>.</param>
    public Region? Translate(
        CodeStore store, ReadOnlySpan<byte> bytes, PageRegions expected, ReadOnlySpan<ushort> heads, bool keep,
        bool looksAfterStores)
    {
        if (store.IsBaselineFull) return null;
        long start = Stopwatch.GetTimestamp();
        bytes.CopyTo(page);
        translator.LooksAfterStores = looksAfterStores;
        Region? region = expected.IsFor(page)
            && translator.Translate(page, heads, buffer, BaselineTranslator.MostBytes, code)
                ? store.AddBaseline(expected.Hash, page, code, new ReadOnlySpan<byte>(buffer, code.Length), keep)
                : null;
        counters.BaselineTicks += Stopwatch.GetTimestamp() - start;
        if (region is null) return null;
        counters.BaselineRegions++;
        counters.BaselineBlocks += (ulong)region.Entries.Length;
        counters.BaselineInstructions += (ulong)region.GuestInstructions;
        counters.BaselineBytes += (ulong)region.CodeLength;
        return region;
    }

    public void Dispose()
    {
        NativeMemory.Free(buffer);
        buffer = null;
    }
}
