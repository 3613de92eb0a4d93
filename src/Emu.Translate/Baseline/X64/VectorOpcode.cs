namespace Emu.Translate.Baseline.X64;

/// <summary>Opcodes of AVX and AVX2 on vectors of 128 bits (Intel SDM vol. 2): the byte, its map times 0x100, and the prefix
/// times 0x10000.</summary>
internal enum VectorOpcode : uint
{
    /// <summary>VPAND.</summary>
    And = 0x6601DB,

    /// <summary>VPOR.</summary>
    Or = 0x6601EB,

    /// <summary>VPXOR.</summary>
    Xor = 0x6601EF,

    /// <summary>VPCMPEQD.</summary>
    EqualWord = 0x660176,

    /// <summary>VMOVQ: the low half, and zeros above it.</summary>
    LowHalf = 0xF3017E,

    /// <summary>VSHUFPD: one half of each operand, by the two bits of the immediate.</summary>
    SelectHalves = 0x6601C6,

    /// <summary>VPBROADCASTB.</summary>
    BroadcastByte = 0x660278,

    /// <summary>VPBROADCASTW.</summary>
    BroadcastHalf = 0x660279,

    /// <summary>VPBROADCASTD.</summary>
    BroadcastWord = 0x660258,

    /// <summary>VPBROADCASTQ.</summary>
    BroadcastDouble = 0x660259,
}
