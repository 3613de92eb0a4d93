using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// Files as the host has them, for what <see cref="System.IO"/> does not offer: opening without its advisory lock, who
/// owns a file, and locks on parts of it that belong to an open file instead of a process.
/// </summary>
/// <remarks>Invariant of the unsafe code: the structures have the layouts of the 64-bit Linux interface, and live on
/// the stack while the host reads or fills them.</remarks>
public static unsafe partial class HostFile
{
    private const int OpenReadWrite = 2, OpenCreate = 0x40, OpenCloseOnExec = 0x80000;
    private const int SetLock = 37;
    private const short ReadLock = 0, WriteLock = 1, NoLock = 2;
    private const int TryAgain = 11, AccessDenied = 13;
    private const int AtCurrentFolder = -100, AtEmptyPath = 0x1000;
    private const uint FileTypes = 0xf000, RegularFile = 0x8000, SymbolicLink = 0xa000;
    private const int FileSizeSignal = 25;
    private const nint IgnoreSignal = 1;

    /// <summary>The user whose rights the calling thread has: a program in user mode changes them.</summary>
    public static uint EffectiveUser => GetEffectiveUser();

    /// <summary>Opens an existing file for reading, or gives the host's reason why not.</summary>
    public static SafeFileHandle? OpenForReading(string path, out HostError error) => Open(path, 0, 0, out error);

    /// <summary>Opens a file for reading and writing, a new and empty one of the user's own if there is none; or gives
    /// the host's reason why not.</summary>
    public static SafeFileHandle? OpenForWriting(string path, out HostError error) =>
        Open(path, OpenReadWrite | OpenCreate, 0x180, out error);

    /// <summary>Opens an existing file for reading and writing, or gives the host's reason why not.</summary>
    public static SafeFileHandle? OpenExistingForWriting(string path, out HostError error) =>
        Open(path, OpenReadWrite, 0, out error);

    /// <summary>What the host knows of an open file; null when it does not say.</summary>
    public static FileStatus? StatusOf(SafeFileHandle file)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return Status((int)file.DangerousGetHandle(), "", AtEmptyPath);
        }
        finally
        {
            if (added) file.DangerousRelease();
        }
    }

    /// <summary>What the host knows of a file, or of what a link names; null when it is not there.</summary>
    public static FileStatus? StatusOf(string path) => Status(AtCurrentFolder, path, 0);

    /// <summary>What the host knows of a file below a directory, or of the directory's own descriptor when the path is
    /// empty and the flags have AT_EMPTY_PATH. Returns 0 or a negative error.</summary>
    /// <param name="folder">An open directory, or AT_FDCWD.</param>
    /// <param name="path">Ends with a zero.</param>
    /// <param name="flags">As of fstatat(2).</param>
    /// <param name="status">What is known.</param>
    public static int StatusAt(int folder, ReadOnlySpan<byte> path, int flags, out FileStatus status)
    {
        int result;
        StatusBuffer buffer;
        fixed (byte* text = path) result = StatusNative(folder, text, flags, out buffer);
        status = result == 0 ? StatusOf(buffer) : default;
        return result;
    }

    /// <summary>Writes all bytes at a position. The signal that a limit on file sizes would send stays away.</summary>
    /// <exception cref="IOException">A full disk, a limit on file sizes, a failing medium.</exception>
    public static void Write(SafeFileHandle file, ReadOnlySpan<byte> bytes, long position)
    {
        int result;
        fixed (byte* first = bytes) result = WriteAt(file, first, (uint)bytes.Length, position);
        if (result < 0) throw new IOException(Marshal.GetPInvokeErrorMessage(-result));
    }

    /// <summary>
    /// Takes a lock on one byte of a file, which need not exist, if nobody holds one that excludes it. It belongs to
    /// the open file, and goes with it however the process ends.
    /// </summary>
    /// <returns>False when somebody else holds it.</returns>
    /// <exception cref="IOException">The file system has no locks.</exception>
    public static bool TryLock(SafeFileHandle file, long position, bool exclusive)
    {
        if (Lock(file, position, exclusive ? WriteLock : ReadLock) == 0) return true;
        int error = Marshal.GetLastPInvokeError();
        if (error is TryAgain or AccessDenied) return false;
        throw new IOException($"it cannot be locked: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>Gives a lock back.</summary>
    public static void Unlock(SafeFileHandle file, long position) => _ = Lock(file, position, NoLock);

    /// <summary>Writing beyond the process's limit on file sizes is an error from here on, instead of its
    /// end.</summary>
    public static void IgnoreFileSizeSignal() => _ = Signal(FileSizeSignal, IgnoreSignal);

    private static SafeFileHandle? Open(string path, int flags, uint mode, out HostError error)
    {
        int descriptor = OpenNative(path, flags | OpenCloseOnExec, mode);
        error = new HostError(descriptor < 0 ? Marshal.GetLastPInvokeError() : 0);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static FileStatus? Status(int descriptor, string path, int flags) =>
        StatusNative(descriptor, path, flags, out StatusBuffer buffer) == 0 ? StatusOf(buffer) : null;

    private static FileStatus StatusOf(in StatusBuffer buffer) => new(
        buffer.Owner, (UnixFileMode)(buffer.Mode & 0xfff), (buffer.Mode & FileTypes) == RegularFile,
        (long)buffer.Size, buffer.Inode, buffer.Device)
    {
        IsLink = (buffer.Mode & FileTypes) == SymbolicLink,
    };

    private static int Lock(SafeFileHandle file, long position, short type)
    {
        LockRange range = new() { Type = type, Start = position, Length = 1 };
        return Control(file, SetLock, &range);
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenNative(string path, int flags, uint mode);

    [LibraryImport("emunative", EntryPoint = "emu_write_at")]
    private static partial int WriteAt(SafeFileHandle file, byte* bytes, uint length, long position);

    [LibraryImport("emunative", EntryPoint = "emu_file_status", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatusNative(int folder, string path, int flags, out StatusBuffer buffer);

    [LibraryImport("emunative", EntryPoint = "emu_file_status")]
    private static partial int StatusNative(int folder, byte* path, int flags, out StatusBuffer buffer);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, LockRange* range);

    [LibraryImport("libc", EntryPoint = "geteuid")]
    private static partial uint GetEffectiveUser();

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    /// <summary><c>struct file_status</c> of <c>native/file_status.c</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct StatusBuffer
    {
        public uint Owner;
        public uint Mode;
        public ulong Size;
        public ulong Inode;
        public ulong Device;
    }

    /// <summary><c>struct flock</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct LockRange
    {
        public short Type;
        public short Whence;
        public long Start;
        public long Length;
        public int Process;
    }
}
