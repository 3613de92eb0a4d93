namespace Emu.Machine.Cpus;

/// <summary>What a CPU of a machine does, as firmware that starts and stops CPUs tells it.</summary>
public enum CpuStatus
{
    /// <summary>It runs, or would if the machine ran.</summary>
    Started,

    /// <summary>It waits until another CPU starts it.</summary>
    Stopped,

    /// <summary>It was told to start and has not executed anything yet.</summary>
    StartPending,

    /// <summary>It has stopped itself and is on its way out.</summary>
    StopPending,

    /// <summary>It sleeps until an interrupt comes.</summary>
    Suspended,
}
