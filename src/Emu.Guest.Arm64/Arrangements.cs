using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <summary>The shape of a vector: the binary logarithm of a lane's bytes in bits 2 and 1, and in bit 0 whether 128 bits count or 64.</summary>
[Operand(3, IsSmall = true)]
public readonly record struct AnyArrangement(byte Bits)
{
    public static implicit operator AnyArrangement(byte bits) => new(bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);

    /// <summary>Bytes of a lane.</summary>
    public int LaneBytes => 1 << (Bits >> 1);
}

/// <summary>A shape with more than one lane.</summary>
[Operand(3, IsSmall = true, Reserved = [6])]
public readonly record struct Arrangement(byte Bits)
{
    public static implicit operator Arrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(Arrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>A shape of lanes of at most 32 bits.</summary>
[Operand(3, IsSmall = true, Reserved = [6, 7])]
public readonly record struct SmallArrangement(byte Bits)
{
    public static implicit operator SmallArrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(SmallArrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>A shape of bytes.</summary>
[Operand(3, IsSmall = true, Reserved = [2, 3, 4, 5, 6, 7])]
public readonly record struct ByteArrangement(byte Bits)
{
    public static implicit operator ByteArrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(ByteArrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>A shape of bytes or of 16 bits.</summary>
[Operand(3, IsSmall = true, Reserved = [4, 5, 6, 7])]
public readonly record struct HalfArrangement(byte Bits)
{
    public static implicit operator HalfArrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(HalfArrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>A shape of lanes of 16 or 32 bits.</summary>
[Operand(3, IsSmall = true, Reserved = [0, 1, 6, 7])]
public readonly record struct MiddleArrangement(byte Bits)
{
    public static implicit operator MiddleArrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(MiddleArrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>A shape of at least four lanes.</summary>
[Operand(3, IsSmall = true, Reserved = [4, 6, 7])]
public readonly record struct AcrossArrangement(byte Bits)
{
    public static implicit operator AcrossArrangement(byte bits) => new(bits);

    public static implicit operator AnyArrangement(AcrossArrangement shape) => new(shape.Bits);

    /// <summary>What the register is divided into.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);

    /// <summary>All 128 bits count.</summary>
    public bool IsFull => (Bits & 1) != 0;

    /// <summary>8 or 16.</summary>
    public int Bytes => 8 << (Bits & 1);
}

/// <summary>The size of a scalar in a vector register: the binary logarithm of its bytes from bit 1 on.</summary>
[Operand(3, IsSmall = true)]
public readonly record struct ScalarSize(byte Bits)
{
    public static implicit operator ScalarSize(byte bits) => new(bits);

    public static implicit operator AnyArrangement(ScalarSize size) => new(size.Bits);

    /// <summary>Its lane.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);
}

/// <summary>The size of a scalar of at most 32 bits.</summary>
[Operand(3, IsSmall = true, Reserved = [6])]
public readonly record struct SmallScalarSize(byte Bits)
{
    public static implicit operator SmallScalarSize(byte bits) => new(bits);

    public static implicit operator AnyArrangement(SmallScalarSize size) => new(size.Bits);

    /// <summary>Its lane.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);
}

/// <summary>The size of a scalar of 16 or 32 bits.</summary>
[Operand(3, IsSmall = true, Reserved = [0, 6])]
public readonly record struct MiddleScalarSize(byte Bits)
{
    public static implicit operator MiddleScalarSize(byte bits) => new(bits);

    public static implicit operator AnyArrangement(MiddleScalarSize size) => new(size.Bits);

    /// <summary>Its lane.</summary>
    public Lanes Lanes => (Lanes)(Bits >> 1);
}

/// <summary>Which byte of a lane a constant sets; printed as its shift, behind a comma, unless it is the lowest.</summary>
[Operand(2, IsSmall = true, IsOptional = true)]
public readonly record struct BytePlace(byte Number)
{
    public static implicit operator BytePlace(byte number) => new(number);
}
