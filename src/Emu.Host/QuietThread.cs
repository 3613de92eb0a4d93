namespace Emu.Host;

/// <summary>Starts threads of the emulator's own, which take no signals: those of a user-mode program are for its threads
/// to take, and a limit on file sizes is an error for ours and not the process's end.</summary>
public static class QuietThread
{
    /// <summary>Starts a background thread.</summary>
    public static Thread Start(string name, Action work)
    {
        Thread thread = new(() => Run(work)) { IsBackground = true, Name = name };
        // The thread inherits the mask: no signal comes before it has its own.
        ulong blocked = HostProcess.BlockSignals();
        try
        {
            thread.Start();
        }
        finally
        {
            HostProcess.RestoreSignals(blocked);
        }

        return thread;
    }

    private static void Run(Action work)
    {
        HostProcess.BeQuiet();
        work();
    }
}
