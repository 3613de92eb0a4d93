namespace Emu.Linux.Processes;

/// <summary>Signals by GDB's numbers (GDB manual, E.15), which are the same for all systems.</summary>
internal static class DebuggerSignals
{
    private const int FirstRealTime = 33, FirstOfGdb = 45, LastRealTime = 63, Unknown = 143;

    // By Linux's numbers from 0.
    private static readonly byte[] numbers =
    [
        0, 1, 2, 3, 4, 5, 6, 10, 8, 9, 30, 11, 31, 13, 14, 15, Unknown, 20, 19, 17, 18, 21, 22, 16, 24, 25, 26, 27, 28, 23, 32, 12,
    ];

    /// <summary>GDB's number of a signal of Linux.</summary>
    public static int ToGdb(int signal) => signal switch
    {
        >= 0 when signal < numbers.Length => numbers[signal],
        32 => 77,
        >= FirstRealTime and <= LastRealTime => FirstOfGdb + (signal - FirstRealTime),
        64 => 78,
        _ => Unknown,
    };

    /// <summary>Linux's number of a signal of GDB's; 0 where there is none.</summary>
    public static int FromGdb(int signal)
    {
        for (int each = 1; each <= 64; each++)
            if (ToGdb(each) == signal) return each;
        return 0;
    }
}
