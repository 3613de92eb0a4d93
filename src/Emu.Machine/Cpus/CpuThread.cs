using Emu.Engine.Cpus;
using Emu.Engine.Runtime;
using Emu.Host;
using Emu.Isa;

namespace Emu.Machine.Cpus;

/// <summary>
/// The thread that runs one CPU, and whether the guest has started it. Two things decide whether it runs: the machine must
/// be released, and the CPU must be started.
/// </summary>
/// <remarks>All fields are guarded by <see cref="gate"/>, in which nothing is called that takes another lock.
/// Invariant of the unsafe code: the CPU's state is its own, and the machine disposes the CPU after this thread has
/// ended.
/// </remarks>
public sealed unsafe class CpuThread
{
    /// <summary>CPUs that a machine can have.</summary>
    public const int MaximumCpus = EngineSet.MaximumCpus;

    private readonly object gate = new();
    private readonly CpuRunner runner;
    private readonly Action<Exception> failed;
    private readonly Thread thread;
    private CpuStatus status = CpuStatus.Stopped;
    private Action<Cpu>? start;
    private bool isReleased, isParked, isEnding, isHeld;
    private volatile bool isSuspended;
    private volatile int hostThreadId;

    /// <summary>Makes the thread; it waits for <see cref="Release"/>.</summary>
    /// <param name="runner">What runs the CPU.</param>
    /// <param name="failed">Told when the emulator itself fails, on the CPU's thread; the CPU does not run any
    /// more.</param>
    /// <param name="name">The thread's name, for debuggers; null for <c>CPU N</c>.</param>
    public CpuThread(CpuRunner runner, Action<Exception> failed, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(runner);
        this.runner = runner;
        this.failed = failed;
        thread = new Thread(Loop) { IsBackground = true, Name = name ?? $"CPU {runner.Cpu.Id}" };
        HostProcess.Start(thread);
    }

    /// <summary>The CPU that runs here.</summary>
    public Cpu Cpu => runner.Cpu;

    /// <summary>The host's number of the thread; 0 until it has begun.</summary>
    public int HostThreadId => hostThreadId;

    /// <summary>What the CPU does; any thread may ask.</summary>
    public CpuStatus Status
    {
        get
        {
            lock (gate) return status == CpuStatus.Started && isSuspended ? CpuStatus.Suspended : status;
        }
    }

    /// <summary>The CPU sleeps in a suspend call; set on its own thread.</summary>
    public bool IsSuspended
    {
        set => isSuspended = value;
    }

    /// <summary>The CPU stays where it is when it is released: a debugger lets only others run. Any thread may
    /// set.</summary>
    public bool IsHeld
    {
        set
        {
            lock (gate) isHeld = value;
        }
    }

    /// <summary>Lets a started CPU run. Any thread may call.</summary>
    public void Release()
    {
        lock (gate)
        {
            isReleased = !isHeld;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Makes the CPU leave its code soon and stay out until <see cref="Release"/>. Any thread may
    /// call.</summary>
    public void RequestStop()
    {
        lock (gate)
        {
            isReleased = false;
            Cpu.Request(CpuRequests.Stop);
        }
    }

    /// <summary>Waits until the CPU is out of its code. Not for the CPU's own thread.</summary>
    public void WaitUntilParked()
    {
        lock (gate)
            while (!isParked) Monitor.Wait(gate);
    }

    /// <summary>Sets what the CPU does when it is released next. Only while it is parked.</summary>
    /// <param name="isStarted">False leaves it stopped, for the guest to start.</param>
    public void Prepare(bool isStarted)
    {
        lock (gate)
        {
            if (!isParked) throw new InvalidOperationException("the cpu still runs");
            status = isStarted ? CpuStatus.Started : CpuStatus.Stopped;
        }
    }

    /// <summary>Puts a CPU whose start is pending to its first instruction, so that its state has all that it will do; returns
    /// whether it is started. Only while it is parked.</summary>
    public bool Settle()
    {
        lock (gate)
        {
            if (!isParked) throw new InvalidOperationException("the cpu still runs");
            if (status == CpuStatus.StartPending)
            {
                start!(Cpu);
                start = null;
                status = CpuStatus.Started;
            }

            return status == CpuStatus.Started;
        }
    }

    /// <summary>Starts a stopped CPU; false when it is not stopped. Any thread may call.</summary>
    /// <param name="prepare">Puts the CPU to its first instruction, on the CPU's own thread.</param>
    public bool TryStart(Action<Cpu> prepare)
    {
        lock (gate)
        {
            if (status != CpuStatus.Stopped) return false;
            (start, status) = (prepare, CpuStatus.StartPending);
            Monitor.PulseAll(gate);
            return true;
        }
    }

    /// <summary>Stops the CPU until it is started again. Only on its own thread, inside of a call from the
    /// guest.</summary>
    public void StopItself()
    {
        lock (gate)
        {
            status = CpuStatus.StopPending;
            Cpu.Request(CpuRequests.Stop);
        }
    }

    /// <summary>Ends the thread and waits for that. Not for the CPU's own thread.</summary>
    public void End()
    {
        lock (gate)
        {
            isEnding = true;
            isReleased = false;
            Cpu.Request(CpuRequests.Stop);
            Monitor.PulseAll(gate);
        }

        thread.Join();
    }

    private void Loop()
    {
        hostThreadId = HostProcess.CurrentThreadId;
        try
        {
            while (WaitForWork()) runner.Run();
        }
        catch (Exception e)
        {
            // Nothing may go unreported, whatever it is: it is rethrown on the thread that waits for the machine.
            lock (gate)
            {
                isParked = true;
                Monitor.PulseAll(gate);
            }

            failed(e);
        }
    }

    /// <summary>False when the thread shall end.</summary>
    private bool WaitForWork()
    {
        lock (gate)
        {
            if (status == CpuStatus.StopPending) status = CpuStatus.Stopped;
            isParked = true;
            Monitor.PulseAll(gate);
            while (!isEnding && !(isReleased && status is (CpuStatus.Started or CpuStatus.StartPending)))
                Monitor.Wait(gate);
            if (isEnding) return false;
            isParked = false;
            Interlocked.And(ref Cpu.State->Requests, (int)~CpuRequests.Stop);
            if (status == CpuStatus.StartPending)
            {
                start!(Cpu);
                start = null;
                status = CpuStatus.Started;
            }

            return true;
        }
    }
}
