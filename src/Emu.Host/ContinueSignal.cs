using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>SIGCONT as something to wait for: <c>kill -CONT PID</c>, and a shell's <c>fg</c>.</summary>
public sealed partial class ContinueSignal : IDisposable
{
    private int descriptor;

    /// <exception cref="IOException">The process has no file descriptor left.</exception>
    public ContinueSignal()
    {
        descriptor = Watch();
        if (descriptor < 0)
            throw new IOException($"SIGCONT cannot be waited for: {HostDescriptor.Describe(descriptor)}; raise the limit of ulimit -n");
    }

    /// <summary>Can be read when the signal has come: for an event loop to watch.</summary>
    public int Descriptor => descriptor;

    /// <summary>True when the signal has come since the last call.</summary>
    public bool Take()
    {
        Span<byte> number = stackalloc byte[sizeof(ulong)];
        return HostDescriptor.Read(descriptor, number) == number.Length;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        int open = Interlocked.Exchange(ref descriptor, -1);
        if (open < 0) return;
        Unwatch(open);
        _ = Close(open);
    }

    [LibraryImport("emunative", EntryPoint = "emu_continue_watch")]
    private static partial int Watch();

    [LibraryImport("emunative", EntryPoint = "emu_continue_unwatch")]
    private static partial void Unwatch(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
