namespace Emu.Isa;

/// <summary>Into what a vector of 128 bits is divided; lane 0 is the lowest. The value is the binary logarithm of a lane's
/// bytes.</summary>
public enum Lanes
{
    /// <summary>16 lanes of 8 bits.</summary>
    Byte,

    /// <summary>8 lanes of 16 bits.</summary>
    Half,

    /// <summary>4 lanes of 32 bits.</summary>
    Word,

    /// <summary>2 lanes of 64 bits.</summary>
    Double,
}
