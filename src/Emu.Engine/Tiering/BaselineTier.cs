using System.Diagnostics;
using System.Runtime.InteropServices;
using Emu.Engine.Baseline;
using Emu.Engine.Cache;
using Emu.Engine.Interpreter;
using Emu.Engine.Translator;
using Emu.Isa.RiscV;

namespace Emu.Engine.Tiering;

/// <summary>Baseline code of one hart's warm blocks, made on the hart's own thread.</summary>
/// <remarks>Invariant of the unsafe code: the translator writes only the buffer, and the store has copied it before the
/// next translation.</remarks>
internal sealed unsafe class BaselineTier(CodeStore store, Extensions extensions, TierCounters counters) : IDisposable
{
    private readonly BaselineTranslator translator = new(extensions);
    private readonly BaselineCode code = new();
    private readonly byte[] page = new byte[RegionSource.PageSize];
    private readonly List<ushort> heads = [];
    private byte* buffer = (byte*)NativeMemory.Alloc(BaselineTranslator.MostBytes);

    /// <summary>
    /// Translates a block, and with it all blocks of its page that are about as warm. Null when that cannot be.
    /// </summary>
    /// <param name="bytes">The page's bytes, which another thread may change meanwhile.</param>
    /// <param name="warm">The block, without code.</param>
    /// <param name="blocks">All blocks of the page.</param>
    /// <param name="threshold">Executions from which on blocks are translated with it.</param>
    /// <param name="hash">XXH3-128 of the bytes that were translated.</param>
    public Region? Translate(
        ReadOnlySpan<byte> bytes, Block* warm, List<nint> blocks, uint threshold, out UInt128 hash)
    {
        long start = Stopwatch.GetTimestamp();
        bytes.CopyTo(page);
        hash = PageHash.Of(page);
        heads.Clear();
        foreach (nint each in blocks)
        {
            var block = (Block*)each;
            if (block == warm || (block->Code == null && block->Executions >= threshold)) heads.Add(block->PageOffset);
        }

        heads.Sort();
        Span<ushort> wanted = CollectionsMarshal.AsSpan(heads);
        bool done = translator.Translate(page, wanted, buffer, BaselineTranslator.MostBytes, code);
        Region? region = done && code.Entries.BinarySearch(warm->PageOffset) >= 0
            ? store.AddBaseline(hash, code, new ReadOnlySpan<byte>(buffer, code.Length))
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
