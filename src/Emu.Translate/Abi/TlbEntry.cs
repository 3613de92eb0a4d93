using System.Runtime.InteropServices;
using Emu.Core.Memory;

namespace Emu.Translate.Abi;

/// <summary>
/// One 4 KiB page of the software TLB. A tag is the virtual page's address, or <see cref="Invalid"/> when the access
/// must take the slow path. Comparing it with an address of which the low bits below the access size are kept tests
/// page and alignment at once.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = 1 << SizeShift)]
internal struct TlbEntry
{
    /// <summary>log2 of the entry's size, for indexing.</summary>
    public const int SizeShift = 5;

    /// <summary>Entries in a table, which is as many pages: a page's is found by the low bits of its number.</summary>
    public const int TableEntries = 2048;

    /// <summary>What of an address is its page's.</summary>
    public const ulong PageMask = ~(AddressMap.PageSize - 1);

    /// <summary>Matches no masked address, since an aligned address has zeros in its low bits.</summary>
    public const ulong Invalid = ulong.MaxValue;

    /// <summary>Tag for loads.</summary>
    public ulong ReadTag;

    /// <summary>Tag for stores; a readable page may have none (read-only, clean, or a page with decoded
    /// code).</summary>
    public ulong WriteTag;

    /// <summary>Host address minus guest virtual address.</summary>
    public nint Addend;

    /// <summary>log2 of the size of the guest's page that this is a piece of: 12 up.</summary>
    public byte PageShift;

    /// <summary>The mapping is the same in all address spaces.</summary>
    public bool IsGlobal;

    /// <summary>The virtual page, when there is one.</summary>
    public readonly bool TryGetPage(out ulong page)
    {
        page = ReadTag != Invalid ? ReadTag : WriteTag;
        return page != Invalid;
    }

    /// <summary>Forgets the page.</summary>
    public void Drop() => ReadTag = WriteTag = Invalid;
}
