namespace Emu.Guest.RiscV;

/// <summary>A CSR's number, 0 to 0xfff; printed with the CSR's name, or in hexadecimal (<c>0x7c0</c>) when it has
/// none.</summary>
public readonly record struct CsrNumber(int Number)
{
    public static implicit operator CsrNumber(int number) => new(number);
}

/// <summary>
/// The <c>aq</c> (bit 1) and <c>rl</c> (bit 0) bits of an atomic instruction; printed as a suffix of the mnemonic:
/// nothing,
/// <c>.rl</c>, <c>.aq</c> or <c>.aqrl</c>.
/// </summary>
public readonly record struct Ordering(byte Bits)
{
    public static implicit operator Ordering(byte bits) => new(bits);
}

/// <summary>
/// One side of a <c>fence</c>: device input (bit 3), device output (2), memory reads (1), memory writes (0); printed as
/// those of
/// the letters <c>iorw</c> that are set, <c>unknown</c> when none is.
/// </summary>
public readonly record struct FenceSet(byte Bits)
{
    public static implicit operator FenceSet(byte bits) => new(bits);

    /// <summary>True when the set orders nothing: the fence is a hint.</summary>
    public bool IsEmpty => Bits == 0;
}
