namespace Emu.Guest.Arm64.Privileged;

/// <summary>Bits of SCTLR_EL1 (D17.2.118).</summary>
internal static class SystemControlBits
{
    public const ulong Translation = 1 << 0, WritableNeverExecuted = 1 << 19;

    /// <summary>EL0 may change DAIF (UMA), zero blocks (DZE), read CTR_EL0 (UCT), wait (nTWI), clean caches (UCI).</summary>
    public const ulong UserMasks = 1 << 9, UserZeroes = 1 << 14, UserReadsCacheType = 1 << 15, UserWaits = 1 << 16, UserCleans = 1 << 26;

    /// <summary>EL0 may wait for events (nTWE).</summary>
    public const ulong UserWaitsForEvents = 1 << 18;

    /// <summary>Exceptions leave PSTATE.PAN as it is (SPAN).</summary>
    public const ulong KeepsPan = 1 << 23;

    /// <summary>The keys DB, DA, IB and IA are used (EnDB, EnDA, EnIB, EnIA).</summary>
    public const ulong KeyDb = 1 << 13, KeyDa = 1 << 27, KeyIb = 1 << 30, KeyIa = 1UL << 31;

    /// <summary>PSTATE.SSBS after an exception (DSSBS).</summary>
    public const ulong SpeculativeStores = 1UL << 44;

    /// <summary>The value after a reset: the bits that are 1 where a feature is not there.</summary>
    public const ulong ResetValue = 0x00c5_0838;

    /// <summary>Bits with a meaning on some CPU: the others keep the values that they are reset to.</summary>
    public const ulong Writable = 0x0000_1000_fdff_fa1f;
}

/// <summary>Bits of TCR_EL1 (D17.2.139). Those of the upper range stand 16 bits above the lower one's, or beside them.</summary>
internal static class TranslationControl
{
    public const ulong LowerDisabled = 1 << 7, UpperHasSpace = 1 << 22;

    public const ulong LongSpaces = 1UL << 36, LowerIgnoresTag = 1UL << 37, UpperIgnoresTag = 1UL << 38;

    public const ulong SetsAccessFlag = 1UL << 39, SetsDirtyState = 1UL << 40;

    public const ulong LowerIgnoresTables = 1UL << 41, UpperIgnoresTables = 1UL << 42;

    public const ulong LowerTagOfDataOnly = 1UL << 51, UpperTagOfDataOnly = 1UL << 52;

    public const ulong LowerDisabledForUser = 1UL << 55, UpperDisabledForUser = 1UL << 56;
}
