namespace Emu.Translate.Abi;

/// <summary>Where in a CPU's jump cache the entry of a target is: a table of sets, one for each page of virtual memory and the
/// others that share it, of <see cref="JumpCacheEntry"/>.</summary>
internal static class JumpTable
{
    /// <summary>Sets, each for the pages of virtual memory that share it.</summary>
    public const int PageSets = 1024;

    /// <summary>Entries of a set.</summary>
    public const int SlotsPerPage = 512;

    /// <summary>Bytes of the set that holds the targets of one page, which is also the distance of two sets.</summary>
    public const int SetBytes = SlotsPerPage << JumpCacheEntry.SizeShift;

    /// <summary>A virtual address shifted left by this has the number of its page where <see cref="SetMask"/> is.</summary>
    public const int SetShift = 2;

    /// <summary>What of a virtual address, shifted by <see cref="SetShift"/>, is the offset of its set in the
    /// table.</summary>
    public const ulong SetMask = (PageSets - 1) * (ulong)SetBytes;

    /// <summary>Where in its set a target stands, in bytes; depends on its offset in the page only.</summary>
    public static uint SlotOffset(uint pageOffset) =>
        (((pageOffset >> 1) ^ (pageOffset >> 5)) & (SlotsPerPage - 1)) << JumpCacheEntry.SizeShift;
}
