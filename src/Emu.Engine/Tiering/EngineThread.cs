using Emu.Host;

namespace Emu.Engine.Tiering;

/// <summary>A thread of the engine's own. It takes no signals of the guest, and its end can be waited for.</summary>
internal sealed class EngineThread
{
    // Milliseconds until a host that has refused a thread is asked again.
    private const long Reluctance = 100;

    private static long nextAttempt;

    private readonly Thread thread;
    private int id;

    private EngineThread(Action work, string name) =>
        thread = new Thread(() =>
        {
            Volatile.Write(ref id, HostProcess.CurrentThreadId);
            work();
        })
        {
            IsBackground = true,
            Name = name,
        };

    /// <summary>Starts a thread. Null when the host refuses now, or has just refused another: in user mode the limits are
    /// the program's.</summary>
    public static EngineThread? TryStart(Action work, string name)
    {
        if (Environment.TickCount64 < Volatile.Read(ref nextAttempt)) return null;
        EngineThread started = new(work, name);
        if (HostProcess.TryStartWithoutSignals(started.thread)) return started;
        Volatile.Write(ref nextAttempt, Environment.TickCount64 + Reluctance);
        return null;
    }

    /// <summary>
    /// Waits until the thread is gone, also for the host's kernel: the runtime takes locks when a thread leaves it, which a
    /// process forked at that moment would never get back.
    /// </summary>
    public void Join()
    {
        thread.Join();
        while (HostProcess.HasThread(Volatile.Read(ref id))) Thread.Sleep(0);
    }
}
