using Emu.Core.Memory;

namespace Emu.Machine;

/// <summary>Checks of the addresses that a guest gives to services of the emulator.</summary>
internal static unsafe class GuestRam
{
    /// <summary>True when a range is all in one region of RAM; any thread may call.</summary>
    /// <param name="memory">The bus.</param>
    /// <param name="start">The range's first byte.</param>
    /// <param name="length">Its bytes.</param>
    public static bool Covers(AddressMap memory, PhysicalAddress start, ulong length) =>
        memory.Find(start) is { Host: not null, IsReadOnly: false } region && region.Contains(start, length);
}
