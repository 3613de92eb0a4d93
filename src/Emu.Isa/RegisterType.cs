namespace Emu.Isa;

/// <summary>What the registers of a bank hold.</summary>
public enum RegisterType
{
    /// <summary>64-bit integers.</summary>
    Integer,

    /// <summary>64 bits that floating-point instructions use; a write marks the floating-point state dirty.</summary>
    Float,

    /// <summary>128 bits.</summary>
    Vector,
}
