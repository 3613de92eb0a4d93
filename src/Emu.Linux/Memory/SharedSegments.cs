using System.Text;
using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <summary>Attaching segments of System V shared memory, which are the host's: shmat(2), shmdt(2). Any thread may call.</summary>
/// <remarks>Invariant of the unsafe code: the host gets memory of this thread's stack, of the size that it expects.</remarks>
internal sealed unsafe class SharedSegments(GuestMemory memory)
{
    private const int ReadOnlySegment = 0x1000, RoundSegment = 0x2000, RemapSegment = 0x4000, ExecuteSegment = 0x8000;
    private const ulong SegmentStatus = 2;

    // struct shmid64_ds, the same for all 64-bit architectures: the key, and behind the permissions the size.
    private const int SegmentWords = 16, KeyWord = 0, SegmentSizeWord = 6;

    /// <summary>Maps a segment.</summary>
    /// <returns>The guest address, or a negative error number.</returns>
    public long Attach(int segment, ulong address, int flags)
    {
        bool replaces = (flags & RemapSegment) != 0;
        if (segment < 0) return -Errno.InvalidArgument;
        if (address == 0 && replaces) return -Errno.InvalidArgument;
        if (!GuestMemory.IsAligned(address))
        {
            if ((flags & RoundSegment) == 0) return -Errno.InvalidArgument;
            address &= ~GuestMemory.PageMask;
            if (address == 0 && replaces) return -Errno.InvalidArgument;
        }

        ulong* status = stackalloc ulong[SegmentWords];
        long error = HostSyscall.Invoke(
            HostSyscallNumbers.Shmctl, (ulong)segment, SegmentStatus, (ulong)status);
        if (error < 0) return error;
        ulong length = GuestMemory.RoundUp(status[SegmentSizeWord]);
        if (length > memory.Limit || address > memory.Limit - length) return address == 0 ? -Errno.NoMemory : -Errno.InvalidArgument;
        Mapping wanted = new()
        {
            Start = address,
            End = address + length,
            Protection = SegmentProtection(flags),
            IsShared = true,
            File = new()
            {
                Device = GuestMemory.MemoryDevice,
                Inode = (ulong)segment,
                Path = Encoding.ASCII.GetBytes($"/SYSV{(uint)status[KeyWord]:x8} (deleted)"),
            },
        };
        return PlaceSegment(wanted, segment, flags, replaces);
    }

    /// <summary>Unmaps what is left of a segment, by the address that it was mapped at.</summary>
    public long Detach(ulong address)
    {
        if (!GuestMemory.IsAligned(address)) return -Errno.InvalidArgument;
        List<Mapping> pieces = [];
        lock (memory.Changing)
        {
            SharedMemoryAttachment? attachment = null;
            foreach (Mapping piece in memory.Table.Pieces(address, memory.Limit))
            {
                if (piece.Attachment is not { } found || piece.Start - address != piece.Offset) continue;
                attachment ??= found;
                if (found == attachment) pieces.Add(piece);
            }

            foreach (Mapping piece in pieces) _ = memory.UnmapLocked(piece.Start, piece.End);
        }

        memory.TellOfCode();
        foreach (Mapping piece in pieces) memory.Notify(piece.Start, piece.End);
        return pieces.Count == 0 ? -Errno.InvalidArgument : 0;
    }

    private static PageProtection SegmentProtection(int flags) =>
        PageProtection.Read | ((flags & ReadOnlySegment) != 0 ? 0 : PageProtection.Write) |
        ((flags & ExecuteSegment) != 0 ? PageProtection.Execute : 0);

    private long PlaceSegment(Mapping wanted, int segment, int flags, bool replaces)
    {
        long result = -Errno.NoMemory;
        bool wasUsed = false;
        lock (memory.Changing)
        {
            if (memory.Table.TotalBytes + wanted.Length > memory.AddressSpaceLimit) return -Errno.NoMemory;
            if (wanted.Start != 0)
            {
                if (memory.CheckLowest(wanted.Start) is < 0 and var error) return error;
                wasUsed = !memory.Table.IsFree(wanted.Start, wanted.End);
                if (wasUsed && !replaces) return -Errno.InvalidArgument;
                result = PlaceSegmentAt(wanted, wanted.Start, segment, flags);
                if (result == -Errno.Exists) result = -Errno.InvalidArgument;
            }
            else
            {
                GapSearch search = new(memory, wanted.Length);
                while (search.Next(out ulong start))
                {
                    result = PlaceSegmentAt(wanted, start, segment, flags);
                    if (result != -Errno.Exists) break;
                }

                if (result == -Errno.Exists) result = -Errno.NoMemory;
            }
        }

        memory.TellOfCode();
        if (wasUsed && result >= 0) memory.Notify(wanted.Start, wanted.End);
        return result;
    }

    private long PlaceSegmentAt(Mapping wanted, ulong start, int segment, int flags)
    {
        ulong end = start + wanted.Length;
        GuestMemory.Unwatch(start, end);
        long claim = memory.Claim(start, end);
        if (claim < 0) return claim;
        // Whether a segment may be executed is asked, though the host never does.
        int how = (flags & (ReadOnlySegment | ExecuteSegment)) | RemapSegment;
        long result = HostSyscall.Invoke(
            HostSyscallNumbers.SharedMemoryAttach, (ulong)segment, memory.ToHost(start), (ulong)how);
        if (result < 0)
        {
            memory.Unclaim(start, end);
            return result;
        }

        if ((flags & ExecuteSegment) != 0)
        {
            _ = HostSyscall.Invoke(
                HostSyscallNumbers.MemoryProtect, memory.ToHost(start), wanted.Length, GuestMemory.HostProtection(wanted.Protection));
        }

        Mapping attached = wanted.MoveTo(start, wanted.Length) with { Attachment = new SharedMemoryAttachment(start) };
        memory.Table.Set(attached);
        memory.NoteMapped(attached);
        return (long)start;
    }
}
