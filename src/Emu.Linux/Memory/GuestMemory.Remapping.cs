using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <content>mremap(2).</content>
public sealed unsafe partial class GuestMemory
{
    private const RemapFlags KnownRemapFlags = RemapFlags.MayMove | RemapFlags.Fixed | RemapFlags.DoNotUnmap;

    /// <summary>Makes a mapping longer or shorter, or moves it, as mremap(2) does.</summary>
    /// <param name="address">First page of what is to change.</param>
    /// <param name="oldLength">Its bytes; 0 maps shared pages once more.</param>
    /// <param name="newLength">Bytes afterwards.</param>
    /// <param name="flags">What is allowed.</param>
    /// <param name="newAddress">Where to, with <see cref="RemapFlags.Fixed"/>; a hint with
    /// <see cref="RemapFlags.DoNotUnmap"/>.</param>
    /// <returns>The guest address, or a negative error number.</returns>
    public long Remap(ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress)
    {
        bool moves = (flags & RemapFlags.MayMove) != 0, keeps = (flags & RemapFlags.DoNotUnmap) != 0;
        if ((flags & ~KnownRemapFlags) != 0 || ((flags & RemapFlags.Fixed) != 0 && !moves))
            return -Errno.InvalidArgument;
        if (keeps && (!moves || oldLength != newLength)) return -Errno.InvalidArgument;
        if (!IsAligned(address)) return -Errno.InvalidArgument;
        oldLength = RoundUp(oldLength);
        newLength = RoundUp(newLength);
        if (newLength == 0) return -Errno.InvalidArgument;
        List<(ulong Start, ulong End)> changed = [];
        long result;
        lock (changing)
        {
            if (table.Find(address) is not { } mapping) return -Errno.BadAddress;
            // The host moves one mapping only, which watching has made several of.
            Unwatch(mapping.Start, mapping.End);
            result = (flags & (RemapFlags.Fixed | RemapFlags.DoNotUnmap)) != 0
                ? RemapTo(address, oldLength, newLength, flags, newAddress, changed)
                : Resize(address, oldLength, newLength, moves, changed);
        }

        TellOfCode();
        foreach ((ulong start, ulong end) in changed) Notify(start, end);
        return result;
    }

    private long Resize(
        ulong address, ulong oldLength, ulong newLength, bool moves, List<(ulong Start, ulong End)> changed)
    {
        if (oldLength >= newLength)
            return oldLength == newLength ? (long)address : Shrink(address, oldLength, newLength, changed);

        long error = CheckResize(address, oldLength, newLength, out Mapping source);
        if (error < 0) return error;
        if (oldLength != 0 && address + oldLength == source.End && GrowInPlace(source, address, newLength))
            return (long)address;
        if (!moves) return -Errno.NoMemory;
        GapSearch search = new(this, newLength);
        while (search.Next(out ulong target))
        {
            long result = Move(source, address, oldLength, target, newLength, keepsOld: false, changed);
            if (result != -Errno.Exists) return result;
        }

        return -Errno.NoMemory;
    }

    private long RemapTo(
        ulong address, ulong oldLength, ulong newLength, RemapFlags flags, ulong newAddress,
        List<(ulong Start, ulong End)> changed)
    {
        bool isFixed = (flags & RemapFlags.Fixed) != 0, keeps = (flags & RemapFlags.DoNotUnmap) != 0;
        if (!IsAligned(newAddress) || !IsUser(newAddress, newLength)) return -Errno.InvalidArgument;
        if (oldLength > Limit) return -Errno.InvalidArgument;
        if (address + oldLength > newAddress && newAddress + newLength > address) return -Errno.InvalidArgument;
        if (isFixed)
        {
            if (CheckLowest(newAddress) is < 0 and var refused) return refused;
            long unmapped = UnmapLocked(newAddress, newAddress + newLength);
            changed.Add((newAddress, newAddress + newLength));
            if (unmapped < 0) return unmapped;
        }

        if (oldLength > newLength)
        {
            long shrunk = Shrink(address, oldLength, newLength, changed);
            if (shrunk < 0) return shrunk;
            oldLength = newLength;
        }

        long error = CheckResize(address, oldLength, newLength, out Mapping source);
        if (error < 0) return error;
        if (isFixed || (newAddress >= Lowest && table.IsFree(newAddress, newAddress + newLength)))
        {
            long result = Move(source, address, oldLength, newAddress, newLength, keeps, changed);
            if (result != -Errno.Exists) return result;
            if (isFixed) return -Errno.NoMemory;
        }

        GapSearch search = new(this, newLength);
        while (search.Next(out ulong target))
        {
            long result = Move(source, address, oldLength, target, newLength, keeps, changed);
            if (result != -Errno.Exists) return result;
        }

        return -Errno.NoMemory;
    }

    private long CheckResize(ulong address, ulong oldLength, ulong newLength, out Mapping source)
    {
        source = null!;
        if (table.Find(address) is not { } mapping) return -Errno.BadAddress;
        source = mapping;
        if (oldLength == 0 && !mapping.IsShared) return -Errno.InvalidArgument;
        if (oldLength > mapping.End - address) return -Errno.BadAddress;
        if (newLength <= oldLength) return 0;
        ulong growth = newLength - oldLength;
        if (newLength > Limit || table.TotalBytes + growth > AddressSpaceLimit) return -Errno.NoMemory;
        bool isData = mapping is { IsWritable: true, IsShared: false, GrowsDown: false };
        return isData && table.DataBytes + growth > DataLimit ? -Errno.NoMemory : 0;
    }

    private long Shrink(ulong address, ulong oldLength, ulong newLength, List<(ulong Start, ulong End)> changed)
    {
        if (!IsUser(address, oldLength)) return -Errno.InvalidArgument;
        ulong start = address + newLength, end = address + oldLength;
        changed.Add((start, end));
        long result = UnmapLocked(start, end);
        return result < 0 ? result : (long)address;
    }

    private bool GrowInPlace(Mapping mapping, ulong address, ulong newLength)
    {
        ulong end = mapping.End, newEnd = address + newLength, oldLength = end - address;
        if (!IsUser(address, newLength) || !table.IsFree(end, newEnd)) return false;
        if (isReserved)
            _ = HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, ToHost(end), newEnd - end);
        long result = HostSyscall.Invoke(HostSyscallNumbers.MemoryRemap, ToHost(address), oldLength, newLength, 0);
        if (result < 0)
        {
            if (isReserved) _ = Reserve(end, newEnd - end, Fixed);
            return false;
        }

        Mapping longer = mapping.Clip(address, end).MoveTo(address, newLength);
        table.Set(longer);
        NoteMapped(longer);
        return true;
    }

    /// <summary>Moves pages to where nothing of the guest's is mapped. EEXIST says that something of the host's
    /// is.</summary>
    private long Move(
        Mapping source, ulong address, ulong oldLength, ulong target, ulong newLength, bool keepsOld,
        List<(ulong Start, ulong End)> changed)
    {
        long claim = Claim(target, target + newLength);
        if (claim < 0) return claim;
        RemapFlags flags = RemapFlags.MayMove | RemapFlags.Fixed | (keepsOld ? RemapFlags.DoNotUnmap : 0);
        long result = HostSyscall.Invoke(
            HostSyscallNumbers.MemoryRemap, ToHost(address), oldLength, newLength, (ulong)flags, ToHost(target));
        if (result < 0)
        {
            _ = ReleaseHost(target, target + newLength);
            return result;
        }

        ulong oldEnd = address + oldLength;
        if (!keepsOld && oldLength != 0)
        {
            if (isReserved) _ = Reserve(address, oldLength, Fixed);
            table.Remove(address, oldEnd);
        }

        Mapping moved = source.Clip(address, source.End).MoveTo(target, newLength);
        table.Set(moved);
        NoteMapped(moved);
        changed.Add((address, oldEnd));
        return (long)target;
    }
}
