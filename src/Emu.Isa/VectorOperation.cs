namespace Emu.Isa;

/// <summary>
/// What can be done with vectors besides the named members of <see cref="IVector{TSelf,TValue,TCondition}"/>. Each row says
/// what it means, and <see cref="VectorOperations.Apply"/> computes it. Kept in cached code: the numbers are permanent.
/// </summary>
/// <remarks>
/// Lanes are those of the operands; an operation that widens has results of twice their size, one that narrows of half of
/// it. The operands are a, b and c, the immediate is i. Signed and unsigned are how lanes are read. Operations of 64 bits are
/// those of 128, of which the guest's body keeps what it wants.
/// </remarks>
public enum VectorOperation : byte
{
    // Bits; lanes do not matter.
    And = 0x00,
    Or = 0x01,
    Xor = 0x02,

    /// <summary>a and not b.</summary>
    AndNot = 0x03,

    /// <summary>a or not b.</summary>
    OrNot = 0x04,

    /// <summary>Not a.</summary>
    Not = 0x05,

    /// <summary>b where a has ones, c where it has zeros.</summary>
    Select = 0x06,

    // Arithmetic of lanes, which wraps.
    Add = 0x10,
    Subtract = 0x11,
    Multiply = 0x12,

    /// <summary>c + a x b.</summary>
    MultiplyAdd = 0x13,

    /// <summary>c - a x b.</summary>
    MultiplySubtract = 0x14,
    Negate = 0x15,
    Absolute = 0x16,
    MinSigned = 0x17,
    MinUnsigned = 0x18,
    MaxSigned = 0x19,
    MaxUnsigned = 0x1a,

    /// <summary>|a - b|, of signed lanes, as an unsigned number.</summary>
    DifferenceSigned = 0x1b,
    DifferenceUnsigned = 0x1c,

    /// <summary>(a + b) / 2, rounded down, of the exact sum.</summary>
    AverageSigned = 0x1d,
    AverageUnsigned = 0x1e,

    /// <summary>(a + b + 1) / 2, rounded down, of the exact sum.</summary>
    AverageUpSigned = 0x1f,
    AverageUpUnsigned = 0x20,

    /// <summary>(a - b) / 2, rounded down, of the exact difference; the low bits of it.</summary>
    HalfDifferenceSigned = 0x21,
    HalfDifferenceUnsigned = 0x22,

    /// <summary>The upper half of the exact product.</summary>
    MultiplyHighSigned = 0x23,
    MultiplyHighUnsigned = 0x24,

    // Comparisons: all ones in lanes where it holds, zeros elsewhere.
    Equal = 0x30,
    GreaterSigned = 0x31,
    GreaterUnsigned = 0x32,
    GreaterOrEqualSigned = 0x33,
    GreaterOrEqualUnsigned = 0x34,

    /// <summary>a and b have a one in common.</summary>
    Test = 0x35,

    /// <summary>a shifted left by i, 0 to a lane's bits less 1.</summary>
    ShiftLeft = 0x38,

    /// <summary>a shifted right by i, 1 to a lane's bits.</summary>
    ShiftRightSigned = 0x39,
    ShiftRightUnsigned = 0x3a,

    /// <summary>a shifted right by i, 1 to a lane's bits, and rounded: a half away from below.</summary>
    RoundedShiftRightSigned = 0x3b,
    RoundedShiftRightUnsigned = 0x3c,

    /// <summary>b shifted left by i, 0 to a lane's bits less 1, with the low i bits of a.</summary>
    ShiftLeftInsert = 0x3d,

    /// <summary>b shifted right by i, 1 to a lane's bits, with the high i bits of a.</summary>
    ShiftRightInsert = 0x3e,

    /// <summary>a rotated right by i, 0 to a lane's bits less 1.</summary>
    RotateRight = 0x3f,

    /// <summary>a shifted left by the lowest byte of b's lane as a signed number: to the right where it is negative.</summary>
    ShiftSigned = 0x40,
    ShiftUnsigned = 0x41,

    /// <summary>As <see cref="ShiftSigned"/>; shifts to the right round.</summary>
    RoundedShiftSigned = 0x42,
    RoundedShiftUnsigned = 0x43,

    // Saturating: the nearest number that fits. With VectorOperations.WhereSaturated added to i, these make all ones
    // in result lanes that are not the exact number, and zeros elsewhere.

    /// <summary>a + b.</summary>
    SaturatingAddSigned = 0x50,
    SaturatingAddUnsigned = 0x51,

    /// <summary>a - b.</summary>
    SaturatingSubtractSigned = 0x52,
    SaturatingSubtractUnsigned = 0x53,

    /// <summary>A signed a + an unsigned b, signed.</summary>
    SaturatingAddUnsignedToSigned = 0x54,

    /// <summary>An unsigned a + a signed b, unsigned.</summary>
    SaturatingAddSignedToUnsigned = 0x55,
    SaturatingNegate = 0x56,
    SaturatingAbsolute = 0x57,

    /// <summary>As <see cref="ShiftSigned"/>.</summary>
    SaturatingShiftSigned = 0x58,
    SaturatingShiftUnsigned = 0x59,

    /// <summary>As <see cref="RoundedShiftSigned"/>.</summary>
    SaturatingRoundedShiftSigned = 0x5a,
    SaturatingRoundedShiftUnsigned = 0x5b,

    /// <summary>A signed a shifted left by i, 0 to a lane's bits less 1, unsigned.</summary>
    SaturatingShiftLeftToUnsigned = 0x5c,

    /// <summary>The upper half of 2 x a x b, signed.</summary>
    SaturatingDoubledMultiplyHigh = 0x5d,

    /// <summary>The same, rounded: plus half of the lowest bit that is kept.</summary>
    SaturatingRoundedDoubledMultiplyHigh = 0x5e,

    /// <summary>The upper half of c x 2^bits + 2 x a x b, rounded.</summary>
    SaturatingRoundedDoubledMultiplyAddHigh = 0x5f,

    /// <summary>The upper half of c x 2^bits - 2 x a x b, rounded.</summary>
    SaturatingRoundedDoubledMultiplySubtractHigh = 0x60,

    /// <summary>2 x a x b of the lower half of the lanes (bytes excepted), in lanes of twice their size.</summary>
    SaturatingDoubledMultiplyWidenLow = 0x61,

    /// <summary>The same of the upper half of the lanes.</summary>
    SaturatingDoubledMultiplyWidenHigh = 0x62,

    /// <summary>Signed lanes of a, then of b, as signed lanes of half their size.</summary>
    SaturatingNarrowSigned = 0x63,

    /// <summary>Unsigned lanes as unsigned ones.</summary>
    SaturatingNarrowUnsigned = 0x64,

    /// <summary>Signed lanes as unsigned ones.</summary>
    SaturatingNarrowSignedToUnsigned = 0x65,

    /// <summary>The lower half of a's lanes, extended to twice their size.</summary>
    WidenLowSigned = 0x70,
    WidenLowUnsigned = 0x71,

    /// <summary>The upper half of a's lanes, extended to twice their size.</summary>
    WidenHighSigned = 0x72,
    WidenHighUnsigned = 0x73,

    /// <summary>a x b of the lower half of the lanes, in lanes of twice their size.</summary>
    MultiplyWidenLowSigned = 0x74,
    MultiplyWidenLowUnsigned = 0x75,

    /// <summary>a x b of the upper half of the lanes, in lanes of twice their size.</summary>
    MultiplyWidenHighSigned = 0x76,
    MultiplyWidenHighUnsigned = 0x77,

    /// <summary>The low bits of a's lanes, then of b's, in lanes of half their size.</summary>
    Narrow = 0x78,

    /// <summary>Lanes of the lower halves in turn: a's lane 0, b's lane 0, a's lane 1 ...</summary>
    ZipLow = 0x80,
    ZipHigh = 0x81,

    /// <summary>The even lanes of a, then those of b.</summary>
    UnzipEven = 0x82,
    UnzipOdd = 0x83,

    /// <summary>Even lanes in turn: a's lane 0, b's lane 0, a's lane 2, b's lane 2 ...</summary>
    TransposeEven = 0x84,
    TransposeOdd = 0x85,

    /// <summary>16 bytes of a and b behind it, from byte i on, 0 to 15.</summary>
    Extract = 0x86,

    /// <summary>Lanes in reverse order within each group of i bytes, which are more than a lane's and 2, 4, 8 or 16.</summary>
    Reverse = 0x87,

    /// <summary>For each byte of b, less i, the byte of a that it counts, or 0 where there is none (from 16 on).</summary>
    Table = 0x88,

    /// <summary>As <see cref="Table"/>, with c's byte where there is none.</summary>
    TableOr = 0x89,

    /// <summary>Lane i of a in all lanes.</summary>
    DuplicateLane = 0x8a,

    /// <summary>Sums of neighbouring lanes of a, then of b.</summary>
    PairAdd = 0x98,
    PairMinSigned = 0x99,
    PairMinUnsigned = 0x9a,
    PairMaxSigned = 0x9b,
    PairMaxUnsigned = 0x9c,

    /// <summary>Sums of neighbouring lanes of a, in lanes of twice their size.</summary>
    PairAddWidenSigned = 0x9d,
    PairAddWidenUnsigned = 0x9e,

    /// <summary>The sum of all lanes in lane 0; the other lanes are 0.</summary>
    ReduceAdd = 0xa0,
    ReduceMinSigned = 0xa1,
    ReduceMinUnsigned = 0xa2,
    ReduceMaxSigned = 0xa3,
    ReduceMaxUnsigned = 0xa4,

    /// <summary>The sum of all lanes (doubles excepted) in lane 0 of twice their size; the rest is 0.</summary>
    ReduceAddWidenSigned = 0xa5,
    ReduceAddWidenUnsigned = 0xa6,

    /// <summary>Number of zero bits above the highest one bit.</summary>
    CountLeadingZeros = 0xb0,

    /// <summary>Number of bits below the sign that equal it, from the top.</summary>
    CountLeadingSigns = 0xb1,

    /// <summary>Number of one bits.</summary>
    PopulationCount = 0xb2,

    /// <summary>The bits of each byte in reverse order.</summary>
    ReverseBits = 0xb3,

    /// <summary>An estimate of 1 / a of words as fractions, in 9 bits (architecture: UnsignedRecipEstimate).</summary>
    ReciprocalEstimate = 0xb4,

    /// <summary>An estimate of 1 / sqrt(a) of words as fractions, in 9 bits.</summary>
    ReciprocalRootEstimate = 0xb5,

    /// <summary>To each word of c the four products of bytes of a and b that lie there.</summary>
    DotSigned = 0xc0,
    DotUnsigned = 0xc1,

    /// <summary>The same with unsigned bytes of a and signed ones of b.</summary>
    DotUnsignedSigned = 0xc2,

    /// <summary>To the 2 x 2 words of c (row after row) the products of a's 2 rows of 8 bytes with b's 2 rows.</summary>
    MatrixSigned = 0xc3,
    MatrixUnsigned = 0xc4,
    MatrixUnsignedSigned = 0xc5,

    /// <summary>The low halves of products of bytes as polynomials over two elements.</summary>
    PolynomialMultiply = 0xd0,

    /// <summary>Products of polynomials: of the lower half of the bytes, in halves; of the lower double, in 128 bits.</summary>
    PolynomialMultiplyWidenLow = 0xd1,

    /// <summary>The same of the upper half of the bytes, or of the upper double.</summary>
    PolynomialMultiplyWidenHigh = 0xd2,

    // FIPS 197; lanes do not matter. The state's bytes stand column after column.

    /// <summary>SubBytes and ShiftRows of a with the round key b added.</summary>
    AesEncrypt = 0xd4,

    /// <summary>InvSubBytes and InvShiftRows of a with the round key b added.</summary>
    AesDecrypt = 0xd5,

    /// <summary>MixColumns of a.</summary>
    AesMixColumns = 0xd6,

    /// <summary>InvMixColumns of a.</summary>
    AesInverseMixColumns = 0xd7,

    // FIPS 180-4, by words: a has the hash's variables A to D, c four words of the schedule with constants added.

    /// <summary>Four rounds of SHA-1 with Ch, and E in the lowest word of b.</summary>
    Sha1Choose = 0xd8,

    /// <summary>The same with Parity.</summary>
    Sha1Parity = 0xd9,

    /// <summary>The same with Maj.</summary>
    Sha1Majority = 0xda,

    /// <summary>Words 0 to 3 of the schedule (a), 4 to 7 (b) and 8 to 11 (c) added: the first half of words 16 to 19.</summary>
    Sha1Schedule0 = 0xdb,

    /// <summary>The second half, of <see cref="Sha1Schedule0"/>'s result and words 12 to 15.</summary>
    Sha1Schedule1 = 0xdc,

    /// <summary>Four rounds of SHA-256: A to D, of A to D (a) and E to H (b).</summary>
    Sha256Hash = 0xe0,

    /// <summary>Four rounds of SHA-256: E to H, of E to H (a) and what A to D were (b).</summary>
    Sha256Hash2 = 0xe1,

    /// <summary>The first half of words 16 to 19 of the schedule, of words 0 to 3 (a) and 4 to 7 (b).</summary>
    Sha256Schedule0 = 0xe2,

    /// <summary>The second half, of the first (a), words 8 to 11 (b) and 12 to 15 (c).</summary>
    Sha256Schedule1 = 0xe3,

    /// <summary>The first step of two rounds of SHA-512: sums of the schedule's words, constants and G, H (a), of F, G (b) and
    /// D, E (c).</summary>
    Sha512Hash = 0xe4,

    /// <summary>The second step: new A and B of the first one's result (a), of C, D (b) and A, B (c).</summary>
    Sha512Hash2 = 0xe5,

    /// <summary>The first half of two words of the schedule, of words 0, 1 (a) and 2, 3 (b).</summary>
    Sha512Schedule0 = 0xe6,

    /// <summary>The second half, of the first (a), words 14, 15 (b) and 9, 10 (c).</summary>
    Sha512Schedule1 = 0xe7,

    // GB/T 32905 (SM3), by words, of which the highest is the hash's first; i is a lane of c.

    /// <summary>The first half of four words of the schedule, of words 0 to 3 (a), 7 to 10 (b) and 13 to 15 (c).</summary>
    Sm3Schedule1 = 0xe8,

    /// <summary>The second half, of the first (a), words 10 to 13 (b) and 3 to 6 (c).</summary>
    Sm3Schedule2 = 0xe9,

    /// <summary>SS1 in the highest word, of A (a), E (b) and the round's constant (c) there.</summary>
    Sm3Intermediate = 0xea,

    /// <summary>A round of A to D (a) with Parity, SS1 (b) and a word of the schedule with that of four later added (c).</summary>
    Sm3RoundAParity = 0xeb,

    /// <summary>The same with the majority.</summary>
    Sm3RoundAMajority = 0xec,

    /// <summary>A round of E to H (a) with Parity, SS1 (b) and a word of the schedule (c).</summary>
    Sm3RoundEParity = 0xed,

    /// <summary>The same with the choice.</summary>
    Sm3RoundEChoose = 0xee,

    // GB/T 32907 (SM4), by words, the lowest first.

    /// <summary>Four rounds on the state a with round keys b.</summary>
    Sm4Encrypt = 0xf0,

    /// <summary>The next four round keys, of the last ones (a) and constants (b).</summary>
    Sm4Key = 0xf1,
}
