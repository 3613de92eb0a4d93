namespace Emu.Translate.Abi;

/// <summary>The bits of the NaN that the guest's arithmetic makes of every other one.</summary>
internal static class CanonicalNaN
{
    public const ulong Double = 0x7ff8_0000_0000_0000;

    public const ulong Single = 0x7fc0_0000;
}
