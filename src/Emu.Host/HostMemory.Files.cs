using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <content>Memory that begins as what a file holds.</content>
public sealed unsafe partial class HostMemory
{
    /// <summary>Puts the pages of a file into the place of memory's own: they are read when they are touched, and writing leaves the
    /// file as it is. False when the host refuses; the memory is as before.</summary>
    /// <param name="address">Host address of a page, of memory that still exists.</param>
    /// <param name="length">Bytes, whole pages, which end in the same memory.</param>
    /// <param name="file">The file, which its owner may close afterwards. It must not become shorter while the memory exists: the host
    /// ends a process that touches what is gone.</param>
    /// <param name="position">Where the pages begin in it, a multiple of the page size.</param>
    public static bool TryMapPrivately(nint address, ulong length, SafeFileHandle file, long position)
    {
        ArgumentNullException.ThrowIfNull(file);
        const int flags = MapFixed | MapPrivate | MapNoReserve;
        return Map(address, (nuint)length, ProtectionRead | ProtectionWrite, flags, (int)file.DangerousGetHandle(), (nint)position) != MapFailed;
    }
}
