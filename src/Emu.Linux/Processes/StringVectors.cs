using System.Runtime.InteropServices;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Processes;

/// <summary>
/// The argv and envp of an execve, read from guest memory, and made as the host's kernel takes them. The guest's arrays may
/// be anything.
/// </summary>
/// <remarks>Invariant of the unsafe code: the block of <see cref="Build"/> holds all pointers and strings that it has been
/// measured for.</remarks>
internal static unsafe class StringVectors
{
    /// <summary>Bytes of one string with its zero at most (MAX_ARG_STRLEN).</summary>
    private const int LongestString = 128 << 10;

    /// <summary>Of all strings and pointers: what Linux allows whatever the limit of the stack is.</summary>
    private const long MostBytes = 6 << 20;

    /// <summary>Reads an array of strings that ends with a null pointer; a null array is an empty one. Returns 0 or a
    /// negative error.</summary>
    public static long Read(GuestMemory memory, ulong array, ref long used, out List<byte[]> strings)
    {
        strings = [];
        if (array == 0) return 0;
        for (ulong at = array; ; at += sizeof(ulong))
        {
            if (!memory.TryRead(at, out ulong text)) return -Errno.BadAddress;
            if (text == 0) return 0;
            if (!memory.TryReadString(text, LongestString, out byte[] bytes)) return -Errno.BadAddress;
            used += bytes.Length + 1 + sizeof(ulong);
            if (bytes.Length >= LongestString || used > MostBytes) return -Errno.TooManyArguments;
            strings.Add(bytes);
        }
    }

    /// <summary>
    /// Lays two arrays out in memory of the host: first all pointers, then all strings. To be freed with
    /// <see cref="NativeMemory.Free"/>.
    /// </summary>
    public static byte** Build(
        IReadOnlyList<byte[]> arguments, IReadOnlyList<byte[]> environment, out byte** environmentStart)
    {
        int pointers = arguments.Count + environment.Count + 2;
        long bytes = (long)pointers * sizeof(byte*);
        foreach (byte[] text in arguments) bytes += text.Length + 1;
        foreach (byte[] text in environment) bytes += text.Length + 1;
        var block = (byte**)NativeMemory.Alloc((nuint)bytes);
        byte** next = block;
        var free = (byte*)(block + pointers);
        Append(arguments, ref next, ref free);
        environmentStart = next;
        Append(environment, ref next, ref free);
        return block;
    }

    private static void Append(IReadOnlyList<byte[]> strings, ref byte** next, ref byte* free)
    {
        foreach (byte[] text in strings)
        {
            *next++ = free;
            text.CopyTo(new Span<byte>(free, text.Length));
            free += text.Length;
            *free++ = 0;
        }

        *next++ = null;
    }
}
