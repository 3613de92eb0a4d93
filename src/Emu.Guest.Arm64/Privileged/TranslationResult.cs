namespace Emu.Guest.Arm64.Privileged;

/// <summary>How the translation of an address ended.</summary>
/// <param name="Status">Why it failed; <see cref="FaultStatus.None"/> when it did not.</param>
/// <param name="Level">The level of tables at which it ended.</param>
internal readonly record struct TranslationResult(FaultStatus Status, int Level)
{
    /// <summary>Of what has been found: the index into MAIR_EL1 in bits 2 to 0, the shareability in bits 4 and 3.</summary>
    public ulong Attributes { get; init; }

    /// <summary>The field of ISS that says it (D17.2.37, DFSC and IFSC).</summary>
    public uint Code => (((uint)Status - 1) * 4) + (uint)Level;
}

/// <summary>Why an address is not translated: a quarter of the fault status code of level 0, plus 1.</summary>
internal enum FaultStatus : uint
{
    /// <summary>It is translated.</summary>
    None = 0,
    AddressSize = 1,
    Translation = 2,
    AccessFlag = 3,
    Permission = 4,
    ExternalOnWalk = 6,
}
