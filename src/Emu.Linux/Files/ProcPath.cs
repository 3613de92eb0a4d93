using System.Buffers.Text;
using Emu.Host;

namespace Emu.Linux.Files;

/// <summary>Recognises the names in /proc that mean the calling process.</summary>
internal static class ProcPath
{
    /// <summary>The process's own id. The runtime's is kept from before a fork.</summary>
    public static int OwnProcess => (int)HostSyscall.Invoke(HostSyscallNumbers.Getpid);

    /// <summary>
    /// The part of a path after the process's own folder in /proc, such as <c>exe</c>: /proc/self, /proc/thread-self,
    /// /proc/PID and their task/TID. Empty when it is another path.
    /// </summary>
    /// <param name="path">An absolute path.</param>
    /// <param name="processId">The process's own id.</param>
    public static ReadOnlySpan<byte> OwnEntry(ReadOnlySpan<byte> path, int processId)
    {
        if (!path.StartsWith("/"u8) || !Next(path, out path).SequenceEqual("proc"u8)) return default;
        ReadOnlySpan<byte> owner = Next(path, out path);
        if (!owner.SequenceEqual("self"u8) && !owner.SequenceEqual("thread-self"u8) && !IsNumber(owner, processId))
            return default;
        ReadOnlySpan<byte> entry = Next(path, out path);
        if (entry.SequenceEqual("task"u8))
        {
            // What is answered is the same for all threads, so that it does not matter which this is.
            if (!Utf8Parser.TryParse(Next(path, out path), out int _, out int _)) return default;
            entry = Next(path, out path);
        }
        return Next(path, out path).IsEmpty ? entry : default;
    }

    /// <summary>True for a path that is <paramref name="name"/> in /proc itself.</summary>
    public static bool IsGlobal(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name) =>
        path.StartsWith("/"u8) && Next(path, out path).SequenceEqual("proc"u8)
        && Next(path, out path).SequenceEqual(name) && Next(path, out path).IsEmpty;

    private static bool IsNumber(ReadOnlySpan<byte> text, int number) =>
        Utf8Parser.TryParse(text, out int value, out int length) && length == text.Length && value == number;

    // The first component that is not "." or empty.
    private static ReadOnlySpan<byte> Next(ReadOnlySpan<byte> path, out ReadOnlySpan<byte> rest)
    {
        rest = path;
        while (!rest.IsEmpty)
        {
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> component = slash < 0 ? rest : rest[..slash];
            rest = slash < 0 ? default : rest[(slash + 1)..];
            if (!component.IsEmpty && !component.SequenceEqual("."u8)) return component;
        }
        return default;
    }
}
