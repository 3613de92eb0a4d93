using System.Text;
using Emu.Debugger;
using Emu.Host;
using Emu.Linux.Processes;
using Microsoft.Win32.SafeHandles;

namespace Emu.Linux.Paths;

/// <summary>A file as the program would see it, for a debugger.</summary>
internal static class DebuggerFile
{
    // GDB knows the one process by this number.
    private const string ShownProcess = "/proc/1/", ShownThread = "task/1/", OwnProcess = "/proc/self/";

    /// <summary>Opens a file; null when there is none that can be read.</summary>
    public static IDebugFile? Open(LinuxProcess process, byte[] path)
    {
        string text = Encoding.UTF8.GetString(path);
        if (text.StartsWith(ShownProcess, StringComparison.Ordinal))
        {
            string rest = text[ShownProcess.Length..];
            if (rest.StartsWith(ShownThread, StringComparison.Ordinal)) rest = rest[ShownThread.Length..];
            path = Encoding.UTF8.GetBytes(OwnProcess + rest);
        }

        if (ProcFiles.Content(process, path) is { } content) return new Bytes(content);
        byte[] found = GuestPath.Rewrite(process, path, follow: true) is { } rewritten ? rewritten[..^1] : path;
        SafeFileHandle? file = HostFile.OpenForReading(Encoding.UTF8.GetString(found), out _);
        return file is null ? null : new Opened(PrivateDescriptors.Keep(file));
    }

    private sealed class Bytes(byte[] content) : IDebugFile
    {
        public long Length => content.Length;

        public int Read(long position, Span<byte> buffer)
        {
            if (position >= content.Length) return 0;
            int count = (int)Math.Min(buffer.Length, content.Length - position);
            content.AsSpan((int)position, count).CopyTo(buffer);
            return count;
        }

        public void Dispose()
        {
        }
    }

    private sealed class Opened(SafeFileHandle file) : IDebugFile
    {
        public long Length => HostFile.StatusOf(file)?.Size ?? 0;

        public int Read(long position, Span<byte> buffer) => HostFile.Read(file, buffer, position);

        public void Dispose() => file.Dispose();
    }
}
