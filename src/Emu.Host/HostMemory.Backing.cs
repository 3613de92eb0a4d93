using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>Memory whose pages belong to a file of the host, or that the host treats in other ways than usual.</summary>
public sealed unsafe partial class HostMemory
{
    private const int MapShared = 1, MapFixed = 0x10;
    private const int AdviseMergeable = 12, AdviseNoDump = 16, AdviseRemove = 9, AdvisePopulate = 23;
    private const int InvalidArgument = 22;

    /// <summary>Maps memory as its user wants it.</summary>
    /// <param name="size">Bytes, a multiple of the page size.</param>
    /// <param name="backing">How.</param>
    /// <exception cref="InsufficientMemoryException">The host has no address space of that size, or does not promise so much
    /// memory.</exception>
    public HostMemory(ulong size, HostMemoryBacking backing)
    {
        ArgumentOutOfRangeException.ThrowIfZero(size);
        ArgumentNullException.ThrowIfNull(backing);
        // The place is found with room to align it, then the memory is put there.
        mappingSize = checked((nuint)(size + HugePageSize));
        nint address = Map(0, mappingSize, 0, MapPrivate | MapAnonymous | MapNoReserve, -1, 0);
        if (address == MapFailed) throw new InsufficientMemoryException($"the host cannot reserve {size} bytes of memory");
        mapping = (byte*)address;
        Size = size;
        Pointer = (byte*)(((ulong)address + HugePageSize - 1) & ~(HugePageSize - 1));
        int flags = MapFixed | (backing.IsShared ? MapShared : MapPrivate) | (backing.File is null ? MapAnonymous : 0)
            | (backing.IsReserved ? 0 : MapNoReserve);
        int file = backing.File is { } handle ? (int)handle.DangerousGetHandle() : -1;
        if (Map((nint)Pointer, (nuint)size, ProtectionRead | ProtectionWrite, flags, file, 0) == MapFailed)
        {
            int error = Marshal.GetLastPInvokeError();
            Dispose();
            throw new InsufficientMemoryException(HostDescriptor.Describe(-error));
        }

        // What the host refuses here costs speed or room only.
        if (backing.File is null && !backing.IsShared) _ = Advise((nint)Pointer, (nuint)size, AdviseHugePage);
        if (backing.IsMergeable) _ = Advise((nint)Pointer, (nuint)size, AdviseMergeable);
        if (!backing.IsDumped) _ = Advise((nint)Pointer, (nuint)size, AdviseNoDump);
    }

    /// <summary>Has the host give all pages now; returns 0, or its negative error.</summary>
    public int Populate()
    {
        if (Advise((nint)Pointer, (nuint)Size, AdvisePopulate) == 0) return 0;
        int error = Marshal.GetLastPInvokeError();
        if (error != InvalidArgument) return -error;
        // A host from before that advice gives a page when it is written.
        for (ulong at = 0; at < Size; at += (ulong)Environment.SystemPageSize)
            Interlocked.Or(ref *(int*)(Pointer + at), 0);
        return 0;
    }

    /// <summary>Throws the content away, in the file too: its pages go back to the host's file system.</summary>
    public void Remove() => _ = Advise((nint)Pointer, (nuint)Size, AdviseRemove);

    /// <summary>Makes a file that has no name and lives in memory; null with the host's negative error.</summary>
    /// <param name="name">For lists of the host's.</param>
    /// <param name="flags">The kernel's: see memfd_create(2).</param>
    /// <param name="error">The error.</param>
    public static SafeFileHandle? CreateFile(string name, uint flags, out int error)
    {
        int descriptor = CreateMemoryFile(name, flags);
        error = descriptor < 0 ? -Marshal.GetLastPInvokeError() : 0;
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    /// <summary>Keeps a file of <see cref="CreateFile"/> from growing and shrinking; 0, or a negative error.</summary>
    public static int SealSize(SafeFileHandle file)
    {
        const int addSeals = 1033, shrink = 2, grow = 4, seal = 1;
        return Control((int)file.DangerousGetHandle(), addSeals, shrink | grow | seal) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int CreateMemoryFile(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(int descriptor, int command, nint argument);
}
