using Emu.CacheFormat;

namespace Emu.Engine.Cache;

/// <summary>Counts what a file tells of guest pages, each once however often it is there. Members return false when a
/// payload breaks a rule of the format.</summary>
internal sealed class ProfileTally
{
    private readonly HashSet<UInt128> pages = [], profiledPages = [];
    private readonly HashSet<(UInt128 Page, ushort Offset)> blocks = [];

    public int Pages => pages.Count;

    public int ProfiledPages => profiledPages.Count;

    public int Blocks => blocks.Count;

    public bool CountPage(UInt128 page)
    {
        pages.Add(page);
        return true;
    }

    public bool CountBlocks(UInt128 page, byte[] payload)
    {
        if (ProfilePayload.Decode(payload) is not { } counts) return false;
        profiledPages.Add(page);
        foreach (BlockCount count in counts) blocks.Add((page, count.Offset));
        return true;
    }
}
