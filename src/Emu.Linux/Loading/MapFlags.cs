namespace Emu.Linux.Loading;

/// <summary>Protection and flags of <c>mmap</c>, the same on all machines with the generic ABI and on x86-64.</summary>
internal static class MapFlags
{
    public const int None = 0, Read = 1, Write = 2, Execute = 4;

    public const int Private = 2, Fixed = 0x10, Anonymous = 0x20, NoReserve = 0x4000, FixedNoReplace = 0x10_0000;
}
