using Emu.Engine.Runtime;
using Emu.Host;
using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Files;
using Emu.Linux.Signals;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <content>Threads: a guest's thread is a host's, with a CPU of its own and the same id.</content>
public sealed unsafe partial class LinuxProcess
{
    /// <summary>Of managed code on a guest's thread: the interpreter, system calls, the baseline translator.</summary>
    private const int HostStackSize = 1 << 20;

    /// <summary>How many threads end before finalizers are let run, which free what is left of them.</summary>
    private const int EndsBeforeFinalizers = 256;

    /// <summary>How many ids of ended threads are kept at most before they are looked at.</summary>
    private const int MostEndingThreads = 32;

    /// <summary>How the process ends when the host has no memory for a thread that runs already.</summary>
    private const int NoMemoryStatus = 1;

    private int cpus;

    // Guarded by ThreadsLock.
    private int alive, ends, leaderCode;

    // -1 until a thread has called exit_group.
    private int groupCode = -1;

    /// <summary>Runs the threads; set before the first one.</summary>
    public UserEngine Engine { get; set; } = null!;

    /// <summary>The debugger that the program was started for; null when there is none.</summary>
    internal ProgramDebugger? Debugger { get; set; }

    /// <summary>The host's id of the process, which is the guest's too.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Guards the two lists. Taken last, and never held while waiting.</summary>
    internal Lock ThreadsLock { get; } = new();

    /// <summary>All threads that may run the program, and the first one also when it has ended.</summary>
    internal List<LinuxThread> Threads { get; } = [];

    /// <summary>Ids of threads that have left the table, but perhaps not yet the runtime.</summary>
    internal List<int> EndingThreads { get; } = [];

    /// <summary>The emulator's own file; negative when it could not be opened.</summary>
    internal int EmulatorDescriptor { get; private set; } = -1;

    /// <summary>The thread of this process with an id; null when there is none.</summary>
    internal LinuxThread? Find(int id)
    {
        lock (ThreadsLock) return Threads.Find(thread => thread.ThreadId == id);
    }

    /// <summary>True for a thread that the program has, also for the first one when it has ended before others.</summary>
    internal bool IsProgramThread(int id)
    {
        lock (ThreadsLock) return Threads.Exists(thread => thread.ThreadId == id && IsShown(thread));
    }

    /// <summary>How many threads the program has.</summary>
    internal int CountThreads()
    {
        lock (ThreadsLock) return Threads.Count(IsShown);
    }

    /// <summary>Makes a thread whose registers are zero and that does not run yet.</summary>
    public LinuxThread CreateThread()
    {
        LinuxKernel kernel = new(this);
        Cpu cpu = Engine.Model.CreateCpu(Interlocked.Increment(ref cpus) - 1, Engine.Memory, Engine.Events);
        cpu.Kernel = kernel;
        LinuxThread thread = new(this, cpu);
        kernel.Thread = thread;
        thread.Runner = Engine.Add(cpu);
        cpu.StartInUserMode();
        return thread;
    }

    /// <summary>
    /// Runs the program's first thread, made by <see cref="CreateThread"/> and with its registers set, on the calling
    /// thread, which has to be the host process's first. Never returns: the process ends.
    /// </summary>
    /// <param name="first">The thread.</param>
    /// <param name="signals">What <see cref="BeginSignals"/> has told.</param>
    internal void Run(LinuxThread first, in SignalState signals)
    {
        ProcessId = (int)HostSyscall.Invoke(HostNumber.Getpid);
        EmulatorDescriptor = EmulatorFile.Open(Reserved, moved => EmulatorDescriptor = moved);
        TakeName();
        first.Begin();
        BeforeDeath ??= _ => Engine.Finish();
        Add(first);
        if (first.AttachThread(signals) < 0) HostProcess.ExitProcess(NoMemoryStatus);
        ProcessStart.ReleaseStandardDescriptors();
        if (Options.DebuggerPlace is { } place) ProgramDebugger.Begin(this, first, place);
        first.RunProgram();
        End(first);
    }

    // The thread is called as its program was asked for, by the last name of the path, which the kernel cuts to 15 bytes;
    // threads and processes that it makes inherit that.
    private void TakeName()
    {
        const int setName = 15; // PR_SET_NAME
        byte[] program = Options.Program;
        ReadOnlySpan<byte> name = program.AsSpan(program.AsSpan().LastIndexOf((byte)'/') + 1);
        fixed (byte* text = (byte[])[.. name, 0])
            _ = HostSyscall.Invoke(HostNumber.Prctl, setName, (ulong)text);
    }

    /// <summary>clone with CLONE_THREAD. Returns the new thread's id or a negative error.</summary>
    internal long StartThread(LinuxThread maker, CloneArguments arguments)
    {
        SignalState signals = maker.CaptureForClone().ForThread();
        // The new thread inherits the mask: no signal reaches it before it can take one.
        ulong blocked = HostProcess.BlockSignals();
        try
        {
            if (*maker.PendingSignals != 0) return -Errno.RestartAlways;
            LinuxThread thread = CreateThread();
            CopyRegisters(maker, thread, arguments);
            Thread host = new(() => RunThread(thread, signals, arguments), HostStackSize) { IsBackground = true };
            if (!HostProcess.TryStart(host))
            {
                Dispose(thread);
                return HasLeftNamespace() ? -Errno.InvalidArgument : -Errno.TryAgain;
            }

            thread.AwaitStarted();
            return thread.ThreadId;
        }
        catch (OutOfMemoryException)
        {
            return -Errno.NoMemory;
        }
        finally
        {
            HostProcess.RestoreSignals(blocked);
        }
    }

    // A process whose children will have other ids, or other clocks, than it has may not have more threads.
    private static bool HasLeftNamespace() =>
        Differ("/proc/self/ns/pid\0"u8, "/proc/self/ns/pid_for_children\0"u8)
        || Differ("/proc/self/ns/time\0"u8, "/proc/self/ns/time_for_children\0"u8);

    private static bool Differ(ReadOnlySpan<byte> link, ReadOnlySpan<byte> other)
    {
        Span<byte> target = stackalloc byte[ProcLink.Longest], otherTarget = stackalloc byte[ProcLink.Longest];
        return !ProcLink.Read(link, target).SequenceEqual(ProcLink.Read(other, otherTarget));
    }

    /// <summary>exit_group: the process ends with this code as soon as the thread has left its program.</summary>
    internal void EndAll(LinuxThread self, int code)
    {
        Interlocked.CompareExchange(ref groupCode, code & 0xff, -1);
        self.End(code);
    }

    private static void CopyRegisters(LinuxThread from, LinuxThread to, CloneArguments arguments)
    {
        from.Process.Abi.CopyRegisters(from.Cpu, to.Cpu);
        to.Result = 0;
        ApplyTo(to, arguments);
    }

    /// <summary>Gives a new thread, or the one of a new process, its stack and thread pointer.</summary>
    private static void ApplyTo(LinuxThread thread, CloneArguments arguments)
    {
        if (arguments.Stack != 0) thread.StackPointer = arguments.Stack;
        if (arguments.Has(CloneFlags.SetTls)) thread.Register(thread.Process.Abi.ThreadRegister) = arguments.Tls;
        thread.ClearChildTid = arguments.Has(CloneFlags.ChildClearTid) ? arguments.ChildTid : 0;
    }

    private void RunThread(LinuxThread thread, SignalState signals, CloneArguments arguments)
    {
        thread.Begin();
        Add(thread);
        int id = thread.ThreadId;
        if (thread.AttachThread(signals) < 0) HostProcess.ExitProcess(NoMemoryStatus);
        // What cannot be written is the caller's loss: the kernel ignores it as well.
        if (arguments.Has(CloneFlags.ParentSetTid)) _ = Memory.TryWrite(arguments.ParentTid, id);
        if (arguments.Has(CloneFlags.ChildSetTid)) _ = Memory.TryWrite(arguments.ChildTid, id);
        thread.TellStarted();
        thread.RunProgram();
        End(thread);
    }

    private bool IsShown(LinuxThread thread) => !thread.HasEnded || thread.ThreadId == ProcessId;

    private void Add(LinuxThread thread)
    {
        lock (ThreadsLock)
        {
            Threads.Add(thread);
            alive++;
            // An id that is given again says that its last owner is gone.
            EndingThreads.Remove(thread.ThreadId);
        }
    }

    // On a thread that has left its program.
    private void End(LinuxThread thread)
    {
        bool isLeader = thread.ThreadId == ProcessId, isLast;
        lock (ThreadsLock)
        {
            if (isLeader) leaderCode = thread.ExitCode;
            thread.HasEnded = true;
            isLast = --alive == 0;
        }

        int all = Volatile.Read(ref groupCode);
        if (isLast || all >= 0) Exit(thread, all >= 0 ? all : leaderCode);
        thread.DetachThread();
        Dispose(thread);
        RobustMutexes.Release(thread);
        ClearId(thread);
        // The host process lasts as long as its first thread is in the kernel's list, or any other.
        if (isLeader) HostProcess.ExitThread(thread.ExitCode);
        Remove(thread);
    }

    private void Remove(LinuxThread thread)
    {
        bool letFinalizersRun;
        lock (ThreadsLock)
        {
            Threads.Remove(thread);
            if (EndingThreads.Count >= MostEndingThreads) EndingThreads.RemoveAll(id => !ForkGate.Exists(this, id));
            EndingThreads.Add(thread.ThreadId);
            letFinalizersRun = ++ends % EndsBeforeFinalizers == 0;
        }

        LinuxThread.Detach();
        if (letFinalizersRun) ForkGate.RunFinalizers();
    }

    private void Dispose(LinuxThread thread)
    {
        lock (ThreadsLock) thread.HasNoCpu = true;
        Engine.Remove(thread.Runner);
        thread.Cpu.Dispose();
    }

    /// <summary>Ends the process.</summary>
    private void Exit(LinuxThread thread, int code)
    {
        vfork?.Publish(thread);
        Debugger?.Exited(code);
        Engine.Finish();
        // Not from what starts a namespace of processes: its end would be theirs.
        if (Options.AfterExit is { } command && ProcessId != 1 && Engine.HasNewCode)
            OwnExecutable.Start(command, ProcessStart.Environment);
        HostProcess.ExitProcess(code);
    }

    // As the kernel does, only while there is somebody to see it.
    private void ClearId(LinuxThread thread)
    {
        ulong address = thread.ClearChildTid;
        if (address == 0 || !Memory.TryWrite(address, 0)) return;
        HostSyscall.Invoke(HostNumber.Futex, Memory.ToHost(address), FutexOperation.Wake, 1);
    }
}
