using Emu.Host;
using Emu.Isa;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Processes;

/// <summary>
/// Stops all threads of a process but one: those in guest code are asked to leave it, those that the host's kernel has stand
/// still already. Nobody holds a lock meanwhile.
/// </summary>
internal static class ForkGate
{
    private const long NoSuchThread = -3;

    // Beyond it an id has been given to another thread.
    private const int PatienceWithEnds = 1000;

    /// <summary>Stops all but the calling thread, the runtime's finalizer among them, until
    /// <see cref="Open"/>.</summary>
    public static void Close(LinuxProcess process, LinuxThread self)
    {
        while (!HostProcess.CloseGate())
        {
        }

        FinalizerHold.Begin();
        while (!AllStandStill(process, self))
        {
        }

        AwaitEnds(process);
    }

    /// <summary>All threads go on; in a child there are none.</summary>
    public static void Open() => HostProcess.OpenGate();

    /// <summary>Lets finalizers run, until the next fork.</summary>
    public static void RunFinalizers()
    {
        if (!HostProcess.CloseGate()) return;
        FinalizerHold.End();
        HostProcess.OpenGate();
    }

    // Waits for one arrival when there are threads that still run.
    private static bool AllStandStill(LinuxProcess process, LinuxThread self)
    {
        int seen = HostProcess.GateArrivals();
        bool all = true;
        lock (process.ThreadsLock)
        {
            foreach (LinuxThread thread in process.Threads)
            {
                if (thread == self || thread.StandsStill) continue;
                all = false;
                if (!thread.HasNoCpu) thread.Cpu.Request(CpuRequests.Stop);
            }
        }

        if (!all) HostProcess.AwaitArrival(seen);
        return all;
    }

    // Threads that have left the table may still be in the runtime's own code for that.
    private static void AwaitEnds(LinuxProcess process)
    {
        long limit = Environment.TickCount64 + PatienceWithEnds;
        foreach (int thread in process.EndingThreads)
        {
            while (Exists(process, thread) && Environment.TickCount64 < limit) Thread.Sleep(0);
        }

        process.EndingThreads.Clear();
    }

    /// <summary>True while the kernel knows a thread of the process.</summary>
    public static bool Exists(LinuxProcess process, int thread) =>
        HostSyscall.Invoke(HostNumber.Tgkill, (ulong)process.ProcessId, (ulong)thread) != NoSuchThread;
}
