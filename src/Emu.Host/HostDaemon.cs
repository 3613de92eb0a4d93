using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Emu.Host;

/// <summary>
/// Lets the program go on in the background: it starts itself once more, in a session of its own, and the process that was
/// started first waits until the other one is ready or has failed. A fork would leave the runtime's threads behind.
/// </summary>
/// <remarks>Invariant of the unsafe code: strings for the kernel end with a zero and live in unmanaged memory during the
/// call.</remarks>
public static unsafe partial class HostDaemon
{
    /// <summary>Tells the second process its parent and the pipe that the parent waits at: <c>PID:DESCRIPTOR</c>.</summary>
    private const string Variable = "EMU_DAEMON";

    private const int Interrupted = 4, SetDescriptorFlags = 2, CloseOnExecute = 1;

    private static int notice = -1;

    /// <summary>
    /// In the process that was started first: starts the second one, waits, and returns the exit status: 0 when the other
    /// one is ready, else what it has exited with. In the second process: leaves the session, and returns null.
    /// </summary>
    /// <exception cref="IOException">The host starts no process.</exception>
    public static int? Start()
    {
        if (FindNotice() is { } own)
        {
            notice = own;
            _ = SetDescriptor(own, SetDescriptorFlags, CloseOnExecute);
            _ = NewSession();
            return null;
        }

        int* ends = stackalloc int[2];
        if (Pipe(ends) != 0) throw Refused("no pipe");
        _ = SetDescriptor(ends[0], SetDescriptorFlags, CloseOnExecute);
        int child = Spawn(ends[1]);
        _ = Close(ends[1]);
        byte word;
        nint count;
        do count = Read(ends[0], &word, 1);
        while (count < 0 && Marshal.GetLastPInvokeError() == Interrupted);
        if (count == 1) return 0;
        return OwnExecutable.Wait(child);
    }

    /// <summary>In the second process, when all is well: lets go of the caller's terminal and files, and lets the first one
    /// end.</summary>
    /// <param name="keepsErrors">Standard error stays as it is, since a log goes there.</param>
    public static void Ready(bool keepsErrors)
    {
        if (notice < 0) return;
        using (FileStream nothing = new("/dev/null", FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0))
        {
            int descriptor = (int)nothing.SafeFileHandle.DangerousGetHandle();
            for (int standard = 0; standard < (keepsErrors ? 2 : 3); standard++) _ = Duplicate(descriptor, standard);
        }

        byte word = 0;
        _ = Write(notice, &word, 1);
        _ = Close(notice);
        notice = -1;
    }

    /// <summary>The pipe at which the parent waits; null in any other process, also in one that a daemon has
    /// started.</summary>
    private static int? FindNotice()
    {
        string[] parts = Environment.GetEnvironmentVariable(Variable)?.Split(':') ?? [];
        return parts.Length == 2 && int.TryParse(parts[0], CultureInfo.InvariantCulture, out int parent) && parent == Parent()
            && int.TryParse(parts[1], CultureInfo.InvariantCulture, out int descriptor) ? descriptor : null;
    }

    private static int Spawn(int descriptor)
    {
        byte[] told = Encoding.ASCII.GetBytes($"{Variable}={Environment.ProcessId}:{descriptor}");
        int child = OwnExecutable.Start(
            ProcessStart.Arguments, [.. ProcessStart.Environment.Where(each => !each.AsSpan().StartsWith("EMU_DAEMON="u8)), told]);
        return child >= 0 ? child : throw Refused(HostDescriptor.Describe(child));
    }

    private static IOException Refused(string reason) => new($"-daemonize: the host starts no second process: {reason}");

    [LibraryImport("libc", EntryPoint = "pipe", SetLastError = true)]
    private static partial int Pipe(int* ends);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);

    [LibraryImport("libc", EntryPoint = "dup2")]
    private static partial int Duplicate(int from, int to);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetDescriptor(int descriptor, int command, nint argument);

    [LibraryImport("libc", EntryPoint = "setsid")]
    private static partial int NewSession();

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int Parent();
}
