using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// System calls of the host's kernel by number, past the C library: what it returns is the kernel's answer, a value or
/// a negative error number. Any thread may call.
/// </summary>
/// <remarks>Invariant of the unsafe code: the kernel gets arguments as the caller gives them: who passes an address
/// keeps the memory there until the call returns; the word of a call that waits is the calling thread's own, outside
/// the managed heap or pinned.</remarks>
public static unsafe partial class HostSyscall
{
    /// <summary>The result of a call that a signal has ended so that it can be made again: the kernel's
    /// -ERESTARTSYS.</summary>
    public const long Ended = -512;

    /// <summary>The result of a call that did not begin, as if the signal had come before it: -ERESTARTNOINTR.</summary>
    public const long NotStarted = -513;

    /// <summary>A call that never waits for long. Returns the result, or a negative error number.</summary>
    public static long Invoke(
        long number, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0, ulong a5 = 0) =>
        InvokeNative(number, a0, a1, a2, a3, a4, a5);

    /// <summary>
    /// A call that may wait, during which the thread counts as standing still (<see cref="HostProcess.CloseGate"/>), so
    /// that the caller must hold no lock. When <paramref name="pending"/> is not zero before the kernel is entered, it is not
    /// entered, and the result is <see cref="NotStarted"/>: a signal that arrives before the call begins is never
    /// missed.
    /// </summary>
    public static long InvokeInterruptible(
        int* pending, long number, ulong a0 = 0, ulong a1 = 0, ulong a2 = 0, ulong a3 = 0, ulong a4 = 0,
        ulong a5 = 0) =>
        InvokeInterruptibleNative(pending, number, a0, a1, a2, a3, a4, a5);

    [LibraryImport("emunative", EntryPoint = "emu_syscall")]
    private static partial long InvokeNative(
        long number, ulong a0, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5);

    [LibraryImport("emunative", EntryPoint = "emu_syscall_waiting")]
    private static partial long InvokeInterruptibleNative(
        int* pending, long number, ulong a0, ulong a1, ulong a2, ulong a3, ulong a4, ulong a5);
}
