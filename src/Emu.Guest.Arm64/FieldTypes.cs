using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>All 64 bits of a general register, where number 31 is the zero register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Xr(byte Number)
{
    public static implicit operator Xr(byte number) => new(number);

    public static implicit operator Register(Xr register) => new(register.Number);
}

/// <summary>The low 32 bits of a general register, where number 31 is the zero register.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct Wr(byte Number)
{
    public static implicit operator Wr(byte number) => new(number);

    public static implicit operator Register(Wr register) => new(register.Number);
}

/// <summary>All 64 bits of a general register, where number 31 is the stack pointer.</summary>
[Operand(5, IsSmall = true, IsDecoded = true)]
public readonly record struct XrSp(byte Number)
{
    public static implicit operator XrSp(byte number) => new(number);

    public static implicit operator Register(XrSp register) => new(register.Number);
}

/// <summary>The low 32 bits of a general register, where number 31 is the stack pointer.</summary>
[Operand(5, IsSmall = true, IsDecoded = true)]
public readonly record struct WrSp(byte Number)
{
    public static implicit operator WrSp(byte number) => new(number);

    public static implicit operator Register(WrSp register) => new(register.Number);
}

/// <summary>A condition (C1.2.4): the odd ones are the opposites of those before them, but for 15, which is always true as 14
/// is.</summary>
[Operand(4, IsSmall = true)]
public readonly record struct Cond(byte Number)
{
    public static implicit operator Cond(byte number) => new(number);
}

/// <summary>A small unsigned number; printed in hexadecimal.</summary>
[Operand(8, IsSmall = true)]
public readonly record struct SmallHex(byte Value)
{
    public static implicit operator SmallHex(byte value) => new(value);
}

/// <summary>An unsigned number of at most 31 bits; printed in hexadecimal.</summary>
[Operand(31)]
public readonly record struct Hex(int Value)
{
    public static implicit operator Hex(int value) => new(value);
}

/// <summary>The immediate of an addition: 12 bits, which bit 12 of the encoding shifts left by 12.</summary>
[Operand(13, IsDecoded = true)]
public readonly record struct AddImmediate(int Value)
{
    public static implicit operator AddImmediate(int value) => new(value);
}

/// <summary>Whether and how the second operand is shifted: the kind in bits 7 and 6 (LSL, LSR, ASR, ROR), the amount below.
/// Printed behind a comma, and not at all when nothing is shifted.</summary>
[Operand(8, IsSmall = true, IsOptional = true)]
public readonly record struct Shift(byte Bits)
{
    public static implicit operator Shift(byte bits) => new(bits);

    /// <summary>0 LSL, 1 LSR, 2 ASR, 3 ROR.</summary>
    public int Kind => Bits >> 6;

    /// <summary>By how many bits, 0 to 63.</summary>
    public int Amount => Bits & 63;
}

/// <summary>Which 16 bits a wide move sets, from the lowest ones on; printed as their shift, behind a comma, unless it is
/// 0.</summary>
[Operand(2, IsSmall = true, IsOptional = true)]
public readonly record struct HalfPlace(byte Number)
{
    public static implicit operator HalfPlace(byte number) => new(number);

    /// <summary>0, 16, 32 or 48.</summary>
    public int Shift => Number * 16;
}

/// <summary>As <see cref="Shift"/>, without ROR, which additions do not have.</summary>
[Operand(8, IsSmall = true, IsOptional = true, IsChecked = true)]
public readonly record struct AddShift(byte Bits)
{
    public static implicit operator AddShift(byte bits) => new(bits);

    public static implicit operator Shift(AddShift shift) => new(shift.Bits);
}

/// <summary>How a second operand is extended: UXTB, UXTH, UXTW, UXTX and then the signed ones in bits 2 to 0, above them by
/// how much it is then shifted left, at most 4.</summary>
[Operand(6, IsSmall = true, IsChecked = true)]
public readonly record struct ExtendedAmount(byte Bits)
{
    public static implicit operator ExtendedAmount(byte bits) => new(bits);

    /// <summary>0 to 7.</summary>
    public int Kind => Bits & 7;

    /// <summary>0 to 4.</summary>
    public int Amount => Bits >> 3;
}

/// <summary>How an index is extended: UXTW, SXTW or SXTX; LSL is another instruction.</summary>
[Operand(3, IsSmall = true, Reserved = [0, 1, 3, 4, 5])]
public readonly record struct IndexExtend(byte Kind)
{
    public static implicit operator IndexExtend(byte kind) => new(kind);
}

/// <summary>How the index of a prefetch is extended: UXTW, LSL, SXTW or SXTX.</summary>
[Operand(3, IsSmall = true, Reserved = [0, 1, 4, 5])]
public readonly record struct AnyIndexExtend(byte Kind)
{
    public static implicit operator AnyIndexExtend(byte kind) => new(kind);
}

/// <summary>1 when an index counts elements, 0 when it counts bytes.</summary>
[Operand(1, IsSmall = true)]
public readonly record struct Scale(byte Bit)
{
    public static implicit operator Scale(byte bit) => new(bit);
}

/// <summary>The order that an atomic access asks for: acquire in bit 1, release in bit 0; printed as a suffix.</summary>
[Operand(2, IsSmall = true)]
public readonly record struct Ordering(byte Bits)
{
    public static implicit operator Ordering(byte bits) => new(bits);
}

/// <summary>The register that a return jumps to; printed when it is not the link register.</summary>
[Operand(5, IsSmall = true, IsOptional = true)]
public readonly record struct ReturnRegister(byte Number)
{
    public static implicit operator ReturnRegister(byte number) => new(number);

    public static implicit operator Register(ReturnRegister register) => new(register.Number);
}

/// <summary>A logical immediate of 64 bits: N, immr and imms (C6.2.12), decoded to what <see cref="LogicalImmediates"/>
/// expands.</summary>
[Operand(13, IsDecoded = true, IsChecked = true)]
public readonly record struct LogicalImmediate64(int Bits)
{
    public static implicit operator LogicalImmediate64(int bits) => new(bits);

    /// <summary>The number.</summary>
    public long Value => (long)LogicalImmediates.Expand(Bits);
}

/// <summary>A logical immediate of 32 bits: immr and imms.</summary>
[Operand(12, IsDecoded = true, IsChecked = true)]
public readonly record struct LogicalImmediate32(int Bits)
{
    public static implicit operator LogicalImmediate32(int bits) => new(bits);

    /// <summary>The number, its upper half zero.</summary>
    public long Value => (uint)LogicalImmediates.Expand(Bits);
}

/// <summary>A signed offset in bytes of an address; printed behind a comma, and not at all when it is 0.</summary>
[Operand(32, IsSigned = true, IsOptional = true)]
public readonly record struct Displacement(int Value)
{
    public static implicit operator Displacement(int value) => new(value);
}

/// <summary>An unsigned offset in bytes of an address; printed as <see cref="Displacement"/>.</summary>
[Operand(31, IsOptional = true)]
public readonly record struct ScaledOffset(int Value)
{
    public static implicit operator ScaledOffset(int value) => new(value);
}

/// <summary>A signed distance in pages of 4096 bytes; printed as the address that it leads to.</summary>
[Operand(21, IsSigned = true, IsRelative = true)]
public readonly record struct PageOffset(int Value)
{
    public static implicit operator PageOffset(int value) => new(value);
}

/// <summary>What a prefetch is for; printed by its name.</summary>
[Operand(5, IsSmall = true)]
public readonly record struct PrefetchKind(byte Value)
{
    public static implicit operator PrefetchKind(byte value) => new(value);
}

/// <summary>The option of a barrier; printed by its name.</summary>
[Operand(4, IsSmall = true)]
public readonly record struct BarrierOption(byte Value)
{
    public static implicit operator BarrierOption(byte value) => new(value);
}

/// <summary>A number from 0 to 15 that is printed only when it is another than 15: the option of ISB and CLREX.</summary>
[Operand(4, IsSmall = true, IsOptional = true)]
public readonly record struct RareOption(byte Value)
{
    public static implicit operator RareOption(byte value) => new(value);
}

/// <summary>A general register that is printed, behind a comma, only when it is another than the zero register.</summary>
[Operand(5, IsSmall = true, IsOptional = true)]
public readonly record struct RareRegister(byte Number)
{
    public static implicit operator RareRegister(byte number) => new(number);

    public static implicit operator Register(RareRegister register) => new(register.Number);
}

/// <summary>A field of PSTATE, by op1 and op2.</summary>
[Operand(6, IsSmall = true, IsChecked = true)]
public readonly record struct PstateField(byte Bits)
{
    public static implicit operator PstateField(byte bits) => new(bits);
}

/// <summary>A system register: the fields op0, op1, CRn, CRm and op2, 16 bits together, of which the highest is always
/// 1.</summary>
[Operand(15, IsDecoded = true)]
public readonly record struct SystemRegisterNumber(int Bits)
{
    public static implicit operator SystemRegisterNumber(int bits) => new(bits);
}
