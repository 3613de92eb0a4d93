using Emu.Host;

namespace Emu.Linux.Memory;

/// <content>Choosing where in the host's address space the guest's lies.</content>
public sealed unsafe partial class GuestMemory
{
    private const ulong HostLimit = 0x7fff_ffff_f000;
    private const ulong SmallestReservation = 1ul << 30;
    private const ulong FirstHostChoice = 0;

    // Behind the guest's pages in a reservation: where the host's kernel runs on when it is given the last of them, for a
    // structure whose length it finds out itself.
    private const ulong Guard = 64 << 10;

    /// <summary>
    /// Makes the address space that the user wants. Without wishes its base is 0, which makes guest pointers host
    /// pointers, if the host lets the program's addresses be mapped; if not, a reservation elsewhere.
    /// </summary>
    /// <param name="guestBase">Host address of guest address 0 (<c>-B</c>); null leaves it open.</param>
    /// <param name="reservedSize">Bytes that the guest gets in all (<c>-R</c>); 0 leaves it open.</param>
    /// <param name="lowestUsed">The lowest address that the program must have.</param>
    /// <param name="userSpaceEnd">First address that no program of the architecture can have.</param>
    /// <exception cref="GuestMemoryException">The host has no room there.</exception>
    public static GuestMemory Create(ulong? guestBase, ulong reservedSize, ulong lowestUsed = ulong.MaxValue,
        ulong userSpaceEnd = DefaultLimit)
    {
        if (guestBase is { } wanted && (!IsAligned(wanted) || wanted >= HostLimit - SmallestReservation))
            throw new GuestMemoryException($"guest base 0x{wanted:x} is not a page's address in the host's user space");
        ulong lowest = Math.Min(Lowest, lowestUsed & ~PageMask), limit = LimitOf(guestBase, reservedSize, userSpaceEnd);
        if (reservedSize != 0) return CreateReserved(guestBase, limit, reservedSize, lowest);
        if (guestBase is { } given) return new(given, limit);
        return CanBeAtZero(lowest) ? new GuestMemory(limit: userSpaceEnd) : ReserveAnywhere(userSpaceEnd);
    }

    /// <summary>First address beyond user space of what <see cref="Create"/> makes, unless the host has less.</summary>
    public static ulong LimitOf(ulong? guestBase, ulong reservedSize, ulong userSpaceEnd = DefaultLimit) =>
        reservedSize != 0 ? (reservedSize > userSpaceEnd ? userSpaceEnd : RoundUp(reservedSize))
        : guestBase is { } given ? Math.Min(userSpaceEnd, HostLimit - given) : userSpaceEnd;

    private static GuestMemory CreateReserved(ulong? guestBase, ulong limit, ulong size, ulong lowest)
    {
        if (limit <= 2 * UsualLowest) throw new GuestMemoryException($"{size} reserved bytes are too few for a program");
        // At base 0 first: guest pointers that are host pointers need no conversion.
        ulong hostBase = guestBase ?? 0, from = hostBase == 0 ? lowest : 0;
        if ((guestBase is not null || from != 0) && TryReserve(hostBase + from, limit - from + Guard))
            return new(hostBase, limit, reservedFrom: from);
        if (guestBase is null && TryReserveAnywhere(limit) is { } memory) return memory;
        throw new GuestMemoryException(guestBase is { } taken
            ? $"{limit} bytes cannot be reserved at host address 0x{taken:x}; leave -B out to let the emulator choose"
            : $"{limit} bytes of address space cannot be reserved; give -R less, or raise the limit (ulimit -v)");
    }

    // The host's own first page stays empty, whoever may map it.
    private static bool CanBeAtZero(ulong lowest)
    {
        if (lowest == 0 || !TryReserve(lowest, PageSize)) return false;
        _ = HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, lowest, PageSize);
        return true;
    }

    private static GuestMemory ReserveAnywhere(ulong userSpaceEnd)
    {
        for (ulong limit = userSpaceEnd; limit >= SmallestReservation; limit /= 2)
        {
            if (TryReserveAnywhere(limit) is { } memory) return memory;
        }

        throw new GuestMemoryException(
            "the host lets no low addresses be mapped (vm.mmap_min_addr), and has no GiB of address space to reserve");
    }

    private static bool TryReserve(ulong host, ulong length)
    {
        long result = ReserveHost(host, length, FixedNoReplace);
        if (result == (long)host) return true;
        if (result > 0) _ = HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, (ulong)result, length);
        return false;
    }

    private static GuestMemory? TryReserveAnywhere(ulong limit)
    {
        long result = ReserveHost(FirstHostChoice, limit + Guard, 0);
        return result < 0 ? null : new GuestMemory((ulong)result, limit, reservedFrom: 0);
    }
}
