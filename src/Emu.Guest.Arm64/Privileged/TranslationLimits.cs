namespace Emu.Guest.Arm64.Privileged;

/// <summary>What a CPU has of address translation, as its identification registers say.</summary>
/// <param name="AddressBits">Bits of a physical address.</param>
/// <param name="UpdatesFlags">Access flag and dirty state are set by hardware (FEAT_HAFDBS).</param>
/// <param name="HasTableDisable">TCR_EL1 can turn attributes of tables off (FEAT_HPDS).</param>
/// <param name="HasUserDisable">TCR_EL1 can turn a range off for EL0 (FEAT_E0PD).</param>
/// <param name="HasLargeAddresses">Virtual addresses of 52 bits with the granule of 64 KiB (FEAT_LVA).</param>
/// <param name="HasPointerAuthentication">TCR_EL1 can restrict ignored tags to data (FEAT_PAuth).</param>
internal sealed record TranslationLimits(
    int AddressBits, bool UpdatesFlags, bool HasTableDisable, bool HasUserDisable, bool HasLargeAddresses,
    bool HasPointerAuthentication);
