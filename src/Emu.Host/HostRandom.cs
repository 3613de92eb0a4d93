using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>Randomness from the kernel, for what seeds a guest's own generator. Needs no file and no cryptographic
/// library.</summary>
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
            if (GetRandom(pointer, (nuint)count, 0) != count)
                throw new IOException("the host gives no random numbers");
        }

        return bytes;
    }

    [LibraryImport("libc", EntryPoint = "getrandom", SetLastError = true)]
    private static partial nint GetRandom(byte* buffer, nuint length, uint flags);
}
