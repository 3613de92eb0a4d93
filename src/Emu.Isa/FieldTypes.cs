namespace Emu.Isa;

/// <summary>A signed immediate: the encoded bits sign-extended from the highest one that the encoding names; printed in
/// decimal.</summary>
[Operand(32, IsSigned = true)]
public readonly record struct Imm(int Value)
{
    public static implicit operator Imm(int value) => new(value);

    /// <summary>Lets a compressed form with an unsigned immediate be an alias of an instruction with a signed
    /// one.</summary>
    public static implicit operator Imm(UImm immediate) => new(immediate.Value);
}

/// <summary>An unsigned immediate, zero-extended; printed in decimal.</summary>
[Operand(31)]
public readonly record struct UImm(int Value)
{
    public static implicit operator UImm(int value) => new(value);
}

/// <summary>An unsigned immediate of at most 8 bits beside a larger one; printed in decimal.</summary>
[Operand(8, IsSmall = true)]
public readonly record struct SmallUImm(byte Value)
{
    public static implicit operator SmallUImm(byte value) => new(value);
}

/// <summary>A shift amount or another small unsigned number, 0 to 63; printed in hexadecimal (<c>0x1f</c>).</summary>
[Operand(6, IsSmall = true)]
public readonly record struct Shamt(byte Value)
{
    public static implicit operator Shamt(byte value) => new(value);
}

/// <summary>A signed distance in bytes from this instruction to another; printed as the target's address.</summary>
[Operand(32, IsSigned = true, IsRelative = true)]
public readonly record struct Offset(int Value)
{
    public static implicit operator Offset(int value) => new(value);
}

/// <summary>
/// The upper part of an immediate: the value as the manual means it, bits 31 to 12 set by the encoding, sign-extended
/// from the highest bit that the encoding names; printed shifted right by 12, in hexadecimal, as 20 unsigned bits.
/// </summary>
[Operand(32, IsSigned = true)]
public readonly record struct UpperImm(int Value)
{
    public static implicit operator UpperImm(int value) => new(value);
}
