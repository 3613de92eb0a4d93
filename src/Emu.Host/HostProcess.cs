using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Processes and threads of the host past the runtime: fork, ending, and the gate at which threads stand still for a fork.
/// What has to hold for a fork is in docs/decisions/0011-fork.md.
/// </summary>
/// <remarks>
/// Invariant of the unsafe code: words and pages that the native side waits on are outside the managed heap, and live as
/// long as a thread may be waiting.
/// </remarks>
public static unsafe partial class HostProcess
{
    /// <summary>Result of <see cref="Fork"/> when a signal came first: the kernel's -ERESTARTNOINTR.</summary>
    public const long SignalCameFirst = -513;

    /// <summary>Bytes at the start of shared memory that <see cref="Fork"/> uses.</summary>
    public const int VforkSize = 64;

    /// <summary>
    /// The calling thread counts from here on among those that <see cref="CloseGate"/> keeps still; its word reads 1 while
    /// it does. Null ends that.
    /// </summary>
    public static void AttachToGate(int* word) => AttachToGateNative(word);

    /// <summary>
    /// Closes the gate. False when another thread has closed it, in which case the caller has stood still until it was open
    /// again.
    /// </summary>
    public static bool CloseGate() => CloseGateNative() != 0;

    /// <summary>Opens the gate; also in a child.</summary>
    public static void OpenGate() => OpenGateNative();

    /// <summary>Waits while the gate is closed.</summary>
    public static void PassGate() => PassGateNative();

    /// <summary>Counts the threads that have come to a standstill at the closed gate.</summary>
    public static int GateArrivals() => GateArrivalsNative();

    /// <summary>Waits, some milliseconds at most, for an arrival since <see cref="GateArrivals"/> told
    /// <paramref name="seen"/>.</summary>
    public static void AwaitArrival(int seen) => AwaitArrivalNative(seen);

    /// <summary>Waits while a word has a value.</summary>
    public static void Wait(int* word, int value) => WaitNative(word, value);

    /// <summary>Wakes all that wait for a word.</summary>
    public static void Wake(int* word) => WakeNative(word);

    /// <summary>Keeps the calling thread, the runtime's finalizer, in native code: the word is 1 meanwhile.</summary>
    public static void HoldFinalizer(int* word) => HoldFinalizerNative(word);

    /// <summary>Lets the finalizer go on.</summary>
    public static void ReleaseFinalizer(int* word) => ReleaseFinalizerNative(word);

    /// <summary>Waits some milliseconds at most; true when the finalizer is held.</summary>
    public static bool AwaitFinalizer(int* word) => AwaitFinalizerNative(word) != 0;

    /// <summary>The finalizer, which is held, has no kernel thread until <see cref="ResumeFinalizer"/>. False when that
    /// cannot be.</summary>
    public static bool RestFinalizer(int* word) => RestFinalizerNative(word) != 0;

    /// <summary>The finalizer has a kernel thread again, with the caller's rights, and is held. False when the host makes
    /// none: then there is no finalizer any more.</summary>
    public static bool ResumeFinalizer(int* word) => ResumeFinalizerNative(word) == 0;

    /// <summary>Blocks all signals of the calling thread, and returns the kernel's set of those that were
    /// blocked.</summary>
    public static ulong BlockSignals() => BlockSignalsNative();

    /// <summary>Blocks exactly the signals of a set.</summary>
    public static void RestoreSignals(ulong blocked) => RestoreSignalsNative(blocked);

    /// <summary>The kernel's id of the calling thread.</summary>
    public static int CurrentThreadId => (int)HostSyscall.Invoke(HostSyscallNumbers.Gettid);

    /// <summary>The kernel's id of the process.</summary>
    public static int CurrentProcessId => (int)HostSyscall.Invoke(HostSyscallNumbers.Getpid);

    /// <summary>True while the kernel knows a thread of this process.</summary>
    public static bool HasThread(int id)
    {
        const long NoSuchThread = -3;
        long process = HostSyscall.Invoke(HostSyscallNumbers.Getpid);
        return HostSyscall.Invoke(HostSyscallNumbers.Tgkill, (ulong)process, (ulong)id) != NoSuchThread;
    }

    /// <summary>Starts a thread of the emulator's own, which takes no signal that is for the guest's program. False when
    /// the host refuses.</summary>
    public static bool TryStartWithoutSignals(Thread thread)
    {
        ulong blocked = KeepSignalsNative();
        try
        {
            return TryStart(thread);
        }
        finally
        {
            RestoreSignals(blocked);
        }
    }

    /// <summary>Starts a thread that the emulator cannot do without.</summary>
    /// <exception cref="IOException">The host refuses.</exception>
    public static void Start(Thread thread)
    {
        if (!TryStart(thread))
            throw new IOException(
                "the host refuses a thread; raise the limit on processes (ulimit -u, or that of the container), or free "
                + "memory");
    }

    /// <summary>Starts a thread. False when the host refuses: its memory or a limit of the user's processes is used up,
    /// or the process has left its namespace of process ids.</summary>
    public static bool TryStart(Thread thread)
    {
        ArgumentNullException.ThrowIfNull(thread);
        try
        {
            thread.Start();
            return true;
        }
        catch (Exception exception) when (exception is OutOfMemoryException or ThreadStartException)
        {
            return false;
        }
    }

    /// <summary>
    /// Forks. All other threads stand still. Returns the child's id, 0 in the child, a negative error number, or
    /// <see cref="SignalCameFirst"/> when the word at <paramref name="pending"/> was not zero.
    /// </summary>
    /// <param name="pending">Set by a signal that was taken from the kernel and still has to be delivered.</param>
    /// <param name="flags">Of clone(2), with the signal for the parent; nothing that shares memory.</param>
    /// <param name="pidfd">Where the kernel writes a descriptor of the child with CLONE_PIDFD.</param>
    /// <param name="vfork">Shared memory of <see cref="VforkSize"/> bytes that the child is to own until it executes a
    /// program or ends; null for a plain fork.</param>
    public static long Fork(int* pending, ulong flags, void* pidfd, void* vfork) =>
        ForkNative(pending, flags, pidfd, vfork);

    /// <summary>Waits until a child that owns shared memory has executed a program or ended.</summary>
    public static void AwaitVfork(void* vfork, int child) => AwaitVforkNative(vfork, child);

    /// <summary>Ends the calling thread without the runtime's knowledge, which its first thread needs.</summary>
    public static void ExitThread(int code) => ExitThreadNative(code);

    /// <summary>Ends the process at once.</summary>
    public static void ExitProcess(int code) => ExitProcessNative(code);

    [LibraryImport("emunative", EntryPoint = "emu_gate_close")]
    private static partial int CloseGateNative();

    [LibraryImport("emunative", EntryPoint = "emu_finalizer_await")]
    private static partial int AwaitFinalizerNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_gate_attach")]
    private static partial void AttachToGateNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_gate_open")]
    private static partial void OpenGateNative();

    [LibraryImport("emunative", EntryPoint = "emu_gate_pass")]
    private static partial void PassGateNative();

    [LibraryImport("emunative", EntryPoint = "emu_gate_arrivals")]
    private static partial int GateArrivalsNative();

    [LibraryImport("emunative", EntryPoint = "emu_gate_await")]
    private static partial void AwaitArrivalNative(int seen);

    [LibraryImport("emunative", EntryPoint = "emu_futex_wait")]
    private static partial void WaitNative(int* word, int value);

    [LibraryImport("emunative", EntryPoint = "emu_futex_wake")]
    private static partial void WakeNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_finalizer_hold")]
    private static partial void HoldFinalizerNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_finalizer_release")]
    private static partial void ReleaseFinalizerNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_finalizer_rest")]
    private static partial int RestFinalizerNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_finalizer_resume")]
    private static partial long ResumeFinalizerNative(int* word);

    [LibraryImport("emunative", EntryPoint = "emu_signals_block")]
    private static partial ulong BlockSignalsNative();

    [LibraryImport("emunative", EntryPoint = "emu_signals_keep")]
    private static partial ulong KeepSignalsNative();

    [LibraryImport("emunative", EntryPoint = "emu_signals_restore")]
    private static partial void RestoreSignalsNative(ulong blocked);

    [LibraryImport("emunative", EntryPoint = "emu_fork")]
    private static partial long ForkNative(int* pending, ulong flags, void* pidfd, void* vfork);

    [LibraryImport("emunative", EntryPoint = "emu_vfork_wait")]
    private static partial void AwaitVforkNative(void* vfork, int child);

    [LibraryImport("emunative", EntryPoint = "emu_exit_thread")]
    private static partial void ExitThreadNative(int code);

    [LibraryImport("emunative", EntryPoint = "emu_exit_process")]
    private static partial void ExitProcessNative(int code);
}
