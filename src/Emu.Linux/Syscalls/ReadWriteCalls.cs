using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.CodeWrites;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that move data through descriptors.</summary>
/// <remarks>Invariant of the unsafe code: vectors are in this thread's scratch memory, which is made as long as their
/// checked count demands, until the call returns.</remarks>
internal static class ReadWriteCalls
{
    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(62, "lseek", HostNumber.Lseek, Descriptor, Int, Choice(ValueNames.Whence)),
        ByHostWaiting(63, "read", HostNumber.Read, Descriptor, Out(2), Size),
        Written(ByHostWaiting(64, "write", HostNumber.Write, Descriptor, In(2), Size), offset: AtPosition),
        Vectors(65, "readv", HostNumber.Readv),
        Written(Vectors(66, "writev", HostNumber.Writev), offset: AtPosition),
        ByHostWaiting(67, "pread64", HostNumber.Pread64, Descriptor, Out(2), Size, Size),
        Written(ByHostWaiting(68, "pwrite64", HostNumber.Pwrite64, Descriptor, In(2), Size, Size), offset: 3),
        Vectors(69, "preadv", HostNumber.Preadv, Size, Size),
        Written(Vectors(70, "pwritev", HostNumber.Pwritev, Size, Size), offset: 3),
        Written(
            ByHostWaiting(71, "sendfile", HostNumber.Sendfile, Descriptor, Descriptor, InOutStruct(8), Size),
            offset: AtPosition),
        // The pages themselves go into the pipe: what becomes of them later is nothing that a kernel promises.
        Vectors(75, "vmsplice", HostNumber.Vmsplice, Hex),
        Written(
            ByHostWaiting(
                76, "splice", HostNumber.Splice, Descriptor, InOutStruct(8), Descriptor, InOutStruct(8), Size, Hex),
            descriptor: 2),
        ByHostWaiting(77, "tee", HostNumber.Tee, Descriptor, Descriptor, Size, Hex),
        ByHost(213, "readahead", HostNumber.Readahead, Descriptor, Size, Size),
        ByHost(223, "fadvise64", HostNumber.Fadvise64, Descriptor, Size, Size, Int),
        OtherMemory(270, "process_vm_readv", HostNumber.ProcessVmReadv),
        OtherMemory(271, "process_vm_writev", HostNumber.ProcessVmWritev),
        Written(
            ByHostWaiting(
                285, "copy_file_range", HostNumber.CopyFileRange, Descriptor, InOutStruct(8), Descriptor,
                InOutStruct(8), Size, Hex),
            descriptor: 2),
        Vectors(286, "preadv2", HostNumber.Preadv2, Size, Size, Hex),
        Written(Vectors(287, "pwritev2", HostNumber.Pwritev2, Size, Size, Hex), offset: 3),
    ];

    private static SyscallRow Vectors(int number, string name, long host, params Argument[] more) => new()
    {
        Number = number,
        Name = name,
        Arguments = [Descriptor, Hex, Size, .. more],
        HostNumber = host,
        MayWait = true,
        Handler = (thread, a) => Vectors(thread, a, host),
    };

    private static unsafe long Vectors(LinuxThread thread, SyscallArguments a, long host)
    {
        bool isSource = host is HostNumber.Writev or HostNumber.Pwritev or HostNumber.Pwritev2;
        ulong vectors = IoVectors.ToHost(thread, a[1], a[2], isSource);
        return HostCall.Invoke(
            thread, host, mayWait: true, thread.Process.Reserved.Hide(a[0]), vectors, a[2], a[3], a[4], a[5]);
    }

    private static SyscallRow OtherMemory(int number, string name, long host) =>
        By(number, name, (thread, a) => OtherMemory(thread, a, host), Int, Hex, Size, Hex, Size, Hex);

    // The other process, when it is a guest, has its memory at the same base.
    private static unsafe long OtherMemory(LinuxThread thread, SyscallArguments a, long host)
    {
        if (a[2] > IoVectors.Most || a[4] > IoVectors.Most) return -Errno.InvalidArgument;
        byte* scratch = thread.Scratch((int)(a[2] + a[4]) * IoVectors.EntrySize);
        bool writes = host == HostNumber.ProcessVmWritev;
        ulong local = IoVectors.ToHost(thread.Process.Memory, a[1], a[2], scratch, isSource: writes);
        ulong remote = IoVectors.ToHost(
            thread.Process.Memory, a[3], a[4], scratch + (int)a[2] * IoVectors.EntrySize, isSource: !writes);
        ulong wanted = Math.Min(IoVectors.Sum(local, a[2]), IoVectors.Sum(remote, a[4]));
        for (int attempt = 0; ; attempt++)
        {
            long result = HostCall.Invoke(thread, host, mayWait: false, a[0], local, a[2], remote, a[4], a[5]);
            bool isWhole = result >= 0 ? (ulong)result == wanted : result != -Errno.BadAddress;
            // Pages of code are read-only there: it lets go of them when it is asked to.
            if (isWhole || !writes || !OtherProcess.MayRetry(a.Int(0), attempt)) return result;
        }
    }
}
