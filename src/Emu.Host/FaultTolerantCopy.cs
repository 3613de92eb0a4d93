using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>
/// Access to host memory that may not be mapped: a fault ends the copy instead of the process, once the process's
/// handler of SIGSEGV and SIGBUS knows these copies (<c>native/guest_copy.c</c>). Any thread may call.
/// </summary>
/// <remarks>Invariant of the unsafe code: one side of a copy is memory that the caller owns; the other may be
/// anything, since only the native routines touch it.</remarks>
public static unsafe partial class FaultTolerantCopy
{
    /// <summary>Copies bytes forwards, 4 or 8 in one access. Returns how many were not copied.</summary>
    public static nuint Copy(void* to, void* from, nuint length) => CopyNative(to, from, length);

    /// <summary>
    /// Length of a string without its zero; <paramref name="limit"/> when there is no zero that early, -1 after a
    /// fault.
    /// </summary>
    public static long StringLength(void* text, nuint limit)
    {
        long result = Search(text, limit);
        return result < 0 ? ~result : -1;
    }

    [LibraryImport("emunative", EntryPoint = "emu_guest_copy")]
    private static partial nuint CopyNative(void* to, void* from, nuint length);

    [LibraryImport("emunative", EntryPoint = "emu_guest_strnlen")]
    private static partial long Search(void* text, nuint limit);
}
