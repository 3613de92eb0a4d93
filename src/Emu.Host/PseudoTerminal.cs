using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Our side of a new pseudo-terminal, which another program opens by its <see cref="Path"/>. It never makes the caller
/// wait.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned memory together with its length.</remarks>
public sealed unsafe partial class PseudoTerminal : IDisposable
{
    private const int NameLength = 128;

    private int descriptor;

    /// <exception cref="IOException">The host has no pseudo-terminal left.</exception>
    public PseudoTerminal()
    {
        byte* name = stackalloc byte[NameLength];
        descriptor = Open(name, NameLength);
        if (descriptor < 0) throw new IOException(HostDescriptor.Describe(descriptor));
        Path = Marshal.PtrToStringUTF8((nint)name)!;
    }

    /// <summary>What the other side opens, <c>/dev/pts/3</c>.</summary>
    public string Path { get; }

    /// <summary>Our side, for waiting on; valid until <see cref="Dispose"/>.</summary>
    public int Descriptor => descriptor;

    /// <summary>True while a program has the other side open.</summary>
    public bool IsConnected => IsConnectedNative(descriptor) != 0;

    /// <summary>
    /// Writes what fits; returns how many bytes that was, or a negative error when the other side is gone.
    /// </summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes)
        {
            int written = WriteSome(descriptor, first, (uint)bytes.Length);
            return written == HostDescriptor.TryAgain ? 0 : written;
        }
    }

    public void Dispose()
    {
        int open = Interlocked.Exchange(ref descriptor, -1);
        if (open >= 0) _ = Close(open);
    }

    [LibraryImport("emunative", EntryPoint = "emu_pty_open")]
    private static partial int Open(byte* name, uint size);

    [LibraryImport("emunative", EntryPoint = "emu_pty_is_connected")]
    private static partial int IsConnectedNative(int descriptor);

    [LibraryImport("emunative", EntryPoint = "emu_write_some")]
    private static partial int WriteSome(int descriptor, byte* bytes, uint length);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int descriptor);
}
