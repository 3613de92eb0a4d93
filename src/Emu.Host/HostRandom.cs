using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>Randomness from the kernel, for what seeds a guest's own generator. Needs no cryptographic library, and
/// no file unless the kernel has no call for it.</summary>
/// <remarks>Invariant of the unsafe code: the array is pinned while the kernel fills it, and the kernel gets its
/// length.</remarks>
public static unsafe partial class HostRandom
{
    /// <summary>Unpredictable bytes, at most 256, which the kernel gives all at once.</summary>
    /// <exception cref="IOException">The kernel refuses.</exception>
    public static byte[] Bytes(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, 256);
        byte[] bytes = new byte[count];
        fixed (byte* pointer = bytes)
        {
            if (GetRandom(pointer, count) != 0)
                throw new IOException("the host gives no random numbers");
        }

        return bytes;
    }

    [LibraryImport("emunative", EntryPoint = "emu_random")]
    private static partial int GetRandom(byte* buffer, int length);
}
