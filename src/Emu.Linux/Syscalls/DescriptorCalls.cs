using Emu.Linux.Files;
using static Emu.Linux.Syscalls.Arguments;
using static Emu.Linux.Syscalls.Serve;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Calls that make, copy, close and control descriptors.</summary>
internal static class DescriptorCalls
{
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

    // A descriptor of the emulator's as the target would be closed; it is out of the program's range of numbers.
    private static long Duplicate(LinuxThread thread, SyscallArguments a)
    {
        ReservedDescriptors reserved = thread.Process.Reserved;
        if (reserved.Contains(a.Int(1))) return -Errno.BadDescriptor;
        return HostCall.Invoke(thread, HostNumber.Dup3, mayWait: true, reserved.Hide(a[0]), a[1], a[2]);
    }

    // The host's call for each stretch between the emulator's own descriptors.
    private static long CloseRange(LinuxThread thread, SyscallArguments a)
    {
        uint from = (uint)a[0], last = (uint)a[1];
        ReservedDescriptors reserved = thread.Process.Reserved;
        for (int own = reserved.First; own < reserved.End && from <= last; own++)
        {
            if (!reserved.Contains(own) || own < from || own > last) continue;
            if (own > from)
            {
                long result = HostCall.Invoke(thread, HostNumber.CloseRange, false, from, (uint)own - 1, a[2]);
                if (result < 0) return result;
            }
            from = (uint)own + 1;
            if (from > last) return 0;
        }
        return HostCall.Invoke(thread, HostNumber.CloseRange, mayWait: false, from, last, a[2]);
    }
}
