using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// Open files as the host has them, for what <see cref="System.IO"/> does not offer: who owns a file, locks on parts of it
/// that belong to an open file instead of a process, and errors as numbers. A call that a signal interrupts is made again.
/// </summary>
/// <remarks>Invariant of the unsafe code: the structures have the layouts of the 64-bit Linux interface, and live on
/// the stack while the host reads or fills them; a buffer is pinned and goes with its length.</remarks>
public static unsafe partial class HostFile
{
    internal const int AtCurrentFolder = -100;

    private const int SetLock = 37;
    private const short ReadLock = 0, WriteLock = 1, NoLock = 2;
    private const int Interrupted = 4, TryAgain = 11, AccessDenied = 13;
    private const int AtNoFollow = 0x100, AtEmptyPath = 0x1000;
    private const uint FileTypes = 0xf000, RegularFile = 0x8000, FolderFile = 0x4000, SymbolicLink = 0xa000;
    private const int SeekData = 3, NoSuchAddress = 6;
    private const int FileSizeSignal = 25;
    private const nint IgnoreSignal = 1;

    // A host that interrupts each call would be waited for without end.
    private const int MostInterruptions = 100;

    /// <summary>The user whose rights the calling thread has: a program in user mode changes them.</summary>
    public static uint EffectiveUser => GetEffectiveUser();

    /// <summary>Opens an existing file for reading, or gives the host's reason why not. Links are followed; a pipe is not waited
    /// for.</summary>
    public static SafeFileHandle? OpenForReading(string path, out HostError error) =>
        HostFolder.OpenAt(AtCurrentFolder, path, HostFolder.Harmless, 0, out error);

    /// <summary>What the host knows of an open file; null when it does not say.</summary>
    public static FileStatus? StatusOf(SafeFileHandle file) =>
        WithDescriptor(file, descriptor => Status(descriptor, "", AtEmptyPath, out _));

    /// <summary>What the host knows of a file, or of what a link names; null when it is not there.</summary>
    public static FileStatus? StatusOf(string path) => Status(AtCurrentFolder, path, 0, out _);

    /// <summary>Reads bytes at a position, as many as there are and fit. Returns how many, or a negative error after which
    /// there may be more.</summary>
    public static int Read(SafeFileHandle file, Span<byte> buffer, long position)
    {
        int filled = 0;
        fixed (byte* first = buffer)
        {
            while (filled < buffer.Length)
            {
                nint count;
                int attempts = 0;
                do count = ReadAt(file, first + filled, (nuint)(buffer.Length - filled), position + filled);
                while (IsInterrupted(count, ref attempts));
                if (count < 0) return filled > 0 ? filled : -Marshal.GetLastPInvokeError();
                if (count == 0) break;
                filled += (int)count;
            }
        }

        return filled;
    }

    /// <summary>What the host knows of a file below a directory, or of the directory's own descriptor when the path is
    /// empty and the flags have AT_EMPTY_PATH. Returns 0 or a negative error.</summary>
    /// <param name="folder">An open directory, or AT_FDCWD.</param>
    /// <param name="path">Ends with a zero.</param>
    /// <param name="flags">As of fstatat(2).</param>
    /// <param name="status">What is known.</param>
    public static int StatusAt(int folder, ReadOnlySpan<byte> path, int flags, out FileStatus status)
    {
        int result, attempts = 0;
        StatusBuffer buffer;
        fixed (byte* text = path)
        {
            do result = StatusNative(folder, text, flags, out buffer);
            while (result == -Interrupted && attempts++ < MostInterruptions);
        }

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

    /// <summary>The position of the first byte from a position on that is not in a hole; null when only holes follow. A file
    /// system that does not tell has no holes.</summary>
    public static long? NextData(SafeFileHandle file, long position)
    {
        nint found;
        int attempts = 0;
        do found = Seek(file, (nint)position, SeekData);
        while (IsInterrupted(found, ref attempts));
        if (found >= 0) return found;
        return Marshal.GetLastPInvokeError() == NoSuchAddress ? null : position;
    }

    /// <summary>Brings all that was written to the disk.</summary>
    /// <exception cref="IOException">The medium fails.</exception>
    public static void Synchronise(SafeFileHandle file)
    {
        int result, attempts = 0;
        do result = Flush(file);
        while (IsInterrupted(result, ref attempts));
        if (result < 0) throw new IOException(Marshal.GetLastPInvokeErrorMessage());
    }

    /// <summary>Sets the time of the last change to now; false when the host refuses.</summary>
    public static bool Touch(SafeFileHandle file)
    {
        int result, attempts = 0;
        do result = SetTimes(file, null);
        while (IsInterrupted(result, ref attempts));
        return result == 0;
    }

    /// <summary>
    /// Takes a lock on one byte of a file, which need not exist, if no open file holds one that excludes it. It belongs to
    /// the open file, and goes with it however the process ends.
    /// </summary>
    /// <returns>False when another open file holds it.</returns>
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

    /// <summary>Whether a call is to be made again, since a signal has interrupted it.</summary>
    internal static bool IsInterrupted(nint result, ref int attempts) =>
        result < 0 && Marshal.GetLastPInvokeError() == Interrupted && attempts++ < MostInterruptions;

    /// <summary>Does something with the number of an open file.</summary>
    internal static T WithDescriptor<T>(SafeFileHandle file, Func<int, T> action)
    {
        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            return action((int)file.DangerousGetHandle());
        }
        finally
        {
            if (added) file.DangerousRelease();
        }
    }

    /// <summary>The status of a name in an open directory; a link's own.</summary>
    internal static FileStatus? StatusOf(int folder, string name, out HostError error) =>
        Status(folder, name, AtNoFollow, out error);

    private static FileStatus? Status(int descriptor, string path, int flags, out HostError error)
    {
        int result = StatusAt(descriptor, HostPath.Terminated(path), flags, out FileStatus status);
        error = new HostError(-result);
        return result == 0 ? status : null;
    }

    private static FileStatus StatusOf(in StatusBuffer buffer) => new(
        buffer.Owner, (UnixFileMode)(buffer.Mode & 0xfff), KindOf(buffer.Mode & FileTypes), (long)buffer.Size,
        DateTime.UnixEpoch.AddSeconds(buffer.ModifiedSeconds).AddTicks((long)buffer.ModifiedNanoseconds / 100),
        buffer.Inode, buffer.Device);

    private static FileKind KindOf(uint type) => type switch
    {
        RegularFile => FileKind.Regular,
        FolderFile => FileKind.Folder,
        SymbolicLink => FileKind.Link,
        _ => FileKind.Other,
    };

    private static int Lock(SafeFileHandle file, long position, short type)
    {
        FileLockRange range = new() { Type = type, Start = position, Length = 1 };
        int result, attempts = 0;
        do result = Control(file, SetLock, &range);
        while (IsInterrupted(result, ref attempts));
        return result;
    }

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt(SafeFileHandle file, byte* buffer, nuint length, long position);

    [LibraryImport("emunative", EntryPoint = "emu_write_at")]
    private static partial int WriteAt(SafeFileHandle file, byte* bytes, uint length, long position);

    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    private static partial nint Seek(SafeFileHandle file, nint position, int whence);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Flush(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int SetTimes(SafeFileHandle file, void* times);

    [LibraryImport("emunative", EntryPoint = "emu_file_status")]
    private static partial int StatusNative(int folder, byte* path, int flags, out StatusBuffer buffer);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Control(SafeFileHandle file, int command, FileLockRange* range);

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
        public long ModifiedSeconds;
        public ulong ModifiedNanoseconds;
    }
}
