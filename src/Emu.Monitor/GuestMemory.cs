using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Monitor;

/// <summary>Reads the guest's memory for users, while the CPUs stand still.</summary>
internal static class GuestMemory
{
    /// <summary>Where a CPU finds an address; null where nothing is mapped.</summary>
    public static PhysicalAddress? Physical(Cpu cpu, ulong address) =>
        cpu.TryInspect(new VirtualAddress(address), out PhysicalAddress found) ? found : null;

    /// <summary>Reads memory as the CPU sees it, or by bus addresses; false where nothing answers.</summary>
    public static bool Read(Cpu cpu, ulong address, Span<byte> target, bool isPhysical)
    {
        const ulong page = AddressMap.PageSize;
        while (!target.IsEmpty)
        {
            int piece = (int)Math.Min((ulong)target.Length, page - (address % page));
            PhysicalAddress? physical = isPhysical ? new PhysicalAddress(address) : Physical(cpu, address);
            if (physical is not { } at || !ReadPiece(cpu.Memory, at, target[..piece])) return false;
            address += (ulong)piece;
            target = target[piece..];
        }

        return true;
    }

    /// <summary>Reads a piece inside of one page: of memory at once, of a device's registers as one access.</summary>
    private static bool ReadPiece(AddressMap memory, PhysicalAddress address, Span<byte> target)
    {
        if (memory.Find(address) is not { } region || !region.Contains(address, (ulong)target.Length)) return false;
        if (region.IsRam || region.IsReadOnly)
        {
            memory.Memory(address, target.Length).CopyTo(target);
            return true;
        }

        if (target.Length is not (1 or 2 or 4 or 8) || address.Value % (ulong)target.Length != 0) return false;
        if (!memory.Read(address, target.Length, out ulong value)) return false;
        BitConverter.GetBytes(value).AsSpan(0, target.Length).CopyTo(target);
        return true;
    }
}
