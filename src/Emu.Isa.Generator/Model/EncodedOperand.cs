namespace Emu.Isa.Generator.Model;

/// <summary>How an operand is put together from the bits of the word.</summary>
/// <param name="Name">Parameter that gets it.</param>
/// <param name="Fragments">Its parts, as the encoding lists them.</param>
/// <param name="IsCompressed">True when the operand is the field plus 8.</param>
/// <param name="Excluded">Values of the field with which the encoding does not match.</param>
internal sealed record EncodedOperand(
    string Name, EquatableArray<Fragment> Fragments, bool IsCompressed, EquatableArray<uint> Excluded)
{
    /// <summary>Number of bits up to the highest one that the encoding gives.</summary>
    public int Bits => Fragments.Max(fragment => fragment.ValueLow + fragment.Width);

    /// <summary>The operand's bits in the word.</summary>
    public uint WordMask => Fragments.Aggregate(0u, (mask, fragment) => mask | fragment.WordMask);

    /// <summary>The field's value in <paramref name="word"/>, before sign extension.</summary>
    public uint Extract(uint word) =>
        Fragments.Aggregate(
            0u,
            (value, fragment) => value | (((word & fragment.WordMask) >> fragment.WordLow) << fragment.ValueLow));
}
