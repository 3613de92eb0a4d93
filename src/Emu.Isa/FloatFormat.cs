namespace Emu.Isa;

/// <summary>An IEEE 754 binary interchange format; the value is its width in bits.</summary>
public enum FloatFormat
{
    /// <summary>binary16; as a guest value it stands in the low 16 bits, with zeros above.</summary>
    Half = 16,

    /// <summary>binary32; as a guest value it stands in the low 32 bits, the upper half is zero.</summary>
    Single = 32,

    /// <summary>binary64.</summary>
    Double = 64,
}
