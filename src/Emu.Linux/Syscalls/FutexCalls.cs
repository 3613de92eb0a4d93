using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>Futexes: the host's kernel serves them on the guest's words, which hold the host's thread ids.</summary>
/// <remarks>Invariant of the unsafe code: the kernel gets addresses of user space, or <see cref="HostCall.BadPointer"/>,
/// and the calling thread's scratch memory for the length of the call.</remarks>
internal static unsafe class FutexCalls
{
    private const int TimeSize = 16, MostWaiters = 128, WaiterSize = 24;

    public static SyscallRow Futex { get; } = Serve.By(98, "futex", Operate);

    public static SyscallRow FutexWaitMany { get; } = Serve.By(449, "futex_waitv", WaitMany);

    private static long Operate(LinuxThread thread, SyscallArguments a)
    {
        GuestMemory memory = thread.Process.Memory;
        uint operation = (uint)a[1];
        bool waits = FutexOperation.Waits(operation);
        // The third pointer is a count where no thread waits.
        ulong time = waits ? HostCall.Pointer(memory, a[3], TimeSize) : a[3];
        ulong second = FutexOperation.HasSecondWord(operation) ? Word(memory, a[4]) : a[4];
        long result = HostCall.Invoke(
            thread, HostNumber.Futex, mayWait: waits, Word(memory, a[0]), a[1], a[2], time, second, a[5]);
        // A handler never ends a wait for a lock.
        return result == -Errno.RestartSystem && FutexOperation.WaitsForLock(operation) ? -Errno.RestartAlways : result;
    }

    // A word at address 0 is one as any other.
    private static ulong Word(GuestMemory memory, ulong address)
    {
        if (!memory.IsUser(address, sizeof(uint))) return HostCall.BadPointer;
        memory.OpenForKernel(address, sizeof(uint));
        return memory.ToHost(address);
    }

    private static long WaitMany(LinuxThread thread, SyscallArguments a)
    {
        const ulong AddressField = 8;
        GuestMemory memory = thread.Process.Memory;
        uint count = (uint)a[1];
        if ((uint)a[2] != 0 || count is 0 or > MostWaiters || a[0] == 0) return -Errno.InvalidArgument;
        byte* waiters = thread.Scratch((int)count * WaiterSize);
        if (!memory.TryRead(a[0], new Span<byte>(waiters, (int)count * WaiterSize))) return -Errno.BadAddress;
        for (uint i = 0; i < count; i++)
        {
            ulong* address = (ulong*)(waiters + i * WaiterSize + AddressField);
            *address = Word(memory, *address);
        }

        return HostCall.Invoke(
            thread, HostNumber.FutexWaitv, mayWait: true, (ulong)waiters, count, a[2],
            HostCall.Pointer(memory, a[3], TimeSize), a[4]);
    }
}
