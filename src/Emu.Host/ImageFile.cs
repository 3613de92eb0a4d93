using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// Files and block devices as a disk image needs them: vectored access at a position, flushes, holes, and locks on
/// ranges of bytes that belong to the open file. Every method returns the host's error number, so that the block layer
/// chooses the words; 0 is success.
/// </summary>
/// <remarks>Invariant of the unsafe code: the caller of <see cref="Read"/> and <see cref="Write"/> keeps the memory of
/// the segments alive until they return; all other structures live on the stack while the host reads or fills them.
/// </remarks>
public static unsafe partial class ImageFile
{
    /// <summary>Requests and flags of <c>linux/fs.h</c>.</summary>
    private const nuint GetExtendedAttributes = 0x801c581f, SetExtendedAttributes = 0x401c5820,
        GetAttributes = 0x80086601, SetAttributes = 0x40086602;

    private const uint HasExtentSize = 0x800, NoCopyOnWrite = 0x800000;

    /// <summary>The most segments that one call of the host takes (<c>IOV_MAX</c>).</summary>
    public const int MaximumSegments = 1024;

    private const int OpenReadWrite = 2, OpenCreate = 0x40, OpenTruncate = 0x200, OpenNonBlock = 0x800;
    private const int OpenCloseOnExec = 0x80000;
    private const int Interrupted = 4, InvalidArgument = 22, NotSupported = 95, NoSuchData = 6;
    private const int GetLock = 36, SetLock = 37;
    private const short ReadLock = 0, WriteLock = 1, NoLock = 2;
    private const int SeekData = 3, SeekHole = 4;
    private const int KeepSize = 1, PunchHole = 2, ZeroRange = 0x10;
    private const int DoNotWait = 8, WouldWait = 11;
    private const nuint BlockDeviceSize = 0x80081272;

    /// <summary>Opens an existing file or block device.</summary>
    /// <param name="path">The file.</param>
    /// <param name="writable">For writing too.</param>
    /// <param name="direct">Past the host's page cache (<c>O_DIRECT</c>): positions, lengths and addresses of all
    /// requests must then be multiples of the file's alignment.</param>
    /// <param name="error">The host's reason when the result is null.</param>
    public static SafeFileHandle? Open(string path, bool writable, bool direct, out HostError error)
    {
        if (PassedDescriptors.Open(path, writable) is not { } passed)
            return Open(path, (writable ? OpenReadWrite : 0) | (direct ? OpenDirect : 0), out error);
        error = new HostError(Math.Max(0, -passed));
        return passed < 0 ? null : new SafeFileHandle(passed, ownsHandle: true);
    }

    /// <summary>Makes a file of no bytes, or empties one that is there.</summary>
    public static SafeFileHandle? Create(string path, out HostError error) =>
        Open(path, OpenReadWrite | OpenCreate | OpenTruncate, out error);

    /// <summary>Reads at a position until the segments are full or the file ends.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="segments">Where to; at most <see cref="MaximumSegments"/> of them.</param>
    /// <param name="position">Of the first byte in the file.</param>
    /// <param name="transferred">Bytes read, fewer than asked for at the end of the file.</param>
    public static HostError Read(SafeFileHandle file, ReadOnlySpan<IoSegment> segments, long position, out long transferred)
    {
        fixed (IoSegment* first = segments)
        {
            do transferred = ReadVector(file, first, segments.Length, position);
            while (transferred < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        }

        return Error(transferred);
    }

    /// <summary>Writes at a position.</summary>
    /// <param name="file">A file that is open for writing.</param>
    /// <param name="segments">Where from; at most <see cref="MaximumSegments"/> of them.</param>
    /// <param name="position">Of the first byte in the file.</param>
    /// <param name="transferred">Bytes written, which can be fewer than asked for.</param>
    public static HostError Write(SafeFileHandle file, ReadOnlySpan<IoSegment> segments, long position, out long transferred)
    {
        fixed (IoSegment* first = segments)
        {
            do transferred = WriteVector(file, first, segments.Length, position);
            while (transferred < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        }

        return Error(transferred);
    }

    /// <summary>As <see cref="Read"/>, but only as far as the bytes are in the host's page cache: never waits for the
    /// medium. False when nothing could be read without waiting, or the host cannot tell.</summary>
    public static bool TryReadCached(
        SafeFileHandle file, ReadOnlySpan<IoSegment> segments, long position, out long transferred, out bool isSupported)
    {
        fixed (IoSegment* first = segments) transferred = ReadVectorNow(file, first, segments.Length, position, DoNotWait);
        isSupported = transferred >= 0 || Marshal.GetLastPInvokeError() is WouldWait or Interrupted;
        return transferred >= 0;
    }

    /// <summary>As <see cref="Write"/>, but only as far as the host takes the bytes without waiting. False when it takes
    /// none, or cannot tell.</summary>
    public static bool TryWriteCached(
        SafeFileHandle file, ReadOnlySpan<IoSegment> segments, long position, out long transferred, out bool isSupported)
    {
        fixed (IoSegment* first = segments) transferred = WriteVectorNow(file, first, segments.Length, position, DoNotWait);
        isSupported = transferred >= 0 || Marshal.GetLastPInvokeError() is WouldWait or Interrupted;
        return transferred >= 0;
    }

    /// <summary>Lets the host copy bytes between two files (<c>copy_file_range</c>), which a file system may do by sharing
    /// storage.</summary>
    /// <param name="source">A file that is open for reading.</param>
    /// <param name="from">Of the first byte in the source.</param>
    /// <param name="target">A file that is open for writing.</param>
    /// <param name="to">Of the first byte in the target.</param>
    /// <param name="length">Bytes.</param>
    /// <param name="copied">Bytes copied, fewer than asked for at the end of the source; 0 when the host cannot.</param>
    public static HostError Copy(
        SafeFileHandle source, long from, SafeFileHandle target, long to, long length, out long copied)
    {
        do copied = CopyRange(source, &from, target, &to, (nuint)length, 0);
        while (copied < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        HostError error = Error(copied);
        copied = Math.Max(copied, 0);
        return error;
    }

    /// <summary>Returns when all that was written is on the medium (<c>fdatasync</c>).</summary>
    public static HostError Flush(SafeFileHandle file) => Error(SynchronizeData(file));

    /// <summary>Cuts or lengthens a file; what is added reads as zeros.</summary>
    public static HostError SetLength(SafeFileHandle file, long length) => Error(Truncate(file, length));

    /// <summary>The length of a file or block device, bytes.</summary>
    public static HostError GetLength(SafeFileHandle file, out long length)
    {
        length = Seek(file, 0, 2);
        if (length >= 0) return default;
        ulong size = 0;
        HostError error = Error(DeviceControl(file, BlockDeviceSize, &size));
        length = (long)size;
        return error;
    }

    /// <summary>Gives a range's storage back; it then reads as zeros, and the file's length stays.</summary>
    public static HostError Punch(SafeFileHandle file, long position, long length) =>
        Error(Allocate(file, KeepSize | PunchHole, position, length));

    /// <summary>Makes a range read as zeros while its storage stays reserved.</summary>
    public static HostError Zero(SafeFileHandle file, long position, long length) =>
        Error(Allocate(file, ZeroRange, position, length));

    /// <summary>Reserves storage for a range, lengthening the file where needed.</summary>
    public static HostError Reserve(SafeFileHandle file, long position, long length) =>
        Error(Allocate(file, 0, position, length));

    /// <summary>True when the host or the file system does not have an operation at all.</summary>
    public static bool IsUnsupported(HostError error) => error.Number is NotSupported or InvalidArgument or 25 or 38;

    /// <summary>Whether a position lies in data or in a hole, and how far that goes.</summary>
    /// <param name="file">An open file.</param>
    /// <param name="position">Below the file's length.</param>
    /// <param name="isData">True in data; a file system without holes has nothing but data.</param>
    /// <param name="end">Where the data or the hole ends; <see cref="long.MaxValue"/> where the host does not say.</param>
    public static void Probe(SafeFileHandle file, long position, out bool isData, out long end)
    {
        long data = Seek(file, position, SeekData);
        if (data < 0)
        {
            isData = Marshal.GetLastPInvokeError() != NoSuchData;
            end = long.MaxValue;
            return;
        }

        isData = data == position;
        end = data;
        if (!isData) return;
        end = Seek(file, position, SeekHole);
        if (end <= position) end = long.MaxValue;
    }

    /// <summary>Asks the file system to give a file storage in pieces of a size: XFS does, others have no such hint.</summary>
    /// <param name="file">The file, which is empty.</param>
    /// <param name="bytes">Size of a piece; 0 for no hint.</param>
    public static HostError HintExtentSize(SafeFileHandle file, uint bytes)
    {
        // struct fsxattr: flags, extent size, extents, project, extent size for copies, 8 bytes of padding.
        uint* attributes = stackalloc uint[7];
        if (DeviceControl(file, GetExtendedAttributes, (ulong*)attributes) != 0) return Error(-1);
        attributes[0] = bytes == 0 ? attributes[0] & ~HasExtentSize : attributes[0] | HasExtentSize;
        attributes[1] = bytes;
        return Error(DeviceControl(file, SetExtendedAttributes, (ulong*)attributes));
    }

    /// <summary>Turns copy on write off for an empty file: btrfs does, others have no such attribute.</summary>
    public static HostError TurnOffCopyOnWrite(SafeFileHandle file)
    {
        ulong attributes = 0;
        if (DeviceControl(file, GetAttributes, &attributes) != 0) return Error(-1);
        attributes |= NoCopyOnWrite;
        return Error(DeviceControl(file, SetAttributes, &attributes));
    }

    /// <summary>Bytes of storage that a file occupies on its medium.</summary>
    public static long AllocatedBytes(string path)
    {
        byte* status = stackalloc byte[256];
        return StatusNative(-100, path, 0, 0x7ff, status) == 0 ? (long)(*(ulong*)(status + 48) * 512) : 0;
    }

    /// <summary>Takes shared locks on single bytes that no other open file may lock exclusively; they belong to this
    /// open file and go with it.</summary>
    public static HostError LockByte(SafeFileHandle file, long position)
    {
        FileLockRange range = new() { Type = ReadLock, Start = position, Length = 1 };
        return Error(Control(file, SetLock, &range));
    }

    /// <summary>Gives the lock on a byte back.</summary>
    public static void UnlockByte(SafeFileHandle file, long position)
    {
        FileLockRange range = new() { Type = NoLock, Start = position, Length = 1 };
        _ = Control(file, SetLock, &range);
    }

    /// <summary>Whether another open file holds a lock on a byte.</summary>
    public static bool IsByteLocked(SafeFileHandle file, long position)
    {
        FileLockRange range = new() { Type = WriteLock, Start = position, Length = 1 };
        return Control(file, GetLock, &range) == 0 && range.Type != NoLock;
    }

    private static int OpenDirect => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    private static SafeFileHandle? Open(string path, int flags, out HostError error)
    {
        int descriptor = OpenNative(path, flags | OpenCloseOnExec | OpenNonBlock, 0x1a4);
        error = new HostError(descriptor < 0 ? Marshal.GetLastPInvokeError() : 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static HostError Error(long result) => new(result < 0 ? Marshal.GetLastPInvokeError() : 0);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNative(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "preadv", SetLastError = true)]
    private static partial nint ReadVector(SafeFileHandle file, IoSegment* segments, int count, long position);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static partial nint ReadVectorNow(SafeFileHandle file, IoSegment* segments, int count, long position, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev2", SetLastError = true)]
    private static partial nint WriteVectorNow(SafeFileHandle file, IoSegment* segments, int count, long position, int flags);

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    private static partial nint WriteVector(SafeFileHandle file, IoSegment* segments, int count, long position);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyRange(
        SafeFileHandle source, long* from, SafeFileHandle target, long* to, nuint length, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int SynchronizeData(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    private static partial int Truncate(SafeFileHandle file, long length);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial long Seek(SafeFileHandle file, long position, int origin);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long position, long length);

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int DeviceControl(SafeFileHandle file, nuint request, ulong* value);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, FileLockRange* range);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusNative(int descriptor, string path, int flags, uint mask, byte* buffer);
}
