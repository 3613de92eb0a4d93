using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Paths;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls on files and directories by path, and on what is known of open ones.</summary>
/// <remarks>Invariant of the unsafe code: paths and structures for the host are pinned during the call.</remarks>
internal static unsafe class FileCalls
{
    private const int SmallestHow = 24;
    private const ulong PathOnly = 0x200000, Create = 0x40, Truncate = 0x200, FolderOnly = 0x10000;

    /// <summary>The rows for an ABI whose structures are these.</summary>
    public static IReadOnlyList<SyscallRow> RowsFor(StructLayouts structs) =>
    [
        ByHost(17, "getcwd", HostNumber.Getcwd, Out(1, GuestPath.Limit), Size),
        ByHost(33, "mknodat", HostNumber.Mknodat, Folder, PlainPath, Octal, Hex),
        ByHost(34, "mkdirat", HostNumber.Mkdirat, Folder, PlainPath, Octal),
        ByHost(35, "unlinkat", HostNumber.Unlinkat, Folder, PlainPath, Flags(ValueNames.UnlinkFlags)),
        ByHost(36, "symlinkat", HostNumber.Symlinkat, PlainPath, Folder, PlainPath),
        ByHost(37, "linkat", HostNumber.Linkat, Folder, PlainPath, Folder, PlainPath, Flags(ValueNames.AtFlags)),
        ByHost(43, "statfs", HostNumber.Statfs, PathName, OutStruct(120)),
        ByHost(44, "fstatfs", HostNumber.Fstatfs, Descriptor, OutStruct(120)),
        Shortening(CodeWrites.WrittenByPath(ByHostWaiting(45, "truncate", HostNumber.Truncate, PlainPath, Size))),
        Shortening(CodeWrites.Written(ByHostWaiting(46, "ftruncate", HostNumber.Ftruncate, Descriptor, Size))),
        CodeWrites.Written(ByHostWaiting(47, "fallocate", HostNumber.Fallocate, Descriptor, Hex, Size, Size)),
        ByHost(48, "faccessat", HostNumber.Faccessat, Folder, PathName, Flags(ValueNames.AccessModes)),
        ByHost(49, "chdir", HostNumber.Chdir, PlainPath),
        ByHost(50, "fchdir", HostNumber.Fchdir, Descriptor),
        ByHost(51, "chroot", HostNumber.Chroot, PlainPath),
        ByHost(52, "fchmod", HostNumber.Fchmod, Descriptor, Octal),
        ByHost(53, "fchmodat", HostNumber.Fchmodat, Folder, PlainPath, Octal),
        ByHost(54, "fchownat", HostNumber.Fchownat, Folder, PlainPath, Int, Int, Flags(ValueNames.AtFlags)),
        ByHost(55, "fchown", HostNumber.Fchown, Descriptor, Int, Int),
        By(56, "openat", OpenAt, Folder, PathName, Flags(ValueNames.OpenFlags), Octal),
        By(61, "getdents64", FolderEntries.Read, Descriptor, Out(2), Size),
        By(78, "readlinkat", ReadLink, Folder, PathName, Out(3), Size),
        ByHost(
            79, "newfstatat", HostNumber.Newfstatat, Folder, PathName, OutStruct(structs.Stat),
            Flags(ValueNames.AtFlags)),
        ByHost(80, "fstat", HostNumber.Fstat, Descriptor, OutStruct(structs.Stat)),
        ByHost(81, "sync", HostNumber.Sync),
        ByHost(82, "fsync", HostNumber.Fsync, Descriptor),
        ByHost(83, "fdatasync", HostNumber.Fdatasync, Descriptor),
        ByHost(84, "sync_file_range", HostNumber.SyncFileRange, Descriptor, Size, Size, Hex),
        ByHost(88, "utimensat", HostNumber.Utimensat, Folder, PlainPath, InStruct(32), Flags(ValueNames.AtFlags)),
        ByHost(166, "umask", HostNumber.Umask, Octal),
        ByHost(264, "name_to_handle_at", HostNumber.NameToHandleAt, Folder, PlainPath, InOutStruct(8), OutInt, Hex),
        ByHost(
            265, "open_by_handle_at", HostNumber.OpenByHandleAt, Descriptor, InStruct(8),
            Flags(ValueNames.OpenFlags)),
        ByHost(267, "syncfs", HostNumber.Syncfs, Descriptor),
        ByHost(276, "renameat2", HostNumber.Renameat2, Folder, PlainPath, Folder, PlainPath, Hex),
        ByHost(
            291, "statx", HostNumber.Statx, Folder, PathName, Flags(ValueNames.AtFlags), Hex, OutStruct(256)),
        By(437, "openat2", Open2, Folder, PathName, In(3), Size),
        ByHost(
            439, "faccessat2", HostNumber.Faccessat2, Folder, PathName, Flags(ValueNames.AccessModes),
            Flags(ValueNames.AtFlags)),
    ];

    // Mapped pages of the file may lie beyond its end afterwards. The call waits for who holds a lease of the file
    // (F_SETLEASE of fcntl(2)).
    private static SyscallRow Shortening(SyscallRow row) => row with
    {
        Handler = (thread, a) =>
        {
            long result = row.Handler!(thread, a);
            if (result >= 0) thread.Process.Memory.ForgetEndsOfFiles();
            return result;
        },
    };

    private static long OpenAt(LinuxThread thread, SyscallArguments a)
    {
        long result = Open(thread, a);
        if ((a[2] & Truncate) != 0 && result >= 0) NoteTruncated(thread, (int)result);
        return result;
    }

    private static void NoteTruncated(LinuxThread thread, int descriptor)
    {
        thread.Process.Memory.ForgetEndsOfFiles();
        CodeWrites.NoteChanged(thread.Process.Memory, descriptor);
    }

    private static long Open(LinuxThread thread, SyscallArguments a)
    {
        ulong flags = thread.Process.Abi.OpenFlags.ToGeneric(a[2]);
        if (GuestPath.TryReadCandidate(thread.Process, a.Int(0), a[1], out byte[] path))
        {
            if (OpenContent(thread, path, flags) is { } opened) return opened;
            if (GuestPath.Rewrite(thread.Process, path, follow: true) is { } rewritten)
            {
                fixed (byte* text = rewritten)
                    return HostCall.Invoke(
                        thread, HostNumber.Openat, mayWait: true, thread.Process.Reserved.Hide(a[0]), (ulong)text, flags,
                        a[3]);
            }
        }
        return HostCall.Invoke(
            thread, HostNumber.Openat, mayWait: true, thread.Process.Reserved.Hide(a[0]),
            HostCall.Source(thread.Process.Memory, a[1]), flags, a[3]);
    }

    private static long Open2(LinuxThread thread, SyscallArguments a)
    {
        long result = OpenAs(thread, a);
        if (result >= 0 && thread.Process.Memory.TryRead(a[2], out ulong flags) && (flags & Truncate) != 0)
            NoteTruncated(thread, (int)result);
        return result;
    }

    private static long OpenAs(LinuxThread thread, SyscallArguments a)
    {
        ulong how = HostCall.Source(thread.Process.Memory, a[2], a[3]), folder = thread.Process.Reserved.Hide(a[0]);
        if (!thread.Process.Abi.OpenFlags.IsGeneric && ConvertHow(thread, a) is var converted && converted is not null)
            how = (ulong)converted;
        if (a[3] >= SmallestHow && thread.Process.Memory.TryRead(a[2], out ulong flags)
            && GuestPath.TryReadCandidate(thread.Process, a.Int(0), a[1], out byte[] path))
        {
            flags = thread.Process.Abi.OpenFlags.ToGeneric(flags);
            if (OpenContent(thread, path, flags) is { } opened) return opened;
            if (GuestPath.Rewrite(thread.Process, path, follow: true) is { } rewritten)
            {
                fixed (byte* text = rewritten)
                    return HostCall.Invoke(thread, HostNumber.Openat2, mayWait: true, folder, (ulong)text, how, a[3]);
            }
        }
        return HostCall.Invoke(
            thread, HostNumber.Openat2, mayWait: true, folder, HostCall.Source(thread.Process.Memory, a[1]), how,
            a[3]);
    }

    // A copy of openat2's structure, of which the flags are the first word; null when it cannot be read, or is of a size
    // that the kernel refuses.
    private static byte* ConvertHow(LinuxThread thread, SyscallArguments a)
    {
        if (a[3] is < SmallestHow or > GuestMemory.PageSize) return null;
        byte* copy = thread.Scratch((int)a[3]);
        if (!thread.Process.Memory.TryRead(a[2], new Span<byte>(copy, (int)a[3]))) return null;
        *(ulong*)copy = thread.Process.Abi.OpenFlags.ToGeneric(*(ulong*)copy);
        return copy;
    }

    // What /proc has of the process itself; null when the host is to be asked.
    private static long? OpenContent(LinuxThread thread, byte[] path, ulong flags)
    {
        if ((flags & (PathOnly | Create | FolderOnly)) != 0) return null;
        return ProcFiles.Content(thread.Process, path) is { } content ? ProcFiles.Open(content, flags) : null;
    }

    private static long ReadLink(LinuxThread thread, SyscallArguments a)
    {
        LinuxProcess process = thread.Process;
        ulong folder = process.Reserved.Hide(a[0]), room = Math.Min(a[3], GuestPath.Limit);
        ulong buffer = HostCall.Pointer(process.Memory, a[2], room);
        if (GuestPath.TryReadCandidate(process, a.Int(0), a[1], out byte[] path))
        {
            if (GuestPath.IsProgramLink(process, path))
            {
                if (a.Int(3) <= 0) return -Errno.InvalidArgument;
                ReadOnlySpan<byte> target = process.ProgramPath;
                if (target.Length > a.Int(3)) target = target[..a.Int(3)];
                return process.Memory.TryWrite(a[2], target) ? target.Length : -Errno.BadAddress;
            }
            if (GuestPath.Rewrite(process, path, follow: false) is { } rewritten)
            {
                fixed (byte* text = rewritten)
                    return HostCall.Invoke(thread, HostNumber.Readlinkat, false, folder, (ulong)text, buffer, a[3]);
            }
        }
        return HostCall.Invoke(
            thread, HostNumber.Readlinkat, false, folder, HostCall.Source(process.Memory, a[1]), buffer, a[3]);
    }
}
