using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary><c>fcntl</c>: its commands by what their argument is. All structures are the same on all 64-bit
/// hosts.</summary>
internal static class FileControl
{
    private const int LockSize = 32, OwnerSize = 8, HintSize = 8;
    private const int Duplicate = 0, DuplicateClosed = 1030, GetStatusFlags = 3, SetStatusFlags = 4;

    public static long Invoke(LinuxThread thread, SyscallArguments a)
    {
        return a.Int(1) is Duplicate or DuplicateClosed ? DuplicateFrom(thread, a) : Control(thread, a);
    }

    // The lowest free number from the third argument on; what the emulator has there makes way.
    private static long DuplicateFrom(LinuxThread thread, SyscallArguments a)
    {
        ReservedDescriptors reserved = thread.Process.Reserved;
        while (true)
        {
            long found = Control(thread, a);
            // Of a number that is too high for the program nothing is below the limit.
            int passed = found < 0 ? -1 : reserved.FirstBetween(a.Int(2), (int)found);
            if (passed < 0) return found;
            if (!thread.Process.TryVacate(thread, passed)) return found;
            HostSyscall.Invoke(HostNumber.Close, (ulong)found);
        }
    }

    private static long Control(LinuxThread thread, SyscallArguments a)
    {
        ulong argument = a[2];
        int command = a.Int(1), size = PointedSize(command);
        OpenFlagMap flags = thread.Process.Abi.OpenFlags;
        if (command == SetStatusFlags) argument = flags.ToGeneric(argument);
        if (size != 0) argument = HostCall.Pointer(thread.Process.Memory, argument, (ulong)size);
        // F_SETLKW and F_OFD_SETLKW wait; asking for all alike costs nothing.
        long result = HostCall.Invoke(
            thread, HostNumber.Fcntl, mayWait: true, thread.Process.Reserved.Hide(a[0]), a[1], argument);
        return command == GetStatusFlags && result > 0 ? (long)flags.ToGuest((ulong)result) : result;
    }

    // Bytes of the structure that a command's argument points to; 0 when it is a number.
    private static int PointedSize(int command) => command switch
    {
        5 or 6 or 7 => LockSize,            // F_GETLK, F_SETLK, F_SETLKW
        36 or 37 or 38 => LockSize,         // F_OFD_GETLK, F_OFD_SETLK, F_OFD_SETLKW
        15 or 16 or 17 => OwnerSize,        // F_SETOWN_EX, F_GETOWN_EX, F_GETOWNER_UIDS
        1035 or 1036 or 1037 or 1038 => HintSize, // F_GET_RW_HINT to F_SET_FILE_RW_HINT
        _ => 0,
    };
}
