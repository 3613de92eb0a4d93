using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <content>mmap(2), munmap(2), mprotect(2).</content>
public sealed unsafe partial class GuestMemory
{
    private const int NotSupported = 95;
    private const MapFlags PlacementFlags = MapFlags.Fixed | MapFlags.FixedNoReplace;
    private const MapFlags HostFlags = MapFlags.TypeMask | MapFlags.Anonymous | MapFlags.Locked | MapFlags.NoReserve |
        MapFlags.Populate | MapFlags.NonBlock | MapFlags.Synchronous;

    // What MAP_SHARED_VALIDATE accepts: the flags that were there before it, and what a file system may add.
    private const MapFlags ValidFlags = HostFlags | MapFlags.Fixed | MapFlags.DenyWrite | MapFlags.Executable |
        MapFlags.GrowsDown | MapFlags.Stack | MapFlags.HugePages;

    /// <summary>
    /// Maps pages as mmap(2) does. The guest's code may lie in any readable mapping; the host never executes it.
    /// </summary>
    /// <param name="address">Where, with one of the flags for that; else a hint.</param>
    /// <param name="length">Bytes, rounded up to pages.</param>
    /// <param name="protection">Bits that are not known are ignored, as Linux does.</param>
    /// <param name="flags">What, and how.</param>
    /// <param name="descriptor">The host's file descriptor; not looked at when the mapping is anonymous.</param>
    /// <param name="offset">Where in the file.</param>
    /// <param name="name">What /proc/self/maps shows for memory without a file, such as [stack].</param>
    /// <returns>The guest address, or a negative error number.</returns>
    public long Map(
        ulong address, ulong length, PageProtection protection, MapFlags flags, int descriptor = -1, ulong offset = 0,
        string? name = null)
    {
        if (!IsAligned(offset)) return -Errno.InvalidArgument;
        MappedFile? file = null;
        if ((flags & MapFlags.Anonymous) == 0)
        {
            long error = Identify(descriptor, out file);
            if (error < 0) return error;
            if ((flags & MapFlags.HugePages) != 0) return -Errno.InvalidArgument;
        }

        if (length == 0) return -Errno.InvalidArgument;
        length = RoundUp(length);
        // There are no huge pages in the pool, which is how Linux is when no administrator has set one up.
        if (length == 0 || length > Limit || (flags & MapFlags.HugePages) != 0) return -Errno.NoMemory;
        if ((flags & PlacementFlags) != 0)
        {
            if (address > Limit - length) return -Errno.NoMemory;
            if (!IsAligned(address)) return -Errno.InvalidArgument;
            if (CheckLowest(address) is < 0 and var error) return error;
        }

        long invalid = CheckType(flags);
        if (invalid < 0) return invalid;
        MapFlags type = flags & MapFlags.TypeMask;
        Mapping wanted = new()
        {
            Start = address,
            End = address + length,
            Protection = protection & (PageProtection.Read | PageProtection.Write | PageProtection.Execute),
            IsShared = type != MapFlags.Private,
            File = file ?? (type == MapFlags.Private ? null : NewSharedMemory()),
            Offset = file is null ? 0 : offset,
            Name = name,
            GrowsDown = (flags & MapFlags.GrowsDown) != 0,
        };
        return Place(wanted, flags, descriptor);
    }

    /// <summary>Unmaps whatever is mapped in a range, as munmap(2) does.</summary>
    /// <returns>0, or a negative error number.</returns>
    public long Unmap(ulong address, ulong length)
    {
        if (!IsAligned(address) || !IsUser(address, length)) return -Errno.InvalidArgument;
        length = RoundUp(length);
        if (length == 0) return -Errno.InvalidArgument;
        ulong end = address + length;
        bool any;
        long result;
        lock (changing)
        {
            any = !table.IsFree(address, end);
            result = UnmapLocked(address, end);
        }

        TellOfCode();
        if (any) Notify(address, end);
        return result;
    }

    /// <summary>Changes the protection of a range, as mprotect(2) does: up to the first page that is not mapped or
    /// cannot be protected so.</summary>
    /// <param name="start">First page.</param>
    /// <param name="length">Bytes, rounded up to pages.</param>
    /// <param name="protection">The new protection.</param>
    /// <param name="growsDown">PROT_GROWSDOWN: from the start of the mapping, which must be one that grows.</param>
    /// <returns>0, or a negative error number.</returns>
    public long Protect(ulong start, ulong length, PageProtection protection, bool growsDown = false)
    {
        if (!IsAligned(start)) return -Errno.InvalidArgument;
        if (length == 0) return 0;
        ulong end = start + RoundUp(length);
        if (end <= start) return -Errno.NoMemory;
        long result = 0;
        ulong at = start;
        bool tell = false;
        lock (changing)
        {
            if (growsDown)
            {
                if (table.Find(start) is not { } stack) return -Errno.NoMemory;
                if (!stack.GrowsDown) return -Errno.InvalidArgument;
                at = start = stack.Start;
            }

            Unwatch(start, end);
            foreach (Mapping piece in table.Pieces(start, end))
            {
                if (piece.Start > at) break;
                result = ProtectHost(piece, protection);
                if (result < 0) break;
                at = piece.End;
                tell |= IsTakenAway(piece.Protection, protection);
                NoteMapped(piece with { Protection = protection });
            }

            table.Change(start, at, piece => piece with { Protection = protection });
        }

        TellOfCode();
        if (tell) Notify(start, at);
        if (result < 0) return result;
        return at < end ? -Errno.NoMemory : 0;
    }

    /// <summary>Names what is mapped in a range, for /proc/self/maps.</summary>
    public void SetName(ulong start, ulong length, string? name)
    {
        lock (changing) table.Change(start, start + RoundUp(length), piece => piece with { Name = name });
    }

    private static long CheckType(MapFlags flags)
    {
        bool anonymous = (flags & MapFlags.Anonymous) != 0, growsDown = (flags & MapFlags.GrowsDown) != 0;
        switch (flags & MapFlags.TypeMask)
        {
            case MapFlags.Private:
                return growsDown && !anonymous ? -Errno.InvalidArgument : 0;
            case MapFlags.Shared:
                return growsDown ? -Errno.InvalidArgument : 0;
            case MapFlags.SharedValidate when !anonymous:
                if ((flags & ~ValidFlags) != 0) return -NotSupported;
                return growsDown ? -Errno.InvalidArgument : 0;
            default:
                return -Errno.InvalidArgument;
        }
    }

    private long Place(Mapping wanted, MapFlags flags, int descriptor)
    {
        bool replaces = false;
        Mapping? placed = null;
        long result;
        lock (changing)
        {
            result = CheckLimits(wanted, (flags & PlacementFlags) != 0);
            if (result < 0) return result;
            if (Locks.LocksFuture) flags |= MapFlags.Locked;
            if ((flags & PlacementFlags) != 0)
            {
                replaces = !table.IsFree(wanted.Start, wanted.End);
                if (replaces && (flags & MapFlags.FixedNoReplace) != 0) return -Errno.Exists;
                result = PlaceAt(wanted, wanted.Start, flags, descriptor, ref placed);
                // Something of the emulator's is there, which a program must not learn.
                if (result == -Errno.Exists) result = -Errno.NoMemory;
            }
            else
            {
                result = PlaceNear(wanted, flags, descriptor, ref placed);
            }

            if (placed is not null)
            {
                table.Set(placed);
                NoteMapped(placed);
            }
        }

        TellOfCode();
        if (replaces && placed is not null) Notify(placed.Start, placed.End);
        return result;
    }

    private long PlaceNear(Mapping wanted, MapFlags flags, int descriptor, ref Mapping? placed)
    {
        ulong hint = wanted.Start & ~PageMask, length = wanted.Length;
        if (hint != 0)
        {
            hint = Math.Max(hint, Lowest);
            if (IsUser(hint, length) && table.IsFree(hint, hint + length))
            {
                long result = PlaceAt(wanted, hint, flags, descriptor, ref placed);
                if (result != -Errno.Exists) return result;
            }
        }

        GapSearch search = new(this, length);
        while (search.Next(out ulong start))
        {
            long result = PlaceAt(wanted, start, flags, descriptor, ref placed);
            if (result != -Errno.Exists) return result;
        }

        return -Errno.NoMemory;
    }

    /// <summary>Maps at an address. EEXIST says that something of the host's is there.</summary>
    internal long PlaceAt(Mapping wanted, ulong start, MapFlags flags, int descriptor, ref Mapping? placed)
    {
        ulong end = start + wanted.Length;
        bool isNew = !isReserved && table.IsFree(start, end);
        if (!isNew)
        {
            Unwatch(start, end);
            long claim = Claim(start, end);
            if (claim < 0) return claim;
        }

        // The host does not take its flag against replacing together with a type that looks at flags; we have looked.
        if ((flags & (MapFlags.TypeMask | MapFlags.Synchronous)) == MapFlags.SharedValidate)
            flags = (flags & ~MapFlags.TypeMask) | MapFlags.Shared;
        MapFlags host = (flags & HostFlags) | (isNew ? MapFlags.FixedNoReplace : MapFlags.Fixed);
        long result = MapHost(start, wanted.Length, wanted.Protection, host, descriptor, wanted.Offset);
        if (result >= 0 && (ulong)result != ToHost(start))
        {
            DropStray((ulong)result, wanted.Length);
            result = -Errno.Exists;
        }

        if (result < 0)
        {
            if (!isNew) Unclaim(start, end);
            return result;
        }

        placed = wanted.MoveTo(start, wanted.Length);
        return (long)start;
    }

    /// <summary>The error for a mapping that would exceed a limit of the process; 0 when it does not. Under the
    /// lock.</summary>
    internal long CheckLimits(Mapping wanted, bool replaces)
    {
        ulong total = table.TotalBytes + wanted.Length;
        if (replaces && total > AddressSpaceLimit)
        {
            foreach (Mapping piece in table.Pieces(wanted.Start, wanted.End)) total -= piece.Length;
        }

        if (total > AddressSpaceLimit) return -Errno.NoMemory;
        bool isData = wanted is { IsWritable: true, IsShared: false, GrowsDown: false };
        return isData && table.DataBytes + wanted.Length > DataLimit ? -Errno.NoMemory : 0;
    }

    /// <summary>Unmaps whatever is mapped in a range. Under the lock.</summary>
    internal long UnmapLocked(ulong start, ulong end)
    {
        Unwatch(start, end);
        foreach (Mapping piece in table.Pieces(start, end))
        {
            long result = ReleaseHost(piece.Start, piece.End);
            if (result < 0) return result;
            table.Remove(piece.Start, piece.End);
        }

        return 0;
    }

    /// <summary>True when what is known of pages under the old protection must be forgotten: not when they merely may
    /// be read or written now, which is what a heap does that grows.</summary>
    private static bool IsTakenAway(PageProtection old, PageProtection now) =>
        (old & ~now) != 0 || ((old | now) & PageProtection.Execute) != 0;
}
