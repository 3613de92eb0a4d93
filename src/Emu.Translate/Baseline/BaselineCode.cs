using System.Runtime.InteropServices;
using Emu.CacheFormat;
using Emu.Translate.Regions;

namespace Emu.Translate.Baseline;

/// <summary>What a <see cref="BaselineTranslator"/> has written. Reused from one translation to the next.</summary>
internal sealed class BaselineCode
{
    private readonly List<ushort> entries = [];
    private readonly List<int> entryOffsets = [];

    // What was decoded, for each line of the page a bit for each parcel.
    private readonly uint[] parcels = new uint[GuestLines.LineCount];

    /// <summary>Bytes of code.</summary>
    public int Length { get; set; }

    /// <summary>A bit for each 64-byte line of the page from which instructions were decoded.</summary>
    public ulong Lines { get; private set; }

    /// <summary>Guest instructions that were translated.</summary>
    public int GuestInstructions { get; private set; }

    /// <summary>Page offsets, ascending, of the blocks that may be entered.</summary>
    public ReadOnlySpan<ushort> Entries => CollectionsMarshal.AsSpan(entries);

    /// <summary>For each of <see cref="Entries"/> the offset of its entry in the code.</summary>
    public ReadOnlySpan<int> EntryOffsets => CollectionsMarshal.AsSpan(entryOffsets);

    /// <summary><see cref="EntryOffsets"/>, for <see cref="HostWriter.EndRegion"/>, which fills them in.</summary>
    public Span<int> WritableEntryOffsets => CollectionsMarshal.AsSpan(entryOffsets);

    /// <summary>Begins a translation.</summary>
    public void Clear()
    {
        Length = 0;
        Lines = 0;
        Array.Clear(parcels);
        GuestInstructions = 0;
    }

    /// <summary>Notes an instruction that is translated.</summary>
    public void Add(in GuestInstruction instruction)
    {
        GuestInstructions++;
        Lines |= instruction.Lines;
        GuestLines.Mark(parcels, instruction.Offset, instruction.End);
    }

    /// <summary>Notes that the page ends within an instruction, which ended a block.</summary>
    /// <param name="offset">Page offset of the instruction.</param>
    public void AddRest(int offset)
    {
        for (int line = offset / GuestLines.LineSize; line < GuestLines.LineCount; line++) Lines |= 1ul << line;
        GuestLines.Mark(parcels, offset, RegionSource.PageSize);
    }

    /// <summary>What of the page instructions were decoded from.</summary>
    /// <param name="page">The page that was translated.</param>
    public GuestLines SourceIn(ReadOnlySpan<byte> page) => GuestLines.Of(page, parcels);

    /// <summary>Sets the entries; their offsets in the code are 0.</summary>
    public void SetEntries(ReadOnlySpan<ushort> offsets)
    {
        CollectionsMarshal.SetCount(entries, offsets.Length);
        CollectionsMarshal.SetCount(entryOffsets, offsets.Length);
        offsets.CopyTo(CollectionsMarshal.AsSpan(entries));
    }
}
