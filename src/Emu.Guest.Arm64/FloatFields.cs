using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>One bit that tells double precision from single; printed by the registers.</summary>
[Operand(1, IsSmall = true)]
public readonly record struct FloatSize(byte Bit)
{
    public static implicit operator FloatSize(byte bit) => new(bit);

    /// <summary>The format.</summary>
    public FloatFormat Format => Bit != 0 ? FloatFormat.Double : FloatFormat.Single;
}

/// <summary>One bit that tells a general register's 64 bits from its low 32.</summary>
[Operand(1, IsSmall = true)]
public readonly record struct GeneralSize(byte Bit)
{
    public static implicit operator GeneralSize(byte bit) => new(bit);

    /// <summary>All 64 bits.</summary>
    public bool IsWide => Bit != 0;
}

/// <summary>An 8-bit floating-point constant (VFPExpandImm).</summary>
[Operand(8, IsSmall = true)]
public readonly record struct FloatImmediate(byte Bits)
{
    public static implicit operator FloatImmediate(byte bits) => new(bits);

    /// <summary>The number's encoding in a format.</summary>
    public long Expand(FloatFormat format) => (long)FloatImmediates.Expand(Bits, format);
}

/// <summary>Digits behind the binary point of a fixed-point number of 32 bits: 1 to 32.</summary>
[Operand(5, IsSmall = true, IsDecoded = true)]
public readonly record struct Fraction32(byte Digits)
{
    public static implicit operator Fraction32(byte digits) => new(digits);
}

/// <summary>Digits behind the binary point of a fixed-point number of 64 bits: 1 to 64.</summary>
[Operand(6, IsSmall = true, IsDecoded = true)]
public readonly record struct Fraction64(byte Digits)
{
    public static implicit operator Fraction64(byte digits) => new(digits);
}

/// <summary>The lanes of a vector of singles or doubles: bit 0 tells doubles, bit 1 that all 128 bits are used.</summary>
[Operand(2, IsSmall = true, Reserved = [1])]
public readonly record struct FloatShape(byte Bits)
{
    public static implicit operator FloatShape(byte bits) => new(bits);

    /// <summary>The format of a lane.</summary>
    public FloatFormat Format => (Bits & 1) != 0 ? FloatFormat.Double : FloatFormat.Single;

    /// <summary>All 128 bits.</summary>
    public bool IsFull => Bits > 1;
}

/// <summary>1 when a vector has all 128 bits, or when an instruction takes the upper half of one, which its mnemonic says
/// with a 2; 0 for 64 bits, and for the lower half.</summary>
[Operand(1, IsSmall = true)]
public readonly record struct Full(byte Bit)
{
    public static implicit operator Full(byte bit) => new(bit);

    /// <summary>All 128 bits, or the upper half.</summary>
    public bool IsFull => Bit != 0;
}

/// <summary>By how many quarters of a full turn a complex number is rotated; printed in degrees.</summary>
[Operand(2, IsSmall = true)]
public readonly record struct Rotation(byte Quarters)
{
    public static implicit operator Rotation(byte quarters) => new(quarters);
}

/// <summary>A rotation by a quarter of a turn when 0, by three quarters when 1; printed in degrees.</summary>
[Operand(1, IsSmall = true)]
public readonly record struct OddRotation(byte Bit)
{
    public static implicit operator OddRotation(byte bit) => new(bit);
}

/// <summary>Digits behind the binary point of a fixed-point number of 16 bits: 1 to 16.</summary>
[Operand(4, IsSmall = true, IsDecoded = true)]
public readonly record struct Fraction16(byte Digits)
{
    public static implicit operator Fraction16(byte digits) => new(digits);
}

/// <summary>A single in a vector register: the register in bits 4 to 0, the lane above them.</summary>
[Operand(7, IsSmall = true)]
public readonly record struct SingleElement(byte Bits)
{
    public static implicit operator SingleElement(byte bits) => new(bits);

    /// <summary>The register.</summary>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 31)));

    /// <summary>The lane.</summary>
    public int Index => Bits >> 5;
}

/// <summary>A double in a vector register: as <see cref="SingleElement"/>.</summary>
[Operand(6, IsSmall = true)]
public readonly record struct DoubleElement(byte Bits)
{
    public static implicit operator DoubleElement(byte bits) => new(bits);

    /// <inheritdoc cref="SingleElement.Register"/>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 31)));

    /// <inheritdoc cref="SingleElement.Index"/>
    public int Index => Bits >> 5;
}

/// <summary>A half in one of the first 16 vector registers: the register in bits 3 to 0, the lane above them.</summary>
[Operand(7, IsSmall = true)]
public readonly record struct HalfElement(byte Bits)
{
    public static implicit operator HalfElement(byte bits) => new(bits);

    /// <inheritdoc cref="SingleElement.Register"/>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 15)));

    /// <inheritdoc cref="SingleElement.Index"/>
    public int Index => Bits >> 4;
}

/// <summary>A pair of halves in a vector register: as <see cref="SingleElement"/>, printed as lanes of two halves.</summary>
[Operand(7, IsSmall = true)]
public readonly record struct PairElement(byte Bits)
{
    public static implicit operator PairElement(byte bits) => new(bits);

    /// <inheritdoc cref="SingleElement.Register"/>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 31)));

    /// <inheritdoc cref="SingleElement.Index"/>
    public int Index => Bits >> 5;
}

/// <summary>A complex number of halves in a vector register: as <see cref="SingleElement"/>.</summary>
[Operand(7, IsSmall = true)]
public readonly record struct ComplexHalfElement(byte Bits)
{
    public static implicit operator ComplexHalfElement(byte bits) => new(bits);

    /// <inheritdoc cref="SingleElement.Register"/>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 31)));

    /// <inheritdoc cref="SingleElement.Index"/>
    public int Index => Bits >> 5;
}

/// <summary>A complex number of singles in a vector register: as <see cref="SingleElement"/>.</summary>
[Operand(6, IsSmall = true)]
public readonly record struct ComplexElement(byte Bits)
{
    public static implicit operator ComplexElement(byte bits) => new(bits);

    /// <inheritdoc cref="SingleElement.Register"/>
    public Register Register => new((byte)(Arm64Architecture.FirstVector + (Bits & 31)));

    /// <inheritdoc cref="SingleElement.Index"/>
    public int Index => Bits >> 5;
}
