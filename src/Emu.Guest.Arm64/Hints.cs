namespace Emu.Guest.Arm64;

/// <summary>The instructions that do nothing on CPUs without the feature that they belong to (C4.1.3).</summary>
internal static class Hints
{
    /// <summary>The hint that never does anything.</summary>
    public const uint Nop = 0xd503_201f;

    private const uint HintMask = 0xffff_f01f;

    // XPACLRI, PACIA1716 and its kin, and PACIAZ to AUTIBSP, by their numbers.
    private const uint OfPointerAuthentication = 1 << 7 | 1 << 8 | 1 << 10 | 1 << 12 | 1 << 14 | 0xff00_0000;

    /// <summary>True for any hint.</summary>
    public static bool IsHint(uint word) => (word & HintMask) == Nop;

    /// <summary>False for a hint that does nothing on a CPU with these features, as it belongs to another one.</summary>
    public static bool HasEffect(uint word, Arm64Features features)
    {
        if (!IsHint(word) || (features & Arm64Features.Pauth) != 0) return true;
        int number = (int)(word >> 5 & 0x7f);
        return number >= 32 || (OfPointerAuthentication >> number & 1) == 0;
    }
}
