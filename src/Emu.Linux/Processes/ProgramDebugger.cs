using System.Text;
using Emu.Debugger;
using Emu.Engine.Debugging;
using Emu.Isa;
using Emu.Linux.Signals;
using DebugRegister = Emu.Isa.DebugRegister;

namespace Emu.Linux.Processes;

/// <summary>
/// A program as a debugger controls it (<c>-g</c>). The thread that has come to a stop closes the gate of forks, so that all
/// others stand still, and serves the debugger itself until the program is to go on: there is no further host
/// thread that a fork would have to know.
/// </summary>
/// <remarks>Fields are used with the gate closed, or before and after other threads. Invariant of the unsafe code: a thread's
/// CPU is alive as long as the thread is in its process's list and has one.</remarks>
internal sealed unsafe class ProgramDebugger : IDebugTarget, IDebugObserver
{
    private readonly LinuxProcess process;
    private readonly DebuggerSocket socket;
    private readonly GdbServer server;
    private LinuxThread current;
    private bool goesOn;
    private int signal;

    private ProgramDebugger(LinuxProcess process, LinuxThread first, DebuggerSocket socket)
    {
        this.process = process;
        this.socket = socket;
        current = first;
        Description = first.Cpu.DescribeForDebugger();
        server = new GdbServer(this, bytes => socket.Write(bytes.Span));
        process.Engine.DebugPoints.Observer = this;
    }

    /// <inheritdoc/>
    public DebugDescription Description { get; }

    /// <inheritdoc/>
    public byte[] AuxiliaryVector => process.AuxiliaryVector;

    /// <inheritdoc/>
    public string? ExecutableFile => process.ProgramPath is { Length: > 0 } path ? Encoding.UTF8.GetString(path) : null;

    /// <inheritdoc/>
    public bool HasFiles => true;

    /// <inheritdoc/>
    public bool IsRunning => goesOn;

    /// <inheritdoc/>
    public IReadOnlyList<int> Threads
    {
        get
        {
            lock (process.ThreadsLock)
                return [current.ThreadId, .. process.Threads.Where(HasCpu).Select(thread => thread.ThreadId).Where(id => id != current.ThreadId)];
        }
    }

    /// <summary>Waits for a debugger, and until it lets the program begin. On the first thread, before it runs.</summary>
    /// <exception cref="IOException">The host refuses to listen.</exception>
    public static void Begin(LinuxProcess process, LinuxThread first, string place)
    {
        ProgramDebugger debugger = new(process, first, DebuggerSocket.Accept(place, process.Reserved));
        process.Debugger = debugger;
        debugger.server.Open();
        debugger.Serve();
    }

    /// <inheritdoc/>
    public void Stopped(Cpu cpu, Watchpoint? watchpoint)
    {
        LinuxThread thread = ((LinuxKernel)cpu.Kernel!).Thread;
        thread.DebugStop = new DebugStop(thread.ThreadId, DebugStop.Trap)
        {
            Watchpoint = watchpoint is not { } met ? null : (KindOf(met), met.Address),
        };
        cpu.Request(CpuRequests.Stop);
    }

    /// <summary>A thread has come to a stop: tells the debugger, and returns when the program goes on. On the thread, outside
    /// of its program's code.</summary>
    /// <returns>The signal that the thread is to get, by GDB's numbers; 0 for none.</returns>
    public int Stop(LinuxThread thread, DebugStop stop)
    {
        if (!server.IsAttached) return 0;
        ForkGate.Close(process, thread);
        // Another thread's stop may have led to the breakpoint's end meanwhile.
        bool isThere = stop.Signal != DebugStop.Trap || stop.Watchpoint is not null || thread.HasStepped
            || process.Engine.DebugPoints.IsBreakpoint(thread.State->Pc);
        thread.HasStepped = false;
        signal = 0;
        if (isThere)
        {
            current = thread;
            goesOn = false;
            server.Stopped(stop);
            Serve();
        }

        int wanted = signal;
        ForkGate.Open();
        return wanted;
    }

    /// <summary>A signal is about to be delivered to a thread: asks the debugger. On the thread.</summary>
    /// <returns>The signal that is delivered in its place; 0 for none.</returns>
    public int Filter(LinuxThread thread, int number)
    {
        if (!server.IsAttached) return number;
        int wanted = Stop(thread, new DebugStop(thread.ThreadId, DebuggerSignals.ToGdb(number)));
        // A debugger that has left does not want to keep signals back.
        return server.IsAttached ? DebuggerSignals.FromGdb(wanted) : number;
    }

    /// <summary>The process ends.</summary>
    public void Exited(int status) => server.Exited(status);

    /// <summary>A signal ends the process.</summary>
    public void Killed(int number) => server.Killed(DebuggerSignals.ToGdb(number));

    /// <summary>In a process that was forked: the debugger stays with the parent.</summary>
    public void ForkedInChild()
    {
        process.Debugger = null;
        socket.Close();
        process.Engine.DebugPoints.Clear();
    }

    /// <inheritdoc/>
    public string DescribeThread(int thread) => thread == current.ThreadId ? "stopped here" : "stopped";

    /// <inheritdoc/>
    public UInt128 ReadRegister(int thread, DebugRegister register) =>
        Find(thread) is { } found ? register.Read(found.Cpu) : 0;

    /// <inheritdoc/>
    public void WriteRegister(int thread, DebugRegister register, UInt128 value)
    {
        if (Find(thread) is { } found) register.Write!(found.Cpu, value);
    }

    /// <inheritdoc/>
    public bool TryReadMemory(int thread, ulong address, Span<byte> to, bool isPhysical) =>
        process.Memory.TryRead(address, to);

    /// <inheritdoc/>
    public bool TryWriteMemory(int thread, ulong address, ReadOnlySpan<byte> from, bool isPhysical)
    {
        if (!process.Memory.TryWrite(address, from)) return false;
        process.Engine.DeliverStores();
        return true;
    }

    /// <inheritdoc/>
    public IDebugFile? OpenFile(byte[] path) => process.Calls.OpenForDebugger(process, path);

    /// <inheritdoc/>
    public bool TryAddPoint(DebugPointKind kind, ulong address, ulong length)
    {
        if (IsBreakpoint(kind)) process.Engine.DebugPoints.AddBreakpoint(address);
        else if (length == 0) return false;
        else process.Engine.DebugPoints.AddWatchpoint(WatchpointOf(kind, address, length));
        return true;
    }

    /// <inheritdoc/>
    public bool TryRemovePoint(DebugPointKind kind, ulong address, ulong length) => IsBreakpoint(kind)
        ? process.Engine.DebugPoints.RemoveBreakpoint(address)
        : process.Engine.DebugPoints.RemoveWatchpoint(WatchpointOf(kind, address, length));

    /// <inheritdoc/>
    public void RemoveAllPoints() => process.Engine.DebugPoints.Clear();

    /// <inheritdoc/>
    public void Pause()
    {
        // Bytes are read only while the program stands still.
    }

    /// <inheritdoc/>
    public void Resume(Func<int, bool> runs, int signal)
    {
        this.signal = signal;
        goesOn = true;
    }

    /// <inheritdoc/>
    public DebugStop? Step(int thread, bool othersRun, int signal)
    {
        // The thread steps by itself, since a system call is its own; the others run meanwhile.
        if (Find(thread) is { } found)
        {
            found.IsStepping = true;
            found.Cpu.Request(CpuRequests.Stop);
        }

        Resume(_ => true, signal);
        return null;
    }

    /// <inheritdoc/>
    public string Execute(int thread, string command) => "a program has no monitor\n";

    /// <inheritdoc/>
    public void Kill()
    {
        const int killed = 9;
        HostSignals.TakeDefault(killed, isFault: false);
    }

    private static bool IsBreakpoint(DebugPointKind kind) =>
        kind is DebugPointKind.SoftwareBreakpoint or DebugPointKind.HardwareBreakpoint;

    private static Watchpoint WatchpointOf(DebugPointKind kind, ulong address, ulong length) => new(
        address, length, kind != DebugPointKind.WriteWatchpoint, kind != DebugPointKind.ReadWatchpoint);

    private static DebugPointKind KindOf(Watchpoint watchpoint) =>
        !watchpoint.OnLoad ? DebugPointKind.WriteWatchpoint
        : !watchpoint.OnStore ? DebugPointKind.ReadWatchpoint
        : DebugPointKind.AccessWatchpoint;

    private static bool HasCpu(LinuxThread thread) => !thread.HasEnded && !thread.HasNoCpu;

    private LinuxThread? Find(int id)
    {
        if (id == current.ThreadId) return current;
        lock (process.ThreadsLock) return process.Threads.Find(thread => thread.ThreadId == id && HasCpu(thread));
    }

    // Takes packets until the program goes on.
    private void Serve()
    {
        byte[] buffer = new byte[1 << 12];
        while (!goesOn)
        {
            int count = socket.Read(buffer);
            if (count == 0)
            {
                server.Close();
                goesOn = true;
                return;
            }

            server.Receive(buffer.AsSpan(0, count));
        }
    }
}
