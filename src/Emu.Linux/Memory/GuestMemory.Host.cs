using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Memory;

/// <content>What the host is asked to do. Guest addresses in, the kernel's answers out; the table is left to the
/// caller, who holds the lock.</content>
public sealed unsafe partial class GuestMemory
{
    private const int Fixed = (int)MapFlags.Fixed, FixedNoReplace = (int)MapFlags.FixedNoReplace;
    private const int ReservationFlags = (int)(MapFlags.Private | MapFlags.Anonymous | MapFlags.NoReserve);
    private const ulong NoDescriptor = ulong.MaxValue;

    /// <summary>
    /// What the host's page is protected with. The guest's code is data to the host, so never executable; a page that
    /// may be fetched must be readable, and so is one that may be written.
    /// </summary>
    internal static ulong HostProtection(PageProtection guest) =>
        guest == PageProtection.None ? 0 : (ulong)PageProtection.Read | (ulong)(guest & PageProtection.Write);

    /// <summary>Maps a range of which the caller says that nothing of the host's is there.</summary>
    private long MapHost(
        ulong address, ulong length, PageProtection protection, MapFlags flags, int descriptor, ulong offset) =>
        HostSyscall.Invoke(
            HostSyscallNumbers.MemoryMap, ToHost(address), length, HostProtection(protection), (ulong)(uint)flags,
            descriptor < 0 ? NoDescriptor : (ulong)descriptor, offset);

    /// <summary>
    /// Makes sure that a range is the guest's to map over: the parts that nothing of the guest's is mapped in are
    /// taken, unless the host uses them already.
    /// </summary>
    /// <returns>0, or the negative reason, with nothing changed.</returns>
    internal long Claim(ulong start, ulong end)
    {
        if (isReserved) return 0;
        List<(ulong Start, ulong End)> claimed = [];
        ulong at = start;
        foreach (Mapping piece in table.Pieces(start, end))
        {
            if (piece.Start > at) claimed.Add((at, piece.Start));
            at = piece.End;
        }

        if (at < end) claimed.Add((at, end));
        for (int i = 0; i < claimed.Count; i++)
        {
            long result = ClaimFree(claimed[i].Start, claimed[i].End);
            if (result >= 0) continue;
            for (int j = 0; j < i; j++) _ = ReleaseHost(claimed[j].Start, claimed[j].End);
            return result;
        }

        return 0;
    }

    private long ClaimFree(ulong start, ulong end)
    {
        long result = Reserve(start, end - start, FixedNoReplace);
        // Hosts before Linux 4.17 do not know the flag, and take the address as a hint.
        if (result < 0 || (ulong)result == ToHost(start)) return Math.Min(result, 0);
        DropStray((ulong)result, end - start);
        return -Errno.Exists;
    }

    /// <summary>Undoes <see cref="Claim"/> after the mapping could not be made.</summary>
    internal void Unclaim(ulong start, ulong end)
    {
        ulong at = start;
        foreach (Mapping piece in table.Pieces(start, end))
        {
            if (piece.Start > at) _ = ReleaseHost(at, piece.Start);
            at = piece.End;
        }

        if (at < end) _ = ReleaseHost(at, end);
    }

    /// <summary>Gives a range of the guest's back: to the host, or to the reservation.</summary>
    private long ReleaseHost(ulong start, ulong end) => isReserved
        ? Math.Min(Reserve(start, end - start, Fixed), 0)
        : HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, ToHost(start), end - start);

    private long Reserve(ulong start, ulong length, int how) => ReserveHost(ToHost(start), length, how);

    private static long ReserveHost(ulong host, ulong length, int how) => HostSyscall.Invoke(
        HostSyscallNumbers.MemoryMap, host, length, 0, (ulong)(ReservationFlags | how), NoDescriptor, 0);

    private long ProtectHost(Mapping piece, PageProtection protection) =>
        HostProtection(piece.Protection) == HostProtection(protection)
            ? 0
            : HostSyscall.Invoke(
                HostSyscallNumbers.MemoryProtect, ToHost(piece.Start), piece.Length, HostProtection(protection));

    /// <summary>Undoes a mapping that an old host has put elsewhere than it was asked to.</summary>
    private static void DropStray(ulong host, ulong length) =>
        HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, host, length);

    /// <summary>True when the host has the page: a mapped file has not become too short for it. Has no effect but to
    /// make the page present.</summary>
    private bool IsPresent(ulong page)
    {
        // The kernel copies the new mask before it finds that it cannot know what to do with it.
        const ulong NoSuchOperation = 99, MaskSize = 8;
        long result = HostSyscall.Invoke(
            HostSyscallNumbers.RtSigprocmask, NoSuchOperation, ToHost(page), 0, MaskSize);
        return result != -Errno.BadAddress;
    }

    private void ReleaseReservation() =>
        HostSyscall.Invoke(HostSyscallNumbers.MemoryUnmap, ToHost(reservedFrom), Limit - reservedFrom + Guard);
}
