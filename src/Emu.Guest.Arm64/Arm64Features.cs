namespace Emu.Guest.Arm64;

/// <summary>Parts of the A64 instruction set that a CPU may have; an instruction of a part that it has not is undefined. All
/// have the base instructions, floating point and Advanced SIMD of Armv8.0. The names are kept in cache files.</summary>
[Flags]
public enum Arm64Features : ulong
{
    None = 0,

    /// <summary>CRC32 checksums.</summary>
    Crc32 = 1 << 0,

    /// <summary>Atomic read-modify-write instructions (FEAT_LSE).</summary>
    Lse = 1 << 1,

    /// <summary>Rounding doubling multiply-accumulate (FEAT_RDM).</summary>
    Rdm = 1 << 2,

    /// <summary>Load-acquire of a weaker order (FEAT_LRCPC).</summary>
    Rcpc = 1 << 3,

    /// <summary>The same with an offset (FEAT_LRCPC2).</summary>
    Rcpc2 = 1 << 4,

    /// <summary>Flag manipulation (FEAT_FlagM).</summary>
    FlagM = 1 << 5,

    /// <summary>Conversion of flags (FEAT_FlagM2).</summary>
    FlagM2 = 1 << 6,

    /// <summary>Speculation barrier (FEAT_SB).</summary>
    Sb = 1 << 7,

    /// <summary>PSTATE.SSBS as a register (FEAT_SSBS2).</summary>
    Ssbs = 1 << 8,

    /// <summary>PSTATE.DIT (FEAT_DIT).</summary>
    Dit = 1 << 9,

    /// <summary>Random numbers (FEAT_RNG).</summary>
    Rng = 1 << 10,

    /// <summary>AES rounds (FEAT_AES).</summary>
    Aes = 1 << 11,

    /// <summary>Polynomial multiplication of 64 bits (FEAT_PMULL).</summary>
    Pmull = 1 << 12,

    /// <summary>SHA-1 (FEAT_SHA1).</summary>
    Sha1 = 1 << 13,

    /// <summary>SHA-256 (FEAT_SHA256).</summary>
    Sha256 = 1 << 14,

    /// <summary>SHA-512 (FEAT_SHA512).</summary>
    Sha512 = 1 << 15,

    /// <summary>SHA-3 (FEAT_SHA3).</summary>
    Sha3 = 1 << 16,

    /// <summary>SM3 (FEAT_SM3).</summary>
    Sm3 = 1 << 17,

    /// <summary>SM4 (FEAT_SM4).</summary>
    Sm4 = 1 << 18,

    /// <summary>Arithmetic in half precision (FEAT_FP16).</summary>
    Fp16 = 1 << 19,

    /// <summary>Dot products of bytes (FEAT_DotProd).</summary>
    DotProd = 1 << 20,

    /// <summary>Half-precision multiplication into single precision (FEAT_FHM).</summary>
    Fhm = 1 << 21,

    /// <summary>Conversion as JavaScript does it (FEAT_JSCVT).</summary>
    Jscvt = 1 << 22,

    /// <summary>Arithmetic of complex numbers (FEAT_FCMA).</summary>
    Fcma = 1 << 23,

    /// <summary>Rounding to integers of 32 and 64 bits (FEAT_FRINTTS).</summary>
    Frint = 1 << 24,

    /// <summary>BFloat16 (FEAT_BF16).</summary>
    Bf16 = 1 << 25,

    /// <summary>Matrix multiplication of bytes (FEAT_I8MM).</summary>
    I8mm = 1 << 26,

    /// <summary>Cleaning of the data cache to persistence (FEAT_DPB).</summary>
    DcPop = 1 << 27,

    /// <summary>The same to deep persistence (FEAT_DPB2).</summary>
    DcPodp = 1 << 28,

    /// <summary>Pointer authentication (FEAT_PAuth), by an algorithm of the emulator's own unless there is
    /// <see cref="Qarma5"/>.</summary>
    Pauth = 1 << 29,

    /// <summary>With <see cref="Pauth"/>: the algorithm is QARMA5 (FEAT_PACQARMA5).</summary>
    Qarma5 = 1 << 30,

    /// <summary>EL1 can be kept from what EL0 may access (FEAT_PAN and FEAT_PAN2).</summary>
    Pan = 1UL << 31,

    /// <summary>Instructions that access as EL0 can access as EL1 (FEAT_UAO).</summary>
    Uao = 1UL << 32,

    /// <summary>Access flag and dirty state of page tables are set by hardware (FEAT_HAFDBS).</summary>
    Hafdbs = 1UL << 33,

    /// <summary>Attributes of page tables can be turned off (FEAT_HPDS).</summary>
    Hpds = 1UL << 34,

    /// <summary>Address ranges can be turned off for EL0 (FEAT_E0PD).</summary>
    E0pd = 1UL << 35,

    /// <summary>Addresses of 52 bits with granules of 64 KiB (FEAT_LVA and FEAT_LPA).</summary>
    LargeAddresses = 1UL << 36,

    /// <summary>Invalidation of ranges in TLBs, and in those of the outer domain (FEAT_TLBIRANGE, FEAT_TLBIOS).</summary>
    TlbRange = 1UL << 37,
}
