using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>The host's clocks, read as its programs read them: without a system call where the kernel's vdso has the clock. Any
/// thread may call.</summary>
/// <remarks>Invariant of the unsafe code: the C library fills the two words that it is given, and returns at once.</remarks>
public static unsafe partial class HostClock
{
    // CLOCK_REALTIME, MONOTONIC, MONOTONIC_RAW, the coarse two, BOOTTIME and TAI: those of the system, which have no owner.
    private const uint SystemClocks = 1 << 0 | 1 << 1 | 1 << 4 | 1 << 5 | 1 << 6 | 1 << 7 | 1 << 11;

    /// <summary>Reads a clock of the system; false for other clocks, as those of processes, and where the host has no such
    /// clock.</summary>
    /// <param name="clock">Its number, as <c>clock_gettime</c> takes it.</param>
    /// <param name="time">Takes two words: seconds, and nanoseconds of the next one.</param>
    public static bool TryRead(int clock, Span<long> time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time.Length, 2);
        if (clock is < 0 or > 31 || (SystemClocks >> clock & 1) == 0) return false;
        fixed (long* words = time) return GetTime(clock, words) == 0;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime"), SuppressGCTransition]
    private static partial int GetTime(int clock, long* time);
}
