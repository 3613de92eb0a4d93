using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Resource limits: the host's, but for those that would bind the emulator's own memory.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal static unsafe class LimitCalls
{
    private const int LimitsSize = 16, Count = 16, Stack = 3;

    public static long Get(LinuxThread thread, SyscallArguments a) =>
        GetAndSet(thread, process: 0, a.Int(0), newLimits: 0, oldLimits: a[1], getOnly: true);

    public static long Set(LinuxThread thread, SyscallArguments a) =>
        a[1] == 0 ? -Errno.BadAddress : GetAndSet(thread, process: 0, a.Int(0), a[1], oldLimits: 0, getOnly: false);

    public static long GetAndSet(LinuxThread thread, SyscallArguments a) =>
        GetAndSet(thread, a.Int(0), a.Int(1), a[2], a[3], getOnly: false);

    private static long GetAndSet(
        LinuxThread thread, int process, int resource, ulong newLimits, ulong oldLimits, bool getOnly)
    {
        GuestMemory memory = thread.Process.Memory;
        if (getOnly && oldLimits == 0)
            return resource is < 0 or >= Count ? -Errno.InvalidArgument : -Errno.BadAddress;
        // Limits are the process's, whichever of its threads is named.
        bool own = process == 0 || HostSyscall.Invoke(HostNumber.Tgkill, Process(), (ulong)process) == 0;
        if (!own || !GuestLimits.Keeps(resource))
            return HostCall.Invoke(
                thread, HostNumber.Prlimit64, mayWait: false, (ulong)process, (ulong)resource,
                HostCall.Pointer(memory, newLimits, LimitsSize), HostCall.Pointer(memory, oldLimits, LimitsSize));
        (ulong Soft, ulong Hard) asked = default;
        if (newLimits != 0 && !memory.TryRead(newLimits, out asked)) return -Errno.BadAddress;
        (ulong Soft, ulong Hard) current = Current(thread, resource);
        if (newLimits != 0)
        {
            if (asked.Soft > asked.Hard) return -Errno.InvalidArgument;
            if (asked.Hard > current.Hard && !MayRaise()) return -Errno.NotPermitted;
            thread.Process.Limits.Set(resource, asked.Soft, asked.Hard);
        }
        return oldLimits == 0 || memory.TryWrite(oldLimits, current) ? 0 : -Errno.BadAddress;
    }

    private static (ulong Soft, ulong Hard) Current(LinuxThread thread, int resource)
    {
        if (thread.Process.Limits.Find(resource) is { } kept) return kept;
        ulong* limits = stackalloc ulong[2];
        HostCall.Invoke(thread, HostNumber.Getrlimit, mayWait: false, (ulong)resource, (ulong)limits);
        // The emulator may have raised the soft limit for itself.
        return (resource == Stack ? ProcessStart.StackLimit : limits[0], limits[1]);
    }

    // The kernel asks for CAP_SYS_RESOURCE; the superuser has it unless it was taken away.
    private static bool MayRaise() => HostSyscall.Invoke(HostNumber.Geteuid) == 0;

    private static ulong Process() => (ulong)HostSyscall.Invoke(HostNumber.Getpid);
}
