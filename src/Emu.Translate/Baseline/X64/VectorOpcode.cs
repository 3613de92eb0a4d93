namespace Emu.Translate.Baseline.X64;

/// <summary>Opcodes of AVX and AVX2 on vectors of 128 bits (Intel SDM vol. 2): the byte, its map times 0x100, and the prefix
/// times 0x10000.</summary>
internal enum VectorOpcode : uint
{
    /// <summary>VPAND.</summary>
    And = 0x6601DB,

    /// <summary>VPANDN: not the first, and the second.</summary>
    NotFirstAnd = 0x6601DF,

    /// <summary>VPOR.</summary>
    Or = 0x6601EB,

    /// <summary>VPXOR.</summary>
    Xor = 0x6601EF,

    /// <summary>VPADDB.</summary>
    AddByte = 0x6601FC,

    /// <summary>VPADDW.</summary>
    AddHalf = 0x6601FD,

    /// <summary>VPADDD.</summary>
    AddWord = 0x6601FE,

    /// <summary>VPADDQ.</summary>
    AddDouble = 0x6601D4,

    /// <summary>VPSUBB.</summary>
    SubtractByte = 0x6601F8,

    /// <summary>VPSUBW.</summary>
    SubtractHalf = 0x6601F9,

    /// <summary>VPSUBD.</summary>
    SubtractWord = 0x6601FA,

    /// <summary>VPSUBQ.</summary>
    SubtractDouble = 0x6601FB,

    /// <summary>VPMULLW.</summary>
    MultiplyHalf = 0x6601D5,

    /// <summary>VPMULLD.</summary>
    MultiplyWord = 0x660240,

    /// <summary>VPMULHW.</summary>
    MultiplyHighSignedHalf = 0x6601E5,

    /// <summary>VPMULHUW.</summary>
    MultiplyHighUnsignedHalf = 0x6601E4,

    /// <summary>VPMULHRSW: twice the product, with its upper half rounded.</summary>
    MultiplyRoundedHalf = 0x66020B,

    /// <summary>VPMADDWD: sums of two products of signed halves, in words.</summary>
    MultiplyAddHalf = 0x6601F5,

    /// <summary>VPSLLVD: by the lanes of the second; 0 from 32 on.</summary>
    ShiftLeftWords = 0x660247,

    /// <summary>VPSRLVD.</summary>
    ShiftRightWords = 0x660245,

    /// <summary>VPSRAVD: as by 31 from 32 on.</summary>
    ShiftRightSignedWords = 0x660246,

    /// <summary>VPMULDQ: the lower halves of lanes of 64 bits.</summary>
    MultiplyWideSigned = 0x660228,

    /// <summary>VPMULUDQ.</summary>
    MultiplyWideUnsigned = 0x6601F4,

    /// <summary>VPMINSB.</summary>
    MinSignedByte = 0x660238,

    /// <summary>VPMINSW.</summary>
    MinSignedHalf = 0x6601EA,

    /// <summary>VPMINSD.</summary>
    MinSignedWord = 0x660239,

    /// <summary>VPMINUB.</summary>
    MinUnsignedByte = 0x6601DA,

    /// <summary>VPMINUW.</summary>
    MinUnsignedHalf = 0x66023A,

    /// <summary>VPMINUD.</summary>
    MinUnsignedWord = 0x66023B,

    /// <summary>VPMAXSB.</summary>
    MaxSignedByte = 0x66023C,

    /// <summary>VPMAXSW.</summary>
    MaxSignedHalf = 0x6601EE,

    /// <summary>VPMAXSD.</summary>
    MaxSignedWord = 0x66023D,

    /// <summary>VPMAXUB.</summary>
    MaxUnsignedByte = 0x6601DE,

    /// <summary>VPMAXUW.</summary>
    MaxUnsignedHalf = 0x66023E,

    /// <summary>VPMAXUD.</summary>
    MaxUnsignedWord = 0x66023F,

    /// <summary>VPAVGB.</summary>
    AverageByte = 0x6601E0,

    /// <summary>VPAVGW.</summary>
    AverageHalf = 0x6601E3,

    /// <summary>VPCMPEQB.</summary>
    EqualByte = 0x660174,

    /// <summary>VPCMPEQW.</summary>
    EqualHalf = 0x660175,

    /// <summary>VPCMPEQD.</summary>
    EqualWord = 0x660176,

    /// <summary>VPCMPEQQ.</summary>
    EqualDouble = 0x660229,

    /// <summary>VPCMPGTB.</summary>
    GreaterByte = 0x660164,

    /// <summary>VPCMPGTW.</summary>
    GreaterHalf = 0x660165,

    /// <summary>VPCMPGTD.</summary>
    GreaterWord = 0x660166,

    /// <summary>VPCMPGTQ.</summary>
    GreaterDouble = 0x660237,

    /// <summary>VPADDSB.</summary>
    AddSignedByte = 0x6601EC,

    /// <summary>VPADDSW.</summary>
    AddSignedHalf = 0x6601ED,

    /// <summary>VPADDUSB.</summary>
    AddUnsignedByte = 0x6601DC,

    /// <summary>VPADDUSW.</summary>
    AddUnsignedHalf = 0x6601DD,

    /// <summary>VPSUBSB.</summary>
    SubtractSignedByte = 0x6601E8,

    /// <summary>VPSUBSW.</summary>
    SubtractSignedHalf = 0x6601E9,

    /// <summary>VPSUBUSB.</summary>
    SubtractUnsignedByte = 0x6601D8,

    /// <summary>VPSUBUSW.</summary>
    SubtractUnsignedHalf = 0x6601D9,

    /// <summary>VPACKSSWB.</summary>
    PackSignedHalf = 0x660163,

    /// <summary>VPACKSSDW.</summary>
    PackSignedWord = 0x66016B,

    /// <summary>VPACKUSWB.</summary>
    PackUnsignedHalf = 0x660167,

    /// <summary>VPACKUSDW.</summary>
    PackUnsignedWord = 0x66022B,

    /// <summary>VPUNPCKLBW.</summary>
    ZipLowByte = 0x660160,

    /// <summary>VPUNPCKLWD.</summary>
    ZipLowHalf = 0x660161,

    /// <summary>VPUNPCKLDQ.</summary>
    ZipLowWord = 0x660162,

    /// <summary>VPUNPCKLQDQ.</summary>
    ZipLowDouble = 0x66016C,

    /// <summary>VPUNPCKHBW.</summary>
    ZipHighByte = 0x660168,

    /// <summary>VPUNPCKHWD.</summary>
    ZipHighHalf = 0x660169,

    /// <summary>VPUNPCKHDQ.</summary>
    ZipHighWord = 0x66016A,

    /// <summary>VPUNPCKHQDQ.</summary>
    ZipHighDouble = 0x66016D,

    /// <summary>VPSHUFB: bytes of the first by the second.</summary>
    ShuffleBytes = 0x660200,

    /// <summary>VPSADBW: sums of the differences of eight bytes.</summary>
    SumBytes = 0x6601F6,

    /// <summary>VPMOVSXBW.</summary>
    SignExtendByte = 0x660220,

    /// <summary>VPMOVSXWD.</summary>
    SignExtendHalf = 0x660223,

    /// <summary>VPMOVSXDQ.</summary>
    SignExtendWord = 0x660225,

    /// <summary>VPMOVZXBW.</summary>
    ZeroExtendByte = 0x660230,

    /// <summary>VPMOVZXWD.</summary>
    ZeroExtendHalf = 0x660233,

    /// <summary>VPMOVZXDQ.</summary>
    ZeroExtendWord = 0x660235,

    /// <summary>VPBROADCASTB.</summary>
    BroadcastByte = 0x660278,

    /// <summary>VPBROADCASTW.</summary>
    BroadcastHalf = 0x660279,

    /// <summary>VPBROADCASTD.</summary>
    BroadcastWord = 0x660258,

    /// <summary>VPBROADCASTQ.</summary>
    BroadcastDouble = 0x660259,

    /// <summary>VMOVQ: the low half, and zeros above it.</summary>
    LowHalf = 0xF3017E,

    /// <summary>VSHUFPD: one half of each operand, by the two bits of the immediate.</summary>
    SelectHalves = 0x6601C6,

    /// <summary>VSHUFPS: two words of each operand, by the immediate.</summary>
    SelectWords = 0x0001C6,

    /// <summary>VPALIGNR: the second, and the first above it, shifted right by bytes.</summary>
    AlignRight = 0x66030F,

    /// <summary>VADDPS; with the prefix 66, as its relatives, VADDPD.</summary>
    FloatAdd = 0x000158,

    /// <summary>VMULPS.</summary>
    FloatMultiply = 0x000159,

    /// <summary>VSUBPS.</summary>
    FloatSubtract = 0x00015C,

    /// <summary>VMINPS.</summary>
    FloatMinimum = 0x00015D,

    /// <summary>VDIVPS.</summary>
    FloatDivide = 0x00015E,

    /// <summary>VMAXPS.</summary>
    FloatMaximum = 0x00015F,

    /// <summary>VSQRTPS.</summary>
    FloatSquareRoot = 0x000151,

    /// <summary>VCMPPS: the immediate says how.</summary>
    FloatCompare = 0x0001C2,

    /// <summary>VROUNDPS.</summary>
    FloatRoundSingle = 0x660308,

    /// <summary>VROUNDPD.</summary>
    FloatRoundDouble = 0x660309,

    /// <summary>VCVTPS2PD: of the lower two.</summary>
    FloatWiden = 0x00015A,

    /// <summary>VCVTPD2PS: with zeros above.</summary>
    FloatNarrow = 0x66015A,

    /// <summary>VCVTDQ2PS.</summary>
    FloatFromWord = 0x00015B,

    /// <summary>VCVTPS2DQ: rounding as MXCSR says.</summary>
    FloatToWord = 0x66015B,

    /// <summary>VCVTTPS2DQ: rounding towards zero.</summary>
    FloatTruncate = 0xF3015B,

    /// <summary>VAESENC.</summary>
    AesEncrypt = 0x6602DC,

    /// <summary>VAESENCLAST.</summary>
    AesEncryptLast = 0x6602DD,

    /// <summary>VAESDECLAST.</summary>
    AesDecryptLast = 0x6602DF,

    /// <summary>VAESIMC.</summary>
    AesInverseMix = 0x6602DB,

    /// <summary>VPCLMULQDQ: halves by bits 0 and 4 of the immediate.</summary>
    CarrylessMultiply = 0x660344,
}
