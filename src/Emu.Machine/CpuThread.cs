using Emu.Engine.Cpus;
using Emu.Guest.RiscV.Privileged;
using Emu.Host;
using Emu.Isa;

namespace Emu.Machine;

/// <summary>
/// The thread that runs one CPU, and the CPU's state in the sense of the SBI. Two things decide whether it runs: the
/// machine must be
/// released, and the CPU must be started.
/// </summary>
/// <remarks>All fields are guarded by <see cref="gate"/>, in which nothing is called that takes another lock.</remarks>
public sealed unsafe class CpuThread
{
    private readonly object gate = new();
    private readonly CpuRunner runner;
    private readonly Action<Exception> failed;
    private readonly Thread thread;
    private HartStatus status = HartStatus.Stopped;
    private ulong startAddress, startArgument;
    private bool isReleased, isParked, isEnding;
    private volatile bool isSuspended;

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
    public Hart Cpu => (Hart)runner.Cpu;

    /// <summary>What the CPU does; any thread may ask.</summary>
    public HartStatus Status
    {
        get
        {
            lock (gate) return status == HartStatus.Started && isSuspended ? HartStatus.Suspended : status;
        }
    }

    /// <summary>The CPU sleeps in a suspend call; set on its own thread.</summary>
    internal bool IsSuspended
    {
        set => isSuspended = value;
    }

    /// <summary>Lets a started CPU run. Any thread may call.</summary>
    public void Release()
    {
        lock (gate)
        {
            isReleased = true;
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
    /// <param name="start">Bus address of its first instruction; null for where it begins after a reset.</param>
    public void Prepare(bool isStarted, ulong? start = null)
    {
        lock (gate)
        {
            if (!isParked) throw new InvalidOperationException("the cpu still runs");
            if (start is { } address) Cpu.State->Pc = address & ~1UL;
            status = isStarted ? HartStatus.Started : HartStatus.Stopped;
        }
    }

    /// <summary>Starts a stopped CPU in supervisor mode; false when it is not stopped. Any thread may call.</summary>
    /// <param name="address">Physical address of its first instruction.</param>
    /// <param name="argument">Becomes a1.</param>
    public bool TryStart(ulong address, ulong argument)
    {
        lock (gate)
        {
            if (status != HartStatus.Stopped) return false;
            (startAddress, startArgument, status) = (address, argument, HartStatus.StartPending);
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
            status = HartStatus.StopPending;
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
            if (status == HartStatus.StopPending) status = HartStatus.Stopped;
            isParked = true;
            Monitor.PulseAll(gate);
            while (!isEnding && !(isReleased && status is (HartStatus.Started or HartStatus.StartPending)))
                Monitor.Wait(gate);
            if (isEnding) return false;
            isParked = false;
            Interlocked.And(ref Cpu.State->Requests, (int)~CpuRequests.Stop);
            if (status == HartStatus.StartPending)
            {
                Cpu.StartInSupervisorMode(startAddress, (ulong)Cpu.Id, startArgument);
                status = HartStatus.Started;
            }

            return true;
        }
    }
}
