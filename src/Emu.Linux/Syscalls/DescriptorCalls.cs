using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Processes;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that make, copy, close and control descriptors.</summary>
/// <remarks>Invariant of the unsafe code: the structure for the host is on the stack during the call.</remarks>
internal static class DescriptorCalls
{
    private const uint CloseOnExec = 0x8_0000;

    public static IReadOnlyList<SyscallRow> Rows { get; } =
    [
        ByHost(19, "eventfd2", HostNumber.Eventfd2, Size, Flags(ValueNames.DescriptorFlags)),
        ByHost(23, "dup", HostNumber.Dup, Descriptor),
        By(24, "dup3", Duplicate, Descriptor, Descriptor, Flags(ValueNames.OpenFlags)),
        By(25, "fcntl", FileControl.Invoke, Descriptor, Choice(ValueNames.FileCommands), Hex),
        CodeWrites.Cloned(By(29, "ioctl", DeviceControl.Invoke, Descriptor, Hex, Hex)),
        ByHostWaiting(32, "flock", HostNumber.Flock, Descriptor, Int),
        ByHost(57, "close", HostNumber.Close, Descriptor),
        ByHost(59, "pipe2", HostNumber.Pipe2, OutStruct(8), Flags(ValueNames.DescriptorFlags)),
        CodeWrites.Made(ByHost(279, "memfd_create", HostNumber.MemfdCreate, Text, Hex)),
        ByHost(434, "pidfd_open", HostNumber.PidfdOpen, Int, Hex),
        By(436, "close_range", CloseRange, Descriptor, Descriptor, Hex),
        ByHost(438, "pidfd_getfd", HostNumber.PidfdGetfd, Descriptor, Int, Hex),
        Missing(447, "memfd_secret", Hex),
    ];

    // What the emulator has at the target makes way.
    private static long Duplicate(LinuxThread thread, SyscallArguments a)
    {
        LinuxProcess process = thread.Process;
        ulong from = process.Reserved.Hide(a[0]);
        bool isInTheWay = process.Reserved.Contains(a.Int(1)) && IsOpen(from) && a.Int(1) < Limit();
        if (isInTheWay && !process.TryVacate(thread, a.Int(1))) return -Errno.Busy;
        // The errors of what is left come in the kernel's order.
        bool isWrong = ((uint)a[2] & ~CloseOnExec) != 0 || (int)a[0] == (int)a[1];
        if (process.Reserved.Contains(a.Int(1))) return isWrong ? -Errno.InvalidArgument : -Errno.BadDescriptor;
        return HostCall.Invoke(thread, HostNumber.Dup3, mayWait: true, from, a[1], a[2]);
    }

    private static bool IsOpen(ulong descriptor)
    {
        const int getFlags = 1;
        return HostSyscall.Invoke(HostNumber.Fcntl, descriptor, getFlags) >= 0;
    }

    private static unsafe long Limit()
    {
        const int resourceFiles = 7;
        ulong* limits = stackalloc ulong[2];
        return HostSyscall.Invoke(HostNumber.Getrlimit, resourceFiles, (ulong)limits) < 0 ? 0 : (long)limits[0];
    }

    private static long CloseRange(LinuxThread thread, SyscallArguments a)
    {
        const uint unshare = 2;
        LinuxProcess process = thread.Process;
        if (((uint)a[2] & unshare) == 0) return CloseStretches(process, a);
        // From here on the table of descriptors is the thread's own.
        if (process.IsOnlyThread(thread)) return process.InvokeAlone(thread, () => CloseStretches(process, a));
        process.DivideDescriptors(thread);
        return CloseStretches(process, a);
    }

    // The host's call for each stretch between the emulator's own descriptors.
    private static long CloseStretches(LinuxProcess process, SyscallArguments a)
    {
        uint from = (uint)a[0], last = (uint)a[1];
        foreach (int own in process.Reserved.Numbers)
        {
            if (own < from || own > last) continue;
            if (own > from)
            {
                long result = HostSyscall.Invoke(HostNumber.CloseRange, from, (uint)own - 1, a[2]);
                if (result < 0) return result;
            }
            from = (uint)own + 1;
            if (from > last) return 0;
        }
        return HostSyscall.Invoke(HostNumber.CloseRange, from, last, a[2]);
    }
}
