using Emu.Linux.Memory;

namespace Emu.Linux.Processes;

/// <summary>
/// Resource limits that count for the guest's memory and must not bind the emulator, which lives in the same host
/// process: they are kept here and not given to the host's kernel. Any thread may call.
/// </summary>
internal sealed class GuestLimits(GuestMemory memory)
{
    private const int Data = 2, Stack = 3, AddressSpace = 9;

    // Guards the table, and is taken alone.
    private readonly Lock gate = new();
    private readonly Dictionary<int, (ulong Soft, ulong Hard)> set = [];

    /// <summary>True for the limits that are kept here.</summary>
    public static bool Keeps(int resource) => resource is Data or Stack or AddressSpace;

    /// <summary>What the program has set; null when it has not, and the host's counts.</summary>
    public (ulong Soft, ulong Hard)? Find(int resource)
    {
        lock (gate) return set.TryGetValue(resource, out (ulong, ulong) limits) ? limits : null;
    }

    /// <summary>The program sets a limit.</summary>
    public void Set(int resource, ulong soft, ulong hard)
    {
        lock (gate)
        {
            set[resource] = (soft, hard);
            if (resource == Data) memory.DataLimit = soft;
            if (resource == AddressSpace) memory.AddressSpaceLimit = soft;
        }
    }
}
