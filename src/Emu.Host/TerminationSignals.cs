using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// The first signal that ends the process, SIGTERM for example, as something to wait for instead of sudden death, so that
/// the machine can be shut down in order. A second one ends the process at once, and so does a shutdown that is not over in
/// less than a second (<c>native/terminal.c</c>).
/// </summary>
public sealed partial class TerminationSignals : IDisposable
{
    private int descriptor;

    /// <exception cref="IOException">The process has no file descriptor left.</exception>
    public TerminationSignals()
    {
        descriptor = Watch();
        if (descriptor < 0)
            throw new IOException(
                $"signals cannot be waited for: {HostDescriptor.Describe(descriptor)}; raise the limit of ulimit -n");
    }

    /// <summary>Can be read when a signal has come: for an event loop to watch.</summary>
    public int Descriptor => descriptor;

    /// <summary>The number of the signal that has come, 0 when none has (since the last call).</summary>
    public int Take()
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        return HostDescriptor.Read(descriptor, number) == number.Length ? (int)BitConverter.ToUInt64(number) : 0;
    }

    /// <summary>Prints the line that tells which signal has ended the process, unless it has been printed. Waits for no
    /// reader.</summary>
    public static void Say(int signal) => SayNative(signal);

    public void Dispose()
    {
        int open = Interlocked.Exchange(ref descriptor, -1);
        if (open < 0) return;
        Unwatch(open);
        _ = Close(open);
    }

    [LibraryImport("emunative", EntryPoint = "emu_termination_watch")]
    private static partial int Watch();

    [LibraryImport("emunative", EntryPoint = "emu_termination_unwatch")]
    private static partial void Unwatch(int descriptor);

    [LibraryImport("emunative", EntryPoint = "emu_say_signal")]
    private static partial void SayNative(int signal);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
