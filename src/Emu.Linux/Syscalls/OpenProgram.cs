using System.Text;
using Emu.Host;
using Emu.Linux.Paths;
using HostNumber = Emu.Host.HostSyscallNumbers;

namespace Emu.Linux.Syscalls;

/// <summary>
/// A program that is named by a descriptor, alone or with a path below it, and the path by which another process finds the
/// same file. What has no path any more is found by a descriptor that the next program inherits.
/// </summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned memory together with its length, and names that end with a
/// zero.</remarks>
internal sealed unsafe class OpenProgram : IDisposable
{
    private const int CurrentFolder = -100, EmptyPath = 0x1000, NoFollow = 0x100;
    private const ulong SetDescriptorFlags = 2, CloseDescriptor = 1;
    private const int PathOnly = 0x20_0000, OpenNoFollow = 0x2_0000;
    private const int TooManyLinks = 40;

    private int descriptor = -1;

    /// <summary>Where another process finds it.</summary>
    public byte[] Path { get; private set; } = [];

    /// <summary>Finds the file of an execveat. <paramref name="error"/> is 0 or a negative error.</summary>
    public static OpenProgram Open(int folder, byte[] name, uint flags, out long error)
    {
        OpenProgram program = new();
        error = program.Find(folder, name, flags);
        return program;
    }

    public void Dispose()
    {
        if (descriptor >= 0) HostSyscall.Invoke(HostNumber.Close, (ulong)descriptor);
    }

    private long Find(int folder, byte[] name, uint flags)
    {
        long file;
        if (name.Length == 0)
        {
            file = HostSyscall.Invoke(HostNumber.Dup, (ulong)folder);
        }
        else
        {
            uint open = PathOnly | ((flags & NoFollow) != 0 ? OpenNoFollow : 0u);
            fixed (byte* text = (byte[])[.. name, 0])
                file = HostSyscall.Invoke(HostNumber.Openat, (ulong)folder, (ulong)text, open);
        }

        if (file < 0) return file;
        descriptor = (int)file;
        long error = HostFile.StatusAt(descriptor, "\0"u8, EmptyPath, out FileStatus status);
        if (error < 0) return error;
        if (status.IsLink) return -TooManyLinks;

        byte[] link = Encoding.UTF8.GetBytes($"/proc/self/fd/{descriptor}");
        byte[] path = ReadLink(link);
        bool isThere = path.Length != 0
            && HostFile.StatusAt(CurrentFolder, [.. path, 0], 0, out FileStatus named) == 0 && status.IsSameFile(named);
        Path = isThere ? path : link;
        if (isThere)
            HostSyscall.Invoke(HostNumber.Fcntl, (ulong)descriptor, SetDescriptorFlags, CloseDescriptor);
        return 0;
    }

    private static byte[] ReadLink(byte[] link)
    {
        byte* buffer = stackalloc byte[GuestPath.Limit];
        long length;
        fixed (byte* text = (byte[])[.. link, 0])
            length = HostSyscall.Invoke(
                HostNumber.Readlinkat, unchecked((ulong)CurrentFolder), (ulong)text, (ulong)buffer, GuestPath.Limit);
        return length is <= 0 or GuestPath.Limit ? [] : new Span<byte>(buffer, (int)length).ToArray();
    }
}
