using System.Numerics;

namespace Emu.Engine.Tlb;

/// <summary>
/// Remembers which superpages have been cached piecewise, to tell cheaply that an address is in none of them. It may
/// err on the other side.
/// </summary>
internal sealed class SuperpageFilter
{
    private const int HashBits = 12;

    private readonly ulong[] marks = new ulong[(1 << HashBits) / 64];

    // Bit n: there was a page of 2^n bytes.
    private ulong sizes;

    /// <summary>Remembers the superpage around an address.</summary>
    public void Add(ulong address, int pageShift)
    {
        int mark = Hash(address, pageShift);
        marks[mark / 64] |= 1ul << (mark % 64);
        sizes |= 1ul << pageShift;
    }

    /// <summary>False when no superpage around an address has been added.</summary>
    public bool MayContain(ulong address)
    {
        for (ulong rest = sizes; rest != 0; rest &= rest - 1)
        {
            int mark = Hash(address, BitOperations.TrailingZeroCount(rest));
            if ((marks[mark / 64] >> (mark % 64) & 1) != 0) return true;
        }

        return false;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        if (sizes == 0) return;
        Array.Clear(marks);
        sizes = 0;
    }

    // Without the highest byte, which may be a tag.
    private static int Hash(ulong address, int pageShift) =>
        (int)((((address << DataTlb.TagBits) >> (DataTlb.TagBits + pageShift)) + (ulong)pageShift) * 0x9e37_79b9_7f4a_7c15 >> (64 - HashBits));
}
