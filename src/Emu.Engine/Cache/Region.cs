using Emu.Translate.Regions;

namespace Emu.Engine.Cache;

/// <summary>
/// Executable code of one region of a guest page. Immutable, and valid until its <see cref="CodeStore"/> is disposed,
/// whatever becomes of the guest page: the CPU that attaches it to a page of RAM compares the page's content.
/// </summary>
/// <remarks>Invariant of the unsafe code: <see cref="Code"/> lies in a mapping that the store keeps to its
/// end.</remarks>
public sealed unsafe class Region
{
    private readonly ushort[] entries;
    private readonly int[] entryOffsets;
    private readonly Neighbour[] neighbours;

    internal Region(
        void* code, int codeLength, ushort[] entries, int[] entryOffsets, ulong lines, int guestInstructions,
        OptimizationLevel level, RegionOrigin origin, Neighbour[] neighbours, CodeMode codeMode = default)
    {
        Code = code;
        CodeLength = codeLength;
        this.entries = entries;
        this.entryOffsets = entryOffsets;
        Lines = lines;
        GuestInstructions = guestInstructions;
        Level = level;
        Origin = origin;
        this.neighbours = neighbours;
        CodeMode = codeMode;
    }

    /// <summary>The code's first byte; aligned to 64 bytes, readable and executable.</summary>
    public void* Code { get; }

    /// <summary>Bytes of code.</summary>
    public int CodeLength { get; }

    /// <summary>Offsets in the guest page at which the code may be entered, ascending.</summary>
    public ReadOnlySpan<ushort> Entries => entries;

    /// <summary>For each of <see cref="Entries"/> its offset in the code; none when all are 0.</summary>
    public ReadOnlySpan<int> EntryOffsets => entryOffsets;

    /// <summary>A bit for each 64-byte line of the guest page from which instructions were decoded.</summary>
    public ulong Lines { get; }

    /// <summary>Other pages that instructions were decoded from, ascending by distance: the code is valid only where
    /// they are beside its page, unchanged.</summary>
    public ReadOnlySpan<Neighbour> Neighbours => neighbours;

    /// <summary>The mode that the CPU must be in.</summary>
    public CodeMode CodeMode { get; }

    /// <summary>Guest instructions in the region.</summary>
    public int GuestInstructions { get; }

    /// <summary>How much time was taken to make it good.</summary>
    public OptimizationLevel Level { get; }

    /// <summary>Whether this process translated it.</summary>
    public RegionOrigin Origin { get; }

    /// <summary>True when the code may be entered for the instruction at this offset of the page.</summary>
    public bool HasEntry(int pageOffset) => entries.AsSpan().BinarySearch((ushort)pageOffset) >= 0;

    /// <summary>True when the code may be entered at all of these offsets.</summary>
    /// <param name="pageOffsets">Offsets in the page, ascending.</param>
    public bool HasEntries(ReadOnlySpan<ushort> pageOffsets)
    {
        int next = 0;
        for (int i = 0; i < entries.Length && next < pageOffsets.Length; i++)
            if (entries[i] == pageOffsets[next]) next++;
        return next == pageOffsets.Length;
    }

    /// <summary>Where the code is entered for the instruction at an offset of the page; null when it may not
    /// be.</summary>
    public void* CodeAt(int pageOffset)
    {
        int entry = entries.AsSpan().BinarySearch((ushort)pageOffset);
        if (entry < 0) return null;
        return entryOffsets.Length == 0 ? Code : (byte*)Code + entryOffsets[entry];
    }

    internal bool IsLike(ReadOnlySpan<ushort> otherEntries, ReadOnlySpan<Neighbour> otherNeighbours, CodeMode mode) =>
        CodeMode == mode && Entries.SequenceEqual(otherEntries) && Neighbours.SequenceEqual(otherNeighbours);

    /// <summary>Whether it is valid beside these pages.</summary>
    internal bool FitsIn(IReadOnlyList<NeighbourPage> pages)
    {
        foreach (Neighbour needed in neighbours)
            if (!pages.Any(page => needed.Is(page.Distance, page.Hash, page.Page))) return false;
        return true;
    }
}
