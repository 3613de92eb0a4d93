using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// System calls by which the contents of a file change that this process may have mapped as code: what was decoded from
/// there is forgotten before the call returns to the program.
/// </summary>
/// <remarks>Invariant of the unsafe code: the structure for the host is on the stack during the call.</remarks>
internal static unsafe class CodeWrites
{
    /// <summary>In place of the argument that says where the write begins: at the descriptor's position.</summary>
    public const int AtPosition = -1;

    private const int Anywhere = -2;
    private const uint CloneFile = 0x40049409, CloneFileRange = 0x4020940d;
    private const ulong SeekCurrent = 1, GetStatusFlags = 3, AtCurrentFolder = unchecked((ulong)-100);
    private const long Append = 0x400;
    private const int InputOutputError = 5;

    // struct stat of 64-bit hosts: device and inode come first.
    private const int StatusWords = 18;

    /// <summary>A call that writes to a descriptor.</summary>
    /// <param name="row">The call.</param>
    /// <param name="descriptor">The argument that it is.</param>
    /// <param name="offset">The argument that says where; without one, it may be anywhere.</param>
    public static SyscallRow Written(SyscallRow row, int descriptor = 0, int offset = Anywhere) => row with
    {
        Handler = (thread, a) => thread.Process.WrittenFiles.IsHarmless(a.Int(descriptor))
            ? row.Handler!(thread, a)
            : Write(thread, a, row.Handler!, a.Int(descriptor), offset),
    };

    /// <summary>A call that changes the file with the name that is its first argument.</summary>
    public static SyscallRow WrittenByPath(SyscallRow row) => row with
    {
        Handler = (thread, a) =>
        {
            long result = row.Handler!(thread, a);
            ulong* status = stackalloc ulong[StatusWords];
            GuestMemory memory = thread.Process.Memory;
            if (result >= 0 && HostCall.Invoke(
                thread, HostNumber.Newfstatat, mayWait: false, AtCurrentFolder, HostCall.Source(memory, a[0]),
                (ulong)status) >= 0)
                memory.NoteFileChanged(status[0], status[1], 0, ulong.MaxValue);
            return result;
        },
    };

    /// <summary><c>ioctl</c>, of which some requests put another file's contents in the place of this one's.</summary>
    public static SyscallRow Cloned(SyscallRow row) => row with
    {
        Handler = (thread, a) =>
        {
            long result = row.Handler!(thread, a);
            if (result >= 0 && (uint)a[1] is CloneFile or CloneFileRange)
                NoteChanged(thread.Process.Memory, a.Int(0));
            return result;
        },
    };

    /// <summary>A call that makes a file without a name.</summary>
    public static SyscallRow Made(SyscallRow row) => row with
    {
        Handler = (thread, a) =>
        {
            long result = row.Handler!(thread, a);
            if (result >= 0) thread.Process.Memory.NoteOwnFile((int)result);
            return result;
        },
    };

    /// <summary>The file of a descriptor has changed, anywhere.</summary>
    public static void NoteChanged(GuestMemory memory, int descriptor)
    {
        if (memory.KindOf(descriptor, out MappedFile? file) == FileWriteKind.Code)
            memory.NoteFileChanged(file!.Device, file.Inode, 0, ulong.MaxValue);
    }

    /// <summary>True for a call after which a descriptor may be of another file than before: dup, dup3, fcntl, openat,
    /// recvmsg, recvmmsg, open_by_handle_at, memfd_create, openat2, pidfd_getfd.</summary>
    public static bool MayOpenFile(int number) => number is 23 or 24 or 25 or 56 or 212 or 243 or 265 or 279 or 437 or 438;

    private static long Write(LinuxThread thread, SyscallArguments a, SyscallHandler handler, int descriptor, int offset)
    {
        GuestMemory memory = thread.Process.Memory;
        WrittenFiles files = thread.Process.WrittenFiles;
        long state = files.State;
        switch (memory.KindOf(descriptor, out MappedFile? file))
        {
            case FileWriteKind.Code:
                long written = handler(thread, a);
                if (written < 0) return written;
                (ulong start, ulong end) = Extent(descriptor, a, offset, written);
                memory.NoteFileChanged(file!.Device, file.Inode, start, end);
                return written;
            case FileWriteKind.OwnMemory:
                return WriteMemory(thread, a, handler, descriptor, offset);
            case FileWriteKind.OtherMemory:
                return WriteOther(thread, a, handler, file!);
            default:
                files.NoteHarmless(descriptor, state);
                return handler(thread, a);
        }
    }

    // The file is the program's memory: an offset in it is an address.
    private static long WriteMemory(
        LinuxThread thread, SyscallArguments a, SyscallHandler handler, int descriptor, int offset)
    {
        GuestMemory memory = thread.Process.Memory;
        ulong start = offset >= 0 ? a[offset] : (ulong)HostSyscall.Invoke(HostNumber.Lseek, (ulong)descriptor, 0, SeekCurrent);
        start -= memory.Base;
        // The host lets only private pages be written that are read-only.
        memory.OpenForKernel(start, Math.Min(a[2], (ulong)int.MaxValue));
        long written = handler(thread, a);
        if (written > 0) memory.NoteWritten(start, (ulong)written);
        return written;
    }

    // The other process learns of it afterwards; before, where its pages are shared and read-only.
    private static long WriteOther(LinuxThread thread, SyscallArguments a, SyscallHandler handler, MappedFile file)
    {
        _ = OtherProcess.TryParseMemoryFile(file, out int process);
        for (int attempt = 0; ; attempt++)
        {
            long written = handler(thread, a);
            if (written >= 0) OtherProcess.TryAsk(process);
            bool isRefused = written is -InputOutputError or -Errno.BadAddress;
            if (!isRefused || !OtherProcess.MayRetry(process, attempt)) return written;
        }
    }

    private static (ulong Start, ulong End) Extent(int descriptor, SyscallArguments a, int offset, long written)
    {
        (ulong, ulong) all = (0, ulong.MaxValue);
        if (offset == Anywhere) return all;
        long position;
        if (offset >= 0 && (long)a[offset] >= 0)
        {
            // Where it appends, the kernel does not look at the offset.
            long flags = HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, GetStatusFlags);
            if (flags < 0 || (flags & Append) != 0) return all;
            position = (long)a[offset] + written;
        }
        else
        {
            position = HostSyscall.Invoke(HostNumber.Lseek, (ulong)descriptor, 0, SeekCurrent);
        }

        return position < written ? all : ((ulong)(position - written), (ulong)position);
    }
}
