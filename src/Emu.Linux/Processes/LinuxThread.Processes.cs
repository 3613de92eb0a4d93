using Emu.Debugger;
using Emu.Engine.Cpus;
using Emu.Engine.Debugging;
using Emu.Engine.Lockstep;
using Emu.Host;
using Emu.Isa;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <content>The thread's life: how it starts, stands still for a fork of another, and ends.</content>
/// <remarks>Invariant of the unsafe code: the words are pinned, and live as long as this object, which its own thread and its
/// maker hold while they use them.</remarks>
public sealed unsafe partial class LinuxThread
{
    private const int GateWord = 0, StartedWord = 1, WordCount = 2;

    private const int LockstepStatus = 1;

    [ThreadStatic]
    private static LinuxThread? current;

    private readonly int[] words = GC.AllocateArray<int>(WordCount, pinned: true);

    /// <summary>The guest thread that runs on the calling host thread; null on the emulator's own.</summary>
    internal static LinuxThread? Current => current;

    /// <summary>What runs the CPU.</summary>
    public CpuRunner Runner { get; set; } = null!;

    /// <summary>Where the thread's id is cleared, and a waiter woken, when it ends (set_tid_address); 0 is
    /// nowhere.</summary>
    public ulong ClearChildTid { get; set; }

    /// <summary>The head of the list of robust mutexes; 0 is none.</summary>
    public ulong RobustList { get; set; }

    /// <summary>The thread, or its process, is to end instead of going back to the program.</summary>
    public bool IsEnding { get; private set; }

    /// <summary>The CPU is no more. Guarded by the process's <c>ThreadsLock</c>.</summary>
    internal bool HasNoCpu { get; set; }

    /// <summary>The thread has left its program. Guarded by the process's <c>ThreadsLock</c>.</summary>
    internal bool HasEnded { get; set; }

    /// <summary>What exit(2) was given, as a process's exit status has it.</summary>
    internal int ExitCode { get; private set; }

    /// <summary>Any thread may ask: true when the thread is in the host's kernel, or waits at the gate.</summary>
    internal bool StandsStill => Volatile.Read(ref words[GateWord]) != 0;

    /// <summary>The thread leaves its program at the next chance.</summary>
    internal void End(int code)
    {
        ExitCode = code & 0xff;
        IsEnding = true;
        Cpu.Request(CpuRequests.Stop);
    }

    /// <summary>Why the thread is to stop for the debugger before it goes on; null when it is not. For its own
    /// thread.</summary>
    internal DebugStop? DebugStop { get; set; }

    /// <summary>The thread executes one instruction and stops. Set while it stands still.</summary>
    internal bool IsStepping { get; set; }

    /// <summary>The thread has made a step that the debugger has not been told of. For its own thread.</summary>
    internal bool HasStepped { get; set; }

    /// <summary>On the thread itself, before anything else: it counts from here on.</summary>
    internal void Begin()
    {
        current = this;
        ThreadId = (int)HostSyscall.Invoke(HostNumber.Gettid);
        HostProcess.AttachToGate(Word(GateWord));
    }

    /// <summary>In a child process, on its only thread.</summary>
    internal void ForkedInChild()
    {
        ThreadId = (int)HostSyscall.Invoke(HostNumber.Gettid);
        // The kernel forgets it as well: the C library of the program tells it again.
        RobustList = 0;
    }

    /// <summary>The maker goes on.</summary>
    internal void TellStarted()
    {
        Volatile.Write(ref words[StartedWord], 1);
        HostProcess.Wake(Word(StartedWord));
    }

    /// <summary>On the maker: waits for <see cref="TellStarted"/>.</summary>
    internal void AwaitStarted()
    {
        while (Volatile.Read(ref words[StartedWord]) == 0) HostProcess.Wait(Word(StartedWord), 0);
    }

    /// <summary>Runs the program until the thread ends.</summary>
    internal void RunProgram()
    {
        while (true)
        {
            if (IsStepping) StepForDebugger();
            else RunUntilStopped();
            Interlocked.And(ref State->Requests, (int)~CpuRequests.Stop);
            if (IsEnding) return;
            HostProcess.PassGate();
            if (DebugStop is not { } stop) continue;
            DebugStop = null;
            Process.Debugger?.Stop(this, stop);
        }
    }

    private void StepForDebugger()
    {
        IsStepping = false;
        Watchpoint? watchpoint = Runner.StepForDebugger();
        HasStepped = true;
        DebugStop ??= new DebugStop(ThreadId, Emu.Debugger.DebugStop.Trap);
        if (watchpoint is not null) Process.Debugger?.Stopped(Cpu, watchpoint);
    }

    // A difference in lockstep, found on any thread, ends the process as it ends a machine.
    private void RunUntilStopped()
    {
        try
        {
            Runner.Run();
        }
        catch (LockstepException e)
        {
            StandardError.WriteLine(e.Message);
            HostProcess.ExitProcess(LockstepStatus);
        }
    }

    /// <summary>On the thread itself, as the last.</summary>
    internal static void Detach() => HostProcess.AttachToGate(null);

    private int* Word(int index)
    {
        // Pinned: the address stays.
        fixed (int* first = words) return first + index;
    }
}
