using Emu.FloatingPoint;
using Emu.Isa;

namespace Emu.Guest.RiscV;

/// <summary>An integer register number, 0 to 31; printed with its ABI name.</summary>
[Operand(5, IsSmall = true, IsRegister = true)]
public readonly record struct Reg(byte Number)
{
    public static implicit operator Reg(byte number) => new(number);

    /// <summary>Integer registers come first in the register file.</summary>
    public static implicit operator Register(Reg register) => new(register.Number);
}

/// <summary>A floating-point register number, 0 to 31; printed with its ABI name.</summary>
[Operand(5, IsSmall = true, IsRegister = true)]
public readonly record struct FReg(byte Number)
{
    public static implicit operator FReg(byte number) => new(number);

    /// <summary>Floating-point registers follow the integer registers.</summary>
    public static implicit operator Register(FReg register) =>
        new((byte)(RiscVArchitecture.FirstFloat + register.Number));
}

/// <summary>The <c>rm</c> field (unprivileged specification, 13.2), whose numbers are those of
/// <see cref="FloatRounding"/>; printed as <c>rtz</c>, and not at all when it is the dynamic one.</summary>
[Operand(3, IsSmall = true, IsOptional = true, Reserved = [5, 6])]
public readonly record struct RoundingMode(byte Number)
{
    public static implicit operator RoundingMode(byte number) => new(number);

    public static implicit operator FloatRounding(RoundingMode mode) => (FloatRounding)mode.Number;
}

/// <summary>A CSR's number, 0 to 0xfff; printed with the CSR's name, or in hexadecimal (<c>0x7c0</c>) when it has
/// none.</summary>
[Operand(12)]
public readonly record struct CsrNumber(int Number)
{
    public static implicit operator CsrNumber(int number) => new(number);
}

/// <summary>
/// The <c>aq</c> (bit 1) and <c>rl</c> (bit 0) bits of an atomic instruction; printed as a suffix of the mnemonic:
/// nothing, <c>.rl</c>, <c>.aq</c> or <c>.aqrl</c>.
/// </summary>
[Operand(2, IsSmall = true)]
public readonly record struct Ordering(byte Bits)
{
    public static implicit operator Ordering(byte bits) => new(bits);
}

/// <summary>
/// One side of a <c>fence</c>: device input (bit 3), device output (2), memory reads (1), memory writes (0); printed as
/// those of the letters <c>iorw</c> that are set, <c>unknown</c> when none is.
/// </summary>
[Operand(4, IsSmall = true)]
public readonly record struct FenceSet(byte Bits)
{
    public static implicit operator FenceSet(byte bits) => new(bits);

    /// <summary>True when the set orders nothing: the fence is a hint.</summary>
    public bool IsEmpty => Bits == 0;
}
