using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>Starts the executable of this process once more. Any thread may call.</summary>
/// <remarks>Invariant of the unsafe code: strings for the kernel end with a zero and live in unmanaged memory during the call; the
/// attributes' buffer is larger than any C library's.</remarks>
public static unsafe partial class OwnExecutable
{
    private const int Interrupted = 4, SignalBits = 0x7f, ExitShift = 8, SignalStatus = 128;
    private const int AttributeBytes = 1024, SignalSetBytes = 128, BrokenPipe = 13;
    private const short SetDefaultSignals = 4;

    /// <summary>Starts it; it has this process's files and working directory. Returns its number, or the host's error below
    /// 0.</summary>
    /// <param name="arguments">Its command line, the program's name first.</param>
    /// <param name="environment">Its environment, <c>NAME=VALUE</c> each.</param>
    public static int Start(IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment)
    {
        byte** argv = CopyAll(arguments), envp = CopyAll(environment);
        // The runtime ignores a broken pipe, and what is ignored would be inherited.
        byte* attributes = stackalloc byte[AttributeBytes], signals = stackalloc byte[SignalSetBytes];
        new Span<byte>(signals, SignalSetBytes).Clear();
        signals[(BrokenPipe - 1) / 8] = 1 << ((BrokenPipe - 1) % 8);
        _ = BeginAttributes(attributes);
        _ = SetDefaults(attributes, signals);
        _ = SetFlags(attributes, SetDefaultSignals);
        try
        {
            int child;
            int error = Spawn(&child, "/proc/self/exe", null, attributes, argv, envp);
            return error == 0 ? child : -error;
        }
        finally
        {
            _ = EndAttributes(attributes);
            FreeAll(argv);
            FreeAll(envp);
        }
    }

    /// <summary>Waits until a process that was started here has ended; returns its exit status, or 128 and the number of the
    /// signal that has ended it.</summary>
    public static int Wait(int process)
    {
        int status;
        while (WaitFor(process, &status, 0) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
        {
        }

        return (status & SignalBits) != 0 ? SignalStatus + (status & SignalBits) : (status >> ExitShift) & 0xff;
    }

    private static byte** CopyAll(IReadOnlyList<byte[]> texts)
    {
        byte** all = (byte**)NativeMemory.AllocZeroed((nuint)texts.Count + 1, (nuint)sizeof(byte*));
        for (int i = 0; i < texts.Count; i++)
        {
            all[i] = (byte*)NativeMemory.AllocZeroed((nuint)texts[i].Length + 1);
            texts[i].CopyTo(new Span<byte>(all[i], texts[i].Length));
        }

        return all;
    }

    private static void FreeAll(byte** all)
    {
        for (byte** each = all; *each != null; each++) NativeMemory.Free(*each);
        NativeMemory.Free(all);
    }

    [LibraryImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    private static partial int WaitFor(int process, int* status, int options);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    private static partial int BeginAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    private static partial int SetDefaults(byte* attributes, byte* signals);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    private static partial int SetFlags(byte* attributes, short flags);

    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    private static partial int EndAttributes(byte* attributes);

    [LibraryImport("libc", EntryPoint = "posix_spawn", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Spawn(
        int* process, string path, void* actions, void* attributes, byte** arguments, byte** environment);
}
