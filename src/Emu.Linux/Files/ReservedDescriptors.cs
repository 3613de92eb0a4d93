using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Files;

/// <summary>
/// The emulator's own descriptors among the program's. They have high numbers, where programs that count on the lowest
/// free number never meet them, and are as good as closed for the program. Any thread may call.
/// </summary>
public sealed class ReservedDescriptors
{
    private const int Slots = 64, HighestNumber = 1024, DuplicateAbove = 1030, ResourceFiles = 7;

    // Bit i: descriptor First + i is ours. Written with interlocked operations.
    private ulong taken;

    public ReservedDescriptors() => First = FirstNumber();

    /// <summary>The lowest number that may be reserved.</summary>
    public int First { get; }

    /// <summary>The first number beyond those that may be reserved.</summary>
    public int End => First + Slots;

    /// <summary>True when no descriptor is reserved.</summary>
    public bool IsEmpty => Volatile.Read(ref taken) == 0;

    /// <summary>True when the descriptor is the emulator's.</summary>
    public bool Contains(int descriptor) =>
        (uint)(descriptor - First) < Slots && (Volatile.Read(ref taken) >> (descriptor - First) & 1) != 0;

    /// <summary>A descriptor argument as the host's kernel may have it: the emulator's own turn into one that is not
    /// open.</summary>
    public ulong Hide(ulong argument) => Contains((int)argument) ? ulong.MaxValue : argument;

    /// <summary>
    /// Makes an open descriptor the emulator's own: moves it to a high number, closed on execve. Returns that number,
    /// or a negative error, with which the descriptor stays as it is.
    /// </summary>
    public int Reserve(int descriptor)
    {
        long number = HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, DuplicateAbove, (ulong)First);
        if (number < 0) return (int)number;
        if (number >= First + Slots)
        {
            HostSyscall.Invoke(HostNumber.Close, (ulong)number);
            return -24; // EMFILE: all slots are in use.
        }
        HostSyscall.Invoke(HostNumber.Close, (ulong)descriptor);
        Interlocked.Or(ref taken, 1ul << (int)(number - First));
        return (int)number;
    }

    /// <summary>Closes a reserved descriptor.</summary>
    public void Release(int descriptor)
    {
        if (!Contains(descriptor)) return;
        Interlocked.And(ref taken, ~(1ul << (descriptor - First)));
        HostSyscall.Invoke(HostNumber.Close, (ulong)descriptor);
    }

    // High numbers cost: the kernel's table of descriptors, which fork copies, is as long as the highest. It has been made
    // that long before the process had threads (native/signals.c).
    private static unsafe int FirstNumber()
    {
        ulong* limits = stackalloc ulong[2];
        long result = HostSyscall.Invoke(HostNumber.Getrlimit, ResourceFiles, (ulong)limits);
        ulong limit = result < 0 ? HighestNumber : Math.Min(limits[0], HighestNumber);
        return (int)Math.Max(limit, Slots + 3) - Slots;
    }
}
