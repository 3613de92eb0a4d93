namespace Emu.Translate.Baseline.X64;

/// <summary>
/// A vector register, of which the encoder writes only scalar uses, by the number that instructions carry.
/// </summary>
internal enum Xmm : byte
{
    Xmm0,
    Xmm1,
    Xmm2,
    Xmm3,
    Xmm4,
    Xmm5,
    Xmm6,
    Xmm7,
    Xmm8,
    Xmm9,
    Xmm10,
    Xmm11,
    Xmm12,
    Xmm13,
    Xmm14,
    Xmm15,
}
