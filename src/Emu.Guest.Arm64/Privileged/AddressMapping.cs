namespace Emu.Guest.Arm64.Privileged;

/// <summary>A range of addresses that translation tables map.</summary>
/// <param name="Start">The first virtual address.</param>
/// <param name="Physical">The physical address that it leads to.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Attributes">What EL1 and what EL0 may do (<c>rwx</c> each), whether it is in all address spaces (<c>g</c>) and has
/// been accessed (<c>a</c>); a dash for what is not so.</param>
internal readonly record struct AddressMapping(ulong Start, ulong Physical, ulong Size, string Attributes)
{
    /// <summary>True when both are one range.</summary>
    public bool IsFollowedBy(AddressMapping next) =>
        Start + Size == next.Start && Physical + Size == next.Physical && Attributes == next.Attributes;
}
