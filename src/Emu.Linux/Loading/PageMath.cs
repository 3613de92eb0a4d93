using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>Rounding to pages.</summary>
internal static class PageMath
{
    /// <summary>The start of the page that an address is in.</summary>
    public static ulong Down(ulong address) => address & ~(GuestMemory.PageSize - 1);

    /// <summary>The address itself, or the start of the next page. Callers stay below the end.</summary>
    public static ulong Up(ulong address) => Down(address + GuestMemory.PageSize - 1);

    /// <summary>Bytes from the start of the page.</summary>
    public static ulong Offset(ulong address) => address & (GuestMemory.PageSize - 1);
}
