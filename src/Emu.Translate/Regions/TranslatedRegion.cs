using Emu.CacheFormat;

namespace Emu.Translate.Regions;

/// <summary>Host code of a region, valid wherever the content of its page and its neighbours is the same. Immutable.</summary>
public sealed class TranslatedRegion
{
    /// <summary>XXH3-128 of the 4096 bytes of the guest page that the region was decoded from.</summary>
    public required UInt128 PageHash { get; init; }

    /// <summary>That page's bytes. Do not change them.</summary>
    public required byte[] Page { get; init; }

    /// <summary>The mode that the code is for.</summary>
    public CodeMode CodeMode { get; init; }

    /// <summary>Page offsets, ascending, at which the code may be entered.</summary>
    public required ushort[] Entries { get; init; }

    /// <summary>For each of <see cref="Entries"/> the offset in <see cref="Code"/> at which it begins; none when all
    /// begin at the first byte.</summary>
    public int[] EntryOffsets { get; init; } = [];

    /// <summary>What of the page instructions were decoded from.</summary>
    public required GuestLines Source { get; init; }

    /// <summary>A bit for each 64-byte line of the page from which instructions were decoded.</summary>
    public ulong Lines => Source.Lines;

    /// <summary>Other pages that instructions were decoded from, with what of them that was, ascending by
    /// distance.</summary>
    public IReadOnlyList<NeighbourPage> Neighbours { get; init; } = [];

    /// <summary>Guest instructions in the region.</summary>
    public required int GuestInstructions { get; init; }

    /// <summary>Optimisation level that the code was made with (<see cref="OptimizationLevel"/>).</summary>
    public required OptimizationLevel Level { get; init; }

    /// <summary>Host machine code, independent of where it lies. It wants 64-byte alignment.</summary>
    public required byte[] Code { get; init; }
}
