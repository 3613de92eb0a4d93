using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary><c>keyctl</c>: its operations, by which of their arguments point to memory.</summary>
internal static class KeyControl
{
    public static long Invoke(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        int pointers = Pointers(a.Int(0));
        if (pointers < 0) return -Errno.NotSupported;
        ulong first = Argument(1), second = Argument(2), third = Argument(3), fourth = Argument(4);
        return HostCall.Invoke(thread, HostNumber.Keyctl, mayWait: false, a[0], first, second, third, fourth);

        ulong Argument(int index) =>
            (pointers >> index & 1) != 0 ? HostCall.Pointer(memory, a[index]) : a[index];
    }

    // Bit n: argument n is a pointer. -1: not served.
    private static int Pointers(int operation) => operation switch
    {
        0 or 3 or 4 or 5 or 7 or 8 or 9 or 14 or 15 or 18 or 19 or 21 or 22 => 0, // ids, modes and timeouts only
        1 => 1 << 1,                   // KEYCTL_JOIN_SESSION_KEYRING: name
        2 or 6 or 11 or 17 => 1 << 2,  // UPDATE, DESCRIBE, READ, GET_SECURITY: buffer
        10 => 1 << 2 | 1 << 3,         // SEARCH: type, description
        12 => 1 << 2,                  // INSTANTIATE: payload
        13 => 0,                       // NEGATE
        31 => 1 << 1,                  // CAPABILITIES: buffer
        _ => -1,
    };
}
