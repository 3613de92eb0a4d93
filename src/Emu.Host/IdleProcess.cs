namespace Emu.Host;

/// <summary>Makes this process one that works while nobody else wants the processors, and that nobody waits for.</summary>
/// <remarks>Invariant of the unsafe code: what the kernel reads lives on the stack during the call.</remarks>
public static unsafe class IdleProcess
{
    private const ulong IdleClass = 5, CpuTimeLimit = 0;
    private const ulong SetMask = 2, Hangup = 1, Interrupt = 2, Terminate = 15, OutOfTime = 24;
    private const int FirstOwn = 3;

    /// <summary>Lets go of what the process was started with: session and terminal, directory, descriptors, blocked and ignored
    /// signals. From here on it runs in the scheduling class of idle work, and is ended when it has used its time. Before it has
    /// opened anything, and before it has threads that compute: they inherit the class.</summary>
    /// <param name="seconds">CPU time that the process may use.</param>
    /// <exception cref="IOException">There is no <c>/dev/null</c>.</exception>
    public static void Enter(ulong seconds)
    {
        HostSyscall.Invoke(HostSyscallNumbers.Setsid);
        HostSyscall.Invoke(HostSyscallNumbers.CloseRange, FirstOwn, uint.MaxValue, 0);
        using (FileStream nothing = new("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            ulong descriptor = (ulong)nothing.SafeFileHandle.DangerousGetHandle();
            for (ulong standard = 0; standard < FirstOwn; standard++) HostSyscall.Invoke(HostSyscallNumbers.Dup3, descriptor, standard, 0);
        }

        byte* root = stackalloc byte[2] { (byte)'/', 0 };
        HostSyscall.Invoke(HostSyscallNumbers.Chdir, (ulong)root);
        // Whatever the program had done to signals: these end the process.
        ulong none = 0;
        HostSyscall.Invoke(HostSyscallNumbers.RtSigprocmask, SetMask, (ulong)&none, 0, sizeof(ulong));
        ulong* usual = stackalloc ulong[4] { 0, 0, 0, 0 };
        foreach (ulong signal in (ReadOnlySpan<ulong>)[Hangup, Interrupt, Terminate, OutOfTime])
            HostSyscall.Invoke(HostSyscallNumbers.RtSigaction, signal, (ulong)usual, 0, sizeof(ulong));
        int priority = 0;
        HostSyscall.Invoke(HostSyscallNumbers.SchedSetscheduler, 0, IdleClass, (ulong)&priority);
        ulong* limits = stackalloc ulong[2] { seconds, seconds };
        HostSyscall.Invoke(HostSyscallNumbers.Setrlimit, CpuTimeLimit, (ulong)limits);
    }
}
