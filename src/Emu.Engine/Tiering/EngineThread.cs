using Emu.Host;

namespace Emu.Engine.Tiering;

/// <summary>A thread of the engine's own. It takes no signals of the guest, and its end can be waited for.</summary>
internal sealed class EngineThread
{
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

    /// <summary>Starts a thread.</summary>
    public static EngineThread Start(Action work, string name)
    {
        EngineThread started = new(work, name);
        HostProcess.StartWithoutSignals(started.thread);
        return started;
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
