namespace Emu.Isa;

/// <summary>Size of a memory access; the value is the number of bytes.</summary>
public enum Width
{
    /// <summary>8 bits.</summary>
    Byte = 1,

    /// <summary>16 bits.</summary>
    Half = 2,

    /// <summary>32 bits.</summary>
    Word = 4,

    /// <summary>64 bits.</summary>
    Double = 8,
}
