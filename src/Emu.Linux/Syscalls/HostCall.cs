using Emu.Host;
using Emu.Linux.Abi;
using Emu.Linux.Memory;
using Emu.Linux.Processes;

namespace Emu.Linux.Syscalls;

/// <summary>The way from a guest's arguments to a call of the host's kernel.</summary>
/// <remarks>Invariant of the unsafe code: the host's kernel gets addresses of guest memory, ours for the length of the
/// call, or <see cref="BadPointer"/>, never another address that a guest chose.</remarks>
internal static unsafe class HostCall
{
    /// <summary>
    /// An address that is nobody's on any host: the kernel answers EFAULT where it first uses it, so that an error
    /// that comes before keeps its place.
    /// </summary>
    public const ulong BadPointer = 1ul << 63;

    /// <summary>The host's address for a guest's pointer, to which the kernel may write; a null pointer stays
    /// one.</summary>
    public static ulong Pointer(GuestMemory memory, ulong address, ulong length = 1)
    {
        memory.OpenForKernel(address, length);
        return Source(memory, address, length);
    }

    /// <summary>As <see cref="Pointer"/>, to what the kernel only reads.</summary>
    public static ulong Source(GuestMemory memory, ulong address, ulong length = 1) =>
        address == 0 ? 0 : memory.IsUser(address, length) ? memory.ToHost(address) : BadPointer;

    /// <summary>Calls the host's kernel, again when it was the emulator that had the last descriptors.</summary>
    public static long Invoke(
        LinuxThread thread, long number, bool mayWait, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0,
        ulong a4 = 0, ulong a5 = 0)
    {
        long result = InvokeOnce(thread, number, mayWait, a0, a1, a2, a3, a4, a5);
        return result == -Errno.TooManyFiles && thread.Process.TryLeaveLimit(thread)
            ? InvokeOnce(thread, number, mayWait, a0, a1, a2, a3, a4, a5)
            : result;
    }

    private static long InvokeOnce(
        LinuxThread thread, long number, bool mayWait, ulong a0, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5) =>
        mayWait
            ? HostSyscall.InvokeInterruptible(thread.PendingSignals, number, a0, a1, a2, a3, a4, a5)
            : HostSyscall.Invoke(number, a0, a1, a2, a3, a4, a5);
}
