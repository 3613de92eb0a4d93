using Emu.Core.Memory;
using Emu.Host;
using Emu.Translate.Abi;

namespace Emu.Engine.Tlb;

/// <summary>
/// Which TLB entry lets stores into a page of RAM: usually one, sometimes none, rarely several. Decoding code from a
/// page drops those entries, and would otherwise search all tables for them.
/// </summary>
/// <remarks>Invariant of the unsafe code: an element is used only for a host page inside of the region.</remarks>
internal sealed unsafe class WriteEntryIndex : IDisposable
{
    private const ushort None = 0, Several = ushort.MaxValue;

    private readonly HostMemory? memory;
    private readonly byte* start;
    private readonly ulong pages;

    /// <summary>An index for one region; pages elsewhere always have to be searched for.</summary>
    public WriteEntryIndex(MemoryRegion? ram)
    {
        if (ram is null) return;
        start = ram.Backing;
        pages = ram.Size / AddressMap.PageSize;
        memory = new HostMemory(Math.Max(pages, 1) * sizeof(ushort));
    }

    private ushort* Elements => (ushort*)memory!.Pointer;

    /// <summary>Records that the entry at a position of the tables lets stores into a host page.</summary>
    public void Add(byte* hostPage, int position, TlbEntry* entries)
    {
        if (!TryLocate(hostPage, out ulong page)) return;
        ref ushort element = ref Elements[page];
        ushort wanted = (ushort)(position + 1);
        if (element == wanted || element == Several) return;
        element = element == None || !Serves(entries[element - 1], hostPage) ? wanted : Several;
    }

    /// <summary>
    /// True when it is known which entry may let stores into a host page: <paramref name="position"/>, or none when
    /// that is negative.
    /// </summary>
    public bool TryFind(byte* hostPage, out int position)
    {
        position = -1;
        if (!TryLocate(hostPage, out ulong page) || Elements[page] == Several) return false;
        position = Elements[page] - 1;
        return true;
    }

    /// <summary>No entry lets stores into a host page any more.</summary>
    public void Forget(byte* hostPage)
    {
        if (TryLocate(hostPage, out ulong page)) Elements[page] = None;
    }

    public void Dispose() => memory?.Dispose();

    private static bool Serves(in TlbEntry entry, byte* hostPage) =>
        entry.WriteTag != TlbEntry.Invalid && (byte*)(entry.Addend + (nint)entry.WriteTag) == hostPage;

    private bool TryLocate(byte* hostPage, out ulong page)
    {
        page = (ulong)(hostPage - start) / AddressMap.PageSize;
        return memory is not null && page < pages;
    }
}
