using Emu.Isa;

namespace Emu.Translate.Baseline;

/// <summary>A 128-bit value as its halves.</summary>
/// <param name="Low">Bits 0 to 63.</param>
/// <param name="High">Bits 64 to 127.</param>
internal readonly record struct BaselineVector(BaselineValue Low, BaselineValue High) : IVector<BaselineVector>
{
    public static BaselineVector operator ^(BaselineVector left, BaselineVector right) =>
        new(left.Low ^ right.Low, left.High ^ right.High);
}
