using Emu.Host;
using Emu.Isa;

namespace Emu.Linux.Memory;

/// <content>Pages that the handler of faults has put in place of lost ones, for managed code to go on.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>
    /// Puts the page of an access back to what the table says of it. Tells why the access faults, or that it no longer
    /// does: another thread has changed the mapping meanwhile.
    /// </summary>
    /// <param name="address">The access.</param>
    /// <param name="isBeyondFile">The host said that the file was too short (SIGBUS): the page in its place stays, as one
    /// that cannot be accessed, until the range is mapped again.</param>
    internal FaultKind Repair(ulong address, bool isBeyondFile)
    {
        ulong page = address & ~PageMask;
        lock (changing)
        {
            Unwatch(page, page + PageSize);
            if (table.Find(page) is not { } mapping) _ = ReleaseHost(page, page + PageSize);
            else _ = ProtectPage(page, isBeyondFile ? PageProtection.None : mapping.Protection);
        }

        TellOfCode();
        Notify(page, page + PageSize);
        FaultKind kind = Classify(address, AccessKind.Load);
        return kind == FaultKind.None && isBeyondFile ? FaultKind.BeyondFile : kind;
    }

    private long ProtectPage(ulong page, PageProtection protection) => HostSyscall.Invoke(
        HostSyscallNumbers.MemoryProtect, ToHost(page), PageSize, HostProtection(protection));
}
