using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary><c>setsockopt</c> and <c>getsockopt</c>.</summary>
/// <remarks>Invariant of the unsafe code: structures for the host are on the stack during the call.</remarks>
internal static unsafe class SocketOptions
{
    private const int SocketLevel = 1, AttachFilter = 26, AttachReusePortFilter = 51, ProgramSize = 16;
    private const int FilterInstructionSize = 8;

    public static long Set(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        int level = a.Int(1), option = a.Int(2);
        ulong value = HostCall.Pointer(memory, a[3], (uint)a[4]);
        ulong* program = stackalloc ulong[2];
        // struct sock_fprog: a length, and a pointer to the instructions.
        if (level == SocketLevel && option is AttachFilter or AttachReusePortFilter && (uint)a[4] >= ProgramSize
            && memory.TryRead(a[3], new Span<byte>(program, ProgramSize)))
        {
            ulong length = (ushort)program[0] * (ulong)FilterInstructionSize;
            program[1] = HostCall.Pointer(memory, program[1], length);
            value = (ulong)program;
        }
        return HostCall.Invoke(
            thread, HostNumber.Setsockopt, mayWait: false, thread.Process.Reserved.Hide(a[0]), a[1], a[2], value, a[4]);
    }

    public static long Get(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        ulong lengthPointer = HostCall.Pointer(memory, a[4], sizeof(int));
        // How much the kernel may write is in memory too: it gets our copy, which nobody changes meanwhile.
        int length = 0;
        bool readable = memory.TryRead(a[4], out length);
        int unit = a.Int(1) == SocketLevel && a.Int(2) == AttachFilter ? FilterInstructionSize : 1;
        ulong value = HostCall.Pointer(memory, a[3], (ulong)Math.Max(length, 0) * (ulong)unit);
        if (!readable) lengthPointer = HostCall.BadPointer;
        else lengthPointer = (ulong)(&length);
        long result = HostCall.Invoke(
            thread, HostNumber.Getsockopt, mayWait: false, thread.Process.Reserved.Hide(a[0]), a[1], a[2], value,
            lengthPointer);
        return result >= 0 && readable && !memory.TryWrite(a[4], length) ? -Errno.BadAddress : result;
    }
}
