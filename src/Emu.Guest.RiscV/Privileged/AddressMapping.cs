namespace Emu.Guest.RiscV.Privileged;

/// <summary>A range of addresses that page tables map.</summary>
/// <param name="Start">The first virtual address.</param>
/// <param name="Physical">The physical address that it leads to.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Flags">The low bits of the entries (privileged specification, 4.3.1): V, R, W, X, U, G, A, D from bit 0 up.</param>
internal readonly record struct AddressMapping(ulong Start, ulong Physical, ulong Size, byte Flags)
{
    private const string Letters = "vrwxugad";

    /// <summary>The letters of the flags that are set, without V, and a dash for any other.</summary>
    public string Attributes
    {
        get
        {
            byte flags = Flags;
            return string.Concat(Letters.Skip(1).Select((letter, bit) => (flags >> (bit + 1) & 1) != 0 ? letter : '-'));
        }
    }

    /// <summary>True when both are one range.</summary>
    public bool IsFollowedBy(AddressMapping next) =>
        Start + Size == next.Start && Physical + Size == next.Physical && Flags == next.Flags;
}
