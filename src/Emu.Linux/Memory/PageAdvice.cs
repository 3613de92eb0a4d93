using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <summary>madvise(2), msync(2), mincore(2). Any thread may call.</summary>
internal sealed class PageAdvice(GuestMemory memory)
{
    private const int SyncAsync = 1, SyncInvalidate = 2, SyncNow = 4;

    /// <summary>Says how a range will be used, or what is to become of its contents, as madvise(2) of Linux 6.1
    /// does.</summary>
    /// <returns>0, or a negative error number; ENOMEM, for a range with holes, after all else was done.</returns>
    public long Advise(ulong start, ulong length, int advice)
    {
        var kind = (Advice)advice;
        if (!IsAdvice(kind) || !GuestMemory.IsAligned(start)) return -Errno.InvalidArgument;
        ulong end = start + GuestMemory.RoundUp(length);
        if (end < start || (length != 0 && end == start)) return -Errno.InvalidArgument;
        if (end == start) return 0;
        // The host's memory, not the guest's, would be broken.
        if (kind is Advice.HardwarePoison or Advice.SoftOffline) return -Errno.NotPermitted;
        bool tell = false;
        long result = 0;
        ulong at = start;
        lock (memory.Changing)
        {
            // Of pages that are read-only the host would say that they cannot be made writable.
            if (kind == Advice.PopulateWrite) GuestMemory.Unwatch(start, end);
            foreach (Mapping piece in memory.Table.Pieces(start, end))
            {
                if (piece.Start > at)
                {
                    result = -Errno.NoMemory;
                    if (kind is Advice.PopulateRead or Advice.PopulateWrite) return result;
                }

                long error = HostSyscall.Invoke(
                    HostSyscallNumbers.MemoryAdvise, memory.ToHost(piece.Start), piece.Length, (ulong)advice);
                if (error < 0) return error;
                at = piece.End;
                tell |= piece.IsExecutable && Discards(kind);
                // Takes the pages from all who map them, as storing zeros would.
                if (kind == Advice.Remove) memory.NoteMapped(piece);
            }

            if (kind is Advice.DoNotFork or Advice.DoFork)
                memory.Table.Change(start, end, piece => piece with { StaysInParent = kind == Advice.DoNotFork });
        }

        memory.TellOfCode();
        if (tell) memory.Notify(start, end);
        return at < end ? -Errno.NoMemory : result;
    }

    /// <summary>Writes changes of shared file mappings back, as msync(2) does.</summary>
    public long Synchronize(ulong start, ulong length, int flags)
    {
        if ((flags & ~(SyncAsync | SyncInvalidate | SyncNow)) != 0 || !GuestMemory.IsAligned(start)) return -Errno.InvalidArgument;
        if ((flags & (SyncAsync | SyncNow)) == (SyncAsync | SyncNow)) return -Errno.InvalidArgument;
        // A length that overflows when it is rounded up counts as none.
        ulong end = start + GuestMemory.RoundUp(length);
        if (end < start) return -Errno.NoMemory;
        long result = 0;
        ulong at = start;
        // Not under the lock: writing may take long, and does no harm to what is mapped there by then.
        foreach (Mapping piece in memory.PiecesOf(start, end))
        {
            if (piece.Start > at) result = -Errno.NoMemory;
            long error = HostSyscall.Invoke(
                HostSyscallNumbers.MemorySync, memory.ToHost(piece.Start), piece.Length, (ulong)flags);
            if (error < 0) return error;
            at = piece.End;
        }

        return at < end ? -Errno.NoMemory : result;
    }

    /// <summary>Tells which pages are in memory, a byte each, as mincore(2) does.</summary>
    public long FindResident(ulong start, ulong length, ulong vector)
    {
        if (!GuestMemory.IsAligned(start)) return -Errno.InvalidArgument;
        if (!memory.IsUser(start, length)) return -Errno.NoMemory;
        ulong end = start + GuestMemory.RoundUp(length);
        if (!memory.IsUser(vector, (end - start) / GuestMemory.PageSize)) return -Errno.BadAddress;
        memory.OpenForKernel(vector, (end - start) / GuestMemory.PageSize);
        lock (memory.Changing)
        {
            if (memory.Table.CoveredUntil(start, end) < end) return -Errno.NoMemory;
            return HostSyscall.Invoke(
                HostSyscallNumbers.MemoryResident, memory.ToHost(start), end - start, memory.ToHost(vector));
        }
    }

    private static bool IsAdvice(Advice advice) =>
        advice is (>= Advice.Normal and <= Advice.DoNotNeed) or (>= Advice.Free and <= Advice.Collapse) or
            Advice.HardwarePoison or Advice.SoftOffline;

    private static bool Discards(Advice advice) =>
        advice is Advice.DoNotNeed or Advice.Free or Advice.Remove or Advice.DoNotNeedLocked;
}
