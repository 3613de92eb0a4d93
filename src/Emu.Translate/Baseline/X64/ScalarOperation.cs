namespace Emu.Translate.Baseline.X64;

/// <summary>A scalar floating-point operation, by its opcode after 0F (Intel SDM vol. 2, table A-3).</summary>
internal enum ScalarOperation : byte
{
    /// <summary>The square root of the source; the destination's old value does not matter.</summary>
    Sqrt = 0x51,
    Add = 0x58,
    Mul = 0x59,
    Sub = 0x5C,

    /// <summary>The smaller; the source where either is a NaN or both are zero.</summary>
    Min = 0x5D,
    Div = 0x5E,

    /// <summary>The greater; the source where either is a NaN or both are zero.</summary>
    Max = 0x5F,
}
