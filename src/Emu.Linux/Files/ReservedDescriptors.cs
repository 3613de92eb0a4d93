using System.Runtime.InteropServices;
using Emu.Host;
using Microsoft.Win32.SafeHandles;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Files;

/// <summary>
/// The emulator's own descriptors among the program's. They have high numbers, where programs that count on the lowest
/// free number never meet them, are as good as closed for the program, and make way when it wants their numbers. Any thread
/// may call, but for <see cref="TryVacate"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
public sealed class ReservedDescriptors
{
    private const int Slots = 64, HighestNumber = 1024, DuplicateAbove = 1030, GetFlags = 1, ResourceFiles = 7;
    private const int FirstForFiles = 3, FewFiles = 4 * Slots, SlotsOfFew = 8;

    private readonly Lock gate = new();

    // Guarded by the gate. Who has to hear of another number.
    private readonly List<Owner> owners = [];

    // Ascending; replaced as a whole with the gate held.
    private volatile int[] numbers = [];

    public ReservedDescriptors() => First = FirstNumber();

    /// <summary>The number from which on they are put.</summary>
    public int First { get; }

    /// <summary>The numbers that are the emulator's, ascending.</summary>
    public IReadOnlyList<int> Numbers => numbers;

    /// <summary>True when no descriptor is reserved.</summary>
    public bool IsEmpty => numbers.Length == 0;

    /// <summary>True when the descriptor is the emulator's.</summary>
    public bool Contains(int descriptor)
    {
        int[] all = numbers;
        return all.Length != 0 && descriptor >= all[0] && descriptor <= all[^1] && Array.BinarySearch(all, descriptor) >= 0;
    }

    /// <summary>A descriptor argument as the host's kernel may have it: the emulator's own turn into one that is not
    /// open.</summary>
    public ulong Hide(ulong argument) => Contains((int)argument) ? ulong.MaxValue : argument;

    /// <summary>Makes an open file the emulator's own, as <see cref="Reserve"/> does; what cannot be moved stays.</summary>
    public void Keep(SafeFileHandle file)
    {
        ArgumentNullException.ThrowIfNull(file);
        lock (gate)
        {
            long number = Move((int)file.DangerousGetHandle(), Copy);
            if (number < 0) return;
            Marshal.InitHandle(file, (nint)number);
            Add(new Owner((int)number, new WeakReference<SafeFileHandle>(file), null));
        }
    }

    /// <summary>
    /// Makes an open descriptor the emulator's own: moves it to a high number, closed on execve. Returns that number,
    /// or a negative error, with which the descriptor stays as it is.
    /// </summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="moved">Is told when the number changes later.</param>
    public int Reserve(int descriptor, Action<int>? moved = null)
    {
        lock (gate)
        {
            long number = Move(descriptor, Copy);
            if (number >= 0) Add(new Owner((int)number, null, moved));
            return (int)number;
        }
    }

    /// <summary>Closes a reserved descriptor.</summary>
    public void Release(int descriptor)
    {
        lock (gate)
        {
            if (owners.RemoveAll(owner => owner.Number == descriptor) == 0) return;
            Publish();
            HostSyscall.Invoke(HostNumber.Close, (ulong)descriptor);
        }
    }

    /// <summary>True when one of them has a number that the program could have.</summary>
    public bool IsBelowLimit => numbers is [int lowest, ..] && (ulong)lowest < Limits().Soft;

    /// <summary>
    /// Moves what the emulator has at a number elsewhere, and leaves the number closed. Nobody may use the emulator's
    /// descriptors meanwhile. False when there is no other number.
    /// </summary>
    public bool TryVacate(int number)
    {
        lock (gate) return TryMove(number, Copy);
    }

    /// <summary>Moves those that the program could have to where it cannot, as far as the host lets them be there; on the
    /// same condition. False when none was moved.</summary>
    public bool TryLeaveLimit()
    {
        bool any = false;
        lock (gate)
        {
            ulong limit = Limits().Soft;
            foreach (int number in numbers)
                any |= (ulong)number < limit && TryMove(number, CopyBeyondLimit);
        }

        return any;
    }

    /// <summary>The lowest of them that a search for a free number from <paramref name="from"/> on has passed over, when it
    /// has found <paramref name="found"/>; -1 when there is none.</summary>
    public int FirstBetween(int from, int found)
    {
        foreach (int number in numbers)
            if (number >= from && number < found) return number;
        return -1;
    }

    private void Add(Owner owner)
    {
        owners.RemoveAll(each => !each.IsOpen);
        owners.Add(owner);
        Publish();
    }

    private void Publish() => numbers = [.. owners.Select(owner => owner.Number).Order()];

    private bool TryMove(int number, Func<int, long> copy)
    {
        Owner? owner = owners.Find(each => each.Number == number);
        if (owner is null) return true;
        if (!owner.IsOpen)
        {
            owners.Remove(owner);
            Publish();
            return true;
        }

        long other = Move(number, copy);
        if (other < 0) return false;
        owners.Remove(owner);
        Add(owner with { Number = (int)other });
        if (owner.Handle is { } weak && weak.TryGetTarget(out SafeFileHandle? handle))
            Marshal.InitHandle(handle, (nint)other);
        owner.Moved?.Invoke((int)other);
        return true;
    }

    // The copy has another number; the old one is closed. Or a negative error.
    private static long Move(int descriptor, Func<int, long> copy)
    {
        long number = copy(descriptor);
        if (number >= 0) HostSyscall.Invoke(HostNumber.Close, (ulong)descriptor);
        return number;
    }

    // Where the program can name no descriptor, if all other high numbers are taken; else anywhere.
    private long Copy(int descriptor)
    {
        long number = HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, DuplicateAbove, (ulong)First);
        if (number >= 0) return number;
        number = CopyBeyondLimit(descriptor);
        return number >= 0
            ? number
            : HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, DuplicateAbove, FirstForFiles);
    }

    // The limit counts when a number is given out, and not for those that are in use.
    private static unsafe long CopyBeyondLimit(int descriptor)
    {
        (ulong soft, ulong hard) = Limits();
        ulong* limits = stackalloc ulong[2];
        limits[0] = Math.Min(hard, soft + Slots);
        limits[1] = hard;
        long result = HostSyscall.Invoke(HostNumber.Prlimit64, 0, ResourceFiles, (ulong)limits);
        if (result < 0) return result;
        result = HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, DuplicateAbove, soft);
        limits[0] = soft;
        HostSyscall.Invoke(HostNumber.Prlimit64, 0, ResourceFiles, (ulong)limits);
        return result;
    }

    // High numbers cost: the kernel's table of descriptors, which fork copies, is as long as the highest. It has been made
    // that long before the process had threads (native/signals.c).
    private static int FirstNumber()
    {
        ulong limit = Math.Min(Limits().Soft, HighestNumber);
        return (int)(limit >= FewFiles ? limit - Slots : Math.Max(limit, SlotsOfFew + FirstForFiles) - SlotsOfFew);
    }

    private static unsafe (ulong Soft, ulong Hard) Limits()
    {
        ulong* limits = stackalloc ulong[2];
        long result = HostSyscall.Invoke(HostNumber.Getrlimit, ResourceFiles, (ulong)limits);
        return result < 0 ? (HighestNumber, HighestNumber) : (limits[0], limits[1]);
    }

    private sealed record Owner(int Number, WeakReference<SafeFileHandle>? Handle, Action<int>? Moved)
    {
        // A file that was closed by its owner has given its number back.
        public bool IsOpen => Handle is null
            ? HostSyscall.Invoke(HostNumber.Fcntl, (ulong)Number, GetFlags) >= 0
            : Handle.TryGetTarget(out SafeFileHandle? file) && !file.IsClosed;
    }
}
