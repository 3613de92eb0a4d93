using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>Opens files by names that are not trusted, within one directory: neither <c>..</c> nor a link leads
/// out of it (openat2(2), RESOLVE_IN_ROOT).</summary>
/// <remarks>Invariant of the unsafe code: names end with a zero, and all is pinned for the length of a call.</remarks>
public static unsafe class ConfinedFile
{
    private const ulong ReadFlags = 0x800 | 0x100 | 0x80000, FolderFlags = 0x10000 | 0x80000, InRoot = 0x10;
    private const ulong CurrentFolder = unchecked((ulong)-100L);
    private const int NotPermitted = 1, NoSuchFile = 2, MissingCall = 38, NotRegular = 22;

    /// <summary>Opens a regular file for reading; null, with the reason, when there is none.</summary>
    /// <param name="folder">The directory, by a path that is trusted.</param>
    /// <param name="name">The name in it; a slash in front means the directory too.</param>
    /// <param name="error">The host's reason.</param>
    public static SafeFileHandle? OpenForReading(string folder, string name, out HostError error)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(name);
        error = new HostError(NoSuchFile);
        if (name.Contains('\0', StringComparison.Ordinal) || folder.Contains('\0', StringComparison.Ordinal)) return null;
        long root, opened;
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + '\0'))
            root = HostSyscall.Invoke(HostSyscallNumbers.Openat, CurrentFolder, (ulong)path, FolderFlags);
        if (root < 0)
        {
            error = new HostError((int)-root);
            return null;
        }

        string inside = name.TrimStart('/');
        fixed (byte* path = Encoding.UTF8.GetBytes(inside + '\0'))
        {
            ulong* how = stackalloc ulong[3];
            how[0] = ReadFlags;
            how[1] = 0;
            how[2] = InRoot;
            opened = HostSyscall.Invoke(HostSyscallNumbers.Openat2, (ulong)root, (ulong)path, (ulong)how, 24);
            // A kernel or a container without the call: then without links and without "..".
            if (opened is -MissingCall or -NotPermitted && !inside.Split('/').Contains(".."))
                opened = HostSyscall.Invoke(
                    HostSyscallNumbers.Openat, (ulong)root, (ulong)path, ReadFlags | 0x20000);
        }

        HostSocket.Close((int)root);
        if (opened < 0)
        {
            error = new HostError((int)-opened);
            return null;
        }

        SafeFileHandle file = new((nint)opened, ownsHandle: true);
        error = default;
        if (HostFile.StatusOf(file)?.Kind == FileKind.Regular) return file;
        file.Dispose();
        error = new HostError(NotRegular);
        return null;
    }
}
