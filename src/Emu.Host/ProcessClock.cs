using System.Diagnostics;

namespace Emu.Host;

/// <summary>Time since the process was started.</summary>
public static class ProcessClock
{
    // The kernel tells the start to a hundredth of a second only. Until the program begins the runtime waits for
    // nothing, so that its processor time is the time that has passed.
    private static readonly long Start = Stopwatch.GetTimestamp()
        - (long)(Environment.CpuUsage.TotalTime.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Call first thing in the program: the start is worked out here.</summary>
    public static void Begin() => _ = Elapsed;

    /// <summary>How long ago the process was started.</summary>
    public static TimeSpan Elapsed => Stopwatch.GetElapsedTime(Start);
}
