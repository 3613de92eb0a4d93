using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// unshare and setns. What they change is the calling thread's, and much of it the kernel changes only in a process of one
/// thread: a program that has one sees no other.
/// </summary>
internal static class NamespaceCalls
{
    // For them unshare demands no single thread, and a process whose children will be in another namespace of these cannot
    // start threads: so the emulator keeps those that it has.
    private const CloneFlags ForChildren = CloneFlags.NewPid | CloneFlags.NewTime;

    private const ulong GetNamespaceType = 0xb703;

    /// <summary>The row of unshare.</summary>
    public static readonly SyscallRow Unshare = By(97, "unshare", UnshareWith, Hex);

    /// <summary>The row of setns.</summary>
    public static readonly SyscallRow SetNamespace = By(268, "setns", Enter, Descriptor, Hex);

    private static long UnshareWith(LinuxThread thread, SyscallArguments a)
    {
        ulong flags = a[0];
        var what = (CloneFlags)flags;
        LinuxProcess process = thread.Process;
        if ((what & ~ForChildren) == 0) return HostSyscall.Invoke(HostNumber.Unshare, flags);
        if (process.IsOnlyThread(thread))
            return process.InvokeAlone(thread, () => HostSyscall.Invoke(HostNumber.Unshare, flags));
        if (what.HasFlag(CloneFlags.Files)) process.DivideDescriptors(thread);
        return HostSyscall.Invoke(HostNumber.Unshare, flags);
    }

    private static long Enter(LinuxThread thread, SyscallArguments a)
    {
        ulong descriptor = thread.Process.Reserved.Hide(a[0]), type = a[1];
        long kind = (uint)type != 0 ? (uint)type : HostSyscall.Invoke(HostNumber.Ioctl, descriptor, GetNamespaceType);
        bool isDirect = kind is <= 0 or (long)CloneFlags.NewPid || !thread.Process.IsOnlyThread(thread);
        return isDirect ? Call() : thread.Process.InvokeAlone(thread, Call);

        long Call() => HostSyscall.Invoke(HostNumber.Setns, descriptor, type);
    }
}
