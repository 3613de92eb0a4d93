using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <summary>mlock(2) and its relatives. Any thread may call.</summary>
internal sealed class PageLocks(GuestMemory memory)
{
    private const int LockCurrent = 1, LockFuture = 2, LockOnFault = 4;
    private const ulong OnFault = 1;

    /// <summary>MCL_FUTURE: what is mapped from now on is locked. Under the lock of the address space.</summary>
    internal bool LocksFuture { get; private set; }

    /// <summary>Keeps the pages of a range in memory, as mlock(2) and mlock2(2) do.</summary>
    public long Lock(ulong start, ulong length, int flags)
    {
        if ((flags & ~(int)OnFault) != 0) return -Errno.InvalidArgument;
        return ForLockedRange(start, length, piece => HostSyscall.Invoke(
            HostSyscallNumbers.MemoryLock2, memory.ToHost(piece.Start), piece.Length, (ulong)flags));
    }

    /// <summary>Undoes <see cref="Lock"/>, as munlock(2) does.</summary>
    public long Unlock(ulong start, ulong length) =>
        ForLockedRange(start, length, piece => HostSyscall.Invoke(
            HostSyscallNumbers.MemoryUnlock, memory.ToHost(piece.Start), piece.Length));

    /// <summary>Keeps all of the guest's pages in memory, but none of the emulator's, as mlockall(2) does.</summary>
    public long LockAll(int flags)
    {
        if ((flags & ~(LockCurrent | LockFuture | LockOnFault)) != 0 || flags is 0 or LockOnFault)
            return -Errno.InvalidArgument;
        lock (memory.Changing)
        {
            if ((flags & LockCurrent) != 0)
            {
                foreach (Mapping piece in memory.Table.Pieces(0, memory.Limit))
                {
                    // Pages that cannot be touched cannot be brought in, which is no error here.
                    ulong how = (flags & LockOnFault) != 0 || !piece.IsReadable ? OnFault : 0;
                    long error = HostSyscall.Invoke(
                        HostSyscallNumbers.MemoryLock2, memory.ToHost(piece.Start), piece.Length, how);
                    if (error is -Errno.NotPermitted or -Errno.NoMemory) return error;
                }
            }

            LocksFuture = (flags & LockFuture) != 0;
        }

        return 0;
    }

    /// <summary>Undoes <see cref="LockAll"/> and all single locks, as munlockall(2) does.</summary>
    public long UnlockAll()
    {
        lock (memory.Changing)
        {
            LocksFuture = false;
            foreach (Mapping piece in memory.Table.Pieces(0, memory.Limit))
                _ = HostSyscall.Invoke(HostSyscallNumbers.MemoryUnlock, memory.ToHost(piece.Start), piece.Length);
        }

        return 0;
    }

    private long ForLockedRange(ulong start, ulong length, Func<Mapping, long> call)
    {
        ulong first = start & ~GuestMemory.PageMask, bytes = GuestMemory.RoundUp(length + (start & GuestMemory.PageMask));
        ulong end = first + bytes;
        if (end < first || length > bytes) return -Errno.InvalidArgument;
        ulong at = first;
        foreach (Mapping piece in memory.PiecesOf(first, end))
        {
            if (piece.Start > at) return -Errno.NoMemory;
            long error = call(piece);
            if (error < 0) return error;
            at = piece.End;
        }

        return at < end ? -Errno.NoMemory : 0;
    }
}
