using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Emu.Host;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Memory;

/// <summary>Another process of the emulator's, whose memory the program writes to. It keeps pages of code read-only, and
/// does not notice what the kernel puts there for others: it has to be told.</summary>
/// <remarks>Invariant of the unsafe code: the host gets paths that end with a zero, and buffers of this thread.</remarks>
internal static unsafe class OtherProcess
{
    // Milliseconds for which the other process may leave the signal pending; it may be stopped.
    private const int Patience = 1000;

    // A write is tried so often, a millisecond apart, once the other process has taken the signal.
    private const int Attempts = 20;

    private const int StatusWords = 18, HexDigits = 16;

    /// <summary>Makes the process let stores to its pages of code through, and forget what it has decoded. False when it
    /// is none of the emulator's, or does not answer.</summary>
    public static bool TryAsk(int process)
    {
        if (process == HostProcess.CurrentProcessId || !IsEmulator(process)) return false;
        int signal = ProgramSignals.Ask(process);
        if (signal < 0) return false;
        for (int i = 0; i < Patience; i++)
        {
            if (!IsPending(process, signal)) return true;
            Thread.Sleep(1);
        }

        return false;
    }

    /// <summary>True when a write to the process's memory, which has failed for the nth time, is worth another try: it
    /// has been asked, and answers soon.</summary>
    public static bool MayRetry(int process, int attempt)
    {
        if (attempt == 0) return TryAsk(process);
        if (attempt == Attempts) return false;
        Thread.Sleep(1);
        return true;
    }

    /// <summary>The process whose memory a file is: /proc/PID/mem, or /proc/PID/task/TID/mem.</summary>
    public static bool TryParseMemoryFile(MappedFile file, out int process)
    {
        process = 0;
        ReadOnlySpan<byte> path = file.Path, folder = "/proc/"u8;
        return file.Size == 0 && path.StartsWith(folder) && path.EndsWith("/mem"u8)
            && Utf8Parser.TryParse(path[folder.Length..], out process, out _);
    }

    private static bool IsEmulator(int process)
    {
        ulong* own = stackalloc ulong[StatusWords], other = stackalloc ulong[StatusWords];
        return TryFind("/proc/self/exe\0", own) && TryFind($"/proc/{process}/exe\0", other)
            && own[0] == other[0] && own[1] == other[1];
    }

    private static bool TryFind(string path, ulong* status)
    {
        const ulong CurrentFolder = unchecked((ulong)-100);
        fixed (byte* text = Encoding.ASCII.GetBytes(path))
            return HostSyscall.Invoke(HostNumber.Newfstatat, CurrentFolder, (ulong)text, (ulong)status) == 0;
    }

    // The set of signals that wait for some thread of the process.
    private static bool IsPending(int process, int signal)
    {
        ReadOnlySpan<byte> label = "ShdPnd:\t"u8;
        ReadOnlySpan<byte> status = HostText.Read(Encoding.ASCII.GetBytes($"/proc/{process}/status\0"));
        int at = status.IndexOf(label);
        if (at < 0 || status.Length < at + label.Length + HexDigits) return false;
        ReadOnlySpan<byte> digits = status.Slice(at + label.Length, HexDigits);
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong pending)
            && (pending >> (signal - 1) & 1) != 0;
    }
}
