using Emu.Host;

namespace Emu.Linux.Memory;

/// <content>After a race that the handler of faults has settled for the moment.</content>
public sealed unsafe partial class GuestMemory
{
    /// <summary>
    /// Puts a page back to what the record says, after the handler of faults has made it accessible to let the
    /// interpreter go on.
    /// </summary>
    /// <param name="address">In the page.</param>
    /// <param name="wasBeyondFile">The fault was a page without a file behind it; it keeps the page of zeros.</param>
    /// <returns>Why the access was wrong.</returns>
    internal FaultKind Repair(ulong address, bool wasBeyondFile)
    {
        ulong page = address & ~PageMask;
        lock (changing)
        {
            if (table.Find(address) is not { } mapping)
            {
                ReleaseHost(page, page + PageSize);
                return FaultKind.NotMapped;
            }

            if (wasBeyondFile) return FaultKind.BeyondFile;
            HostSyscall.Invoke(
                HostSyscallNumbers.MemoryProtect, ToHost(page), PageSize, HostProtection(mapping.Protection));
            return mapping.IsReadable ? FaultKind.None : FaultKind.Protection;
        }
    }
}
