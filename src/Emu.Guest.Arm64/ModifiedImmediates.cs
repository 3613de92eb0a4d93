namespace Emu.Guest.Arm64;

/// <summary>Constants that vector instructions make of 8 bits (DDI 0487, AdvSIMDExpandImm).</summary>
internal static class ModifiedImmediates
{
    /// <summary>64 bits, of which each byte is all ones where the 8 bits have a one.</summary>
    public static long ByteMask(int bits)
    {
        ulong mask = 0;
        for (int i = 0; i < 8; i++)
            if ((bits >> i & 1) != 0) mask |= 0xffUL << (8 * i);
        return (long)mask;
    }
}
