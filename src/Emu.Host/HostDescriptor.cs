using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Reads and writes on host file descriptors that are not ours to change: standard input may be shared with a shell, so
/// its flags are left as they are. Errors come back as numbers, for <see cref="Describe"/>.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets a pinned span together with its length.</remarks>
public static unsafe partial class HostDescriptor
{
    public const int StandardInput = 0, StandardOutput = 1;

    /// <summary>The error of a non-blocking descriptor that has nothing to read or no room, <c>-EAGAIN</c>.</summary>
    public const int TryAgain = -11;

    /// <summary>The error of a pipe whose readers are gone, <c>-EPIPE</c>.</summary>
    public const int BrokenPipe = -32;

    /// <summary>
    /// Reads what there is, waiting for it if the descriptor is a blocking one. Returns the bytes read, 0 at the end,
    /// or a negative error.
    /// </summary>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        fixed (byte* first = buffer) return ReadNative(descriptor, first, (uint)buffer.Length);
    }

    /// <summary>Writes all bytes, waiting as long as it takes. Returns 0 or a negative error.</summary>
    public static int WriteAll(int descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* first = bytes) return WriteAllNative(descriptor, first, (uint)bytes.Length);
    }

    /// <summary>Writes go to the file's end from here on, wherever that is then. Returns 0 or a negative error.</summary>
    public static int SetAppending(int descriptor)
    {
        const int getFlags = 3, setFlags = 4, append = 0x400;
        long flags = HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)descriptor, getFlags);
        return (int)(flags < 0
            ? flags : HostSyscall.Invoke(HostSyscallNumbers.Fcntl, (ulong)descriptor, setFlags, (ulong)flags | append));
    }

    /// <summary>Writing to a pipe without readers gives an error from here on, instead of ending the process.</summary>
    public static void IgnoreBrokenPipes() => IgnoreBrokenPipesNative();

    /// <summary>The host's words for a negative error.</summary>
    public static string Describe(int error) => Marshal.GetPInvokeErrorMessage(-error);

    [LibraryImport("emunative", EntryPoint = "emu_ignore_broken_pipes")]
    private static partial void IgnoreBrokenPipesNative();

    [LibraryImport("emunative", EntryPoint = "emu_read")]
    private static partial int ReadNative(int descriptor, byte* buffer, uint length);

    [LibraryImport("emunative", EntryPoint = "emu_write_all")]
    private static partial int WriteAllNative(int descriptor, byte* bytes, uint length);
}
