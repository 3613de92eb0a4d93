using Emu.Host;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>How long arguments and environment may be (execve(2), "Limits on size of arguments and
/// environment").</summary>
internal static class ArgumentLimits
{
    private const ulong LongestString = 32 * GuestMemory.PageSize, Least = 128 << 10, Most = 6 << 20;

    /// <summary>The host's soft limit on the stack, which programs inherit; <see cref="ulong.MaxValue"/> is
    /// none.</summary>
    public static ulong StackLimit => ProcessStart.StackLimit;

    /// <summary>Null when all of it may be passed to a program.</summary>
    public static ProgramError? Check(
        byte[] path, IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment)
    {
        // Most programs get so little that the limit needs no look.
        if (TryCount(arguments, out ulong first) && TryCount(environment, out ulong second)
            && first + second + (ulong)path.Length is var total
            && (total <= Least || total <= Math.Clamp(StackLimit / 4, Least, Most)))
            return null;
        return new ProgramError(ProgramFault.ArgumentsTooLong, path);
    }

    /// <summary>Bytes of strings, and of the pointers to them; false when one string is too long by itself.</summary>
    private static bool TryCount(IReadOnlyList<byte[]> strings, out ulong bytes)
    {
        bytes = 0;
        foreach (byte[] text in strings)
        {
            if ((ulong)text.Length >= LongestString) return false;
            bytes += (ulong)text.Length + 1 + sizeof(ulong);
        }

        return true;
    }
}
