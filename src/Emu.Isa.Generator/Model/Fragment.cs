namespace Emu.Isa.Generator.Model;

/// <summary>
/// <paramref name="Width"/> bits of an operand, from <paramref name="ValueLow"/> up, that stand in the word from
/// <paramref name="WordLow"/> up.
/// </summary>
internal readonly record struct Fragment(int WordLow, int ValueLow, int Width)
{
    /// <summary>The fragment's bits in the word.</summary>
    public uint WordMask => Encoding.Ones(Width) << WordLow;

    /// <summary>The fragment's bits in the operand.</summary>
    public uint ValueMask => Encoding.Ones(Width) << ValueLow;
}
