using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Emu.Host;

/// <summary>
/// An open directory: what is done with a name in it is done in the directory that was looked at, whatever becomes of the path
/// that led there. Links are never followed, and opening never waits. Failures are errors of the host.
/// </summary>
/// <remarks>Invariant of the unsafe code: names are pinned and end with a zero; a buffer goes with its
/// length.</remarks>
public sealed unsafe partial class HostFolder : IDisposable
{
    private const int ReadWrite = 2, CreateFlag = 0x40, NoTerminal = 0x100, NonBlocking = 0x800;
    private const int FolderFlag = 0x10000, NoFollow = 0x20000, CloseOnExec = 0x80000, PathOnly = 0x200000;

    /// <summary>Opening does not wait, and has no effect on terminals and other programs.</summary>
    internal const int Harmless = NonBlocking | NoTerminal | CloseOnExec;

    private const uint OwnerOnlyFile = 0x180, OwnerOnlyFolder = 0x1c0;
    private const uint NoReplace = 1;
    private const int Exists = 17, InvalidArgument = 22;

    // struct linux_dirent64: inode, offset, length of the entry, type, name.
    private const int EntryLengthAt = 16, EntryNameAt = 19;

    private readonly SafeFileHandle handle;

    private HostFolder(SafeFileHandle handle) => this.handle = handle;

    /// <summary>Opens a directory by its path, on which links are followed; or gives the host's reason why not.</summary>
    public static HostFolder? Open(string path, out HostError error) => Open(HostFile.AtCurrentFolder, path, out error);

    /// <summary>As <see cref="Open(string, out HostError)"/>, after making it, for the user alone, and what is missing above
    /// it.</summary>
    public static HostFolder? OpenOrCreate(string path, out HostError error)
    {
        ArgumentNullException.ThrowIfNull(path);
        HostFolder? there = Open(path, out error);
        if (there is not null || !error.IsMissing) return there;
        // From above: each is made when all before it are there.
        for (int end = path.IndexOf('/', 1); end > 0; end = path.IndexOf('/', end + 1))
            error = Create(path[..end]);
        error = Create(path);
        return error.IsNone || error.Number == Exists ? Open(path, out error) : null;
    }

    /// <summary>What the host knows of the directory; null when it does not say.</summary>
    public FileStatus? Status => HostFile.StatusOf(handle);

    /// <summary>What the host knows of a name in it, a link's own; null when it is not there, or for a reason.</summary>
    public FileStatus? StatusOf(string name, out HostError error)
    {
        FileStatus? status = null;
        error = WithDescriptor(folder =>
        {
            status = HostFile.StatusOf(folder, name, out HostError result);
            return result;
        });
        return status;
    }

    /// <summary>Opens a file in it, or gives the host's reason why not.</summary>
    public SafeFileHandle? OpenFile(string name, FileAccessMode access, out HostError error)
    {
        int flags = NoFollow | Harmless | access switch
        {
            FileAccessMode.Read => 0,
            FileAccessMode.Write => ReadWrite,
            _ => ReadWrite | CreateFlag,
        };
        SafeFileHandle? file = null;
        error = WithDescriptor(folder =>
        {
            file = OpenAt(folder, name, flags, OwnerOnlyFile, out HostError result);
            return result;
        });
        return file;
    }

    /// <summary>The path that a link in it names; null when there is no link of that name.</summary>
    public string? LinkTarget(string name)
    {
        string? target = null;
        WithDescriptor(folder =>
        {
            const int longest = 4096;
            byte* buffer = stackalloc byte[longest];
            nint length;
            int attempts = 0;
            fixed (byte* text = HostPath.Terminated(name))
            {
                do length = ReadLink(folder, text, buffer, longest);
                while (HostFile.IsInterrupted(length, ref attempts));
            }

            if (length is > 0 and < longest) target = HostPath.FromBytes(new ReadOnlySpan<byte>(buffer, (int)length));
            return default;
        });
        return target;
    }

    /// <summary>Gives a file another name in the directory, in one step.</summary>
    /// <param name="name">The old name.</param>
    /// <param name="to">The new one.</param>
    /// <param name="replaces">What had the new name goes; otherwise that is an error
    /// (<see cref="HostError.IsTaken"/>).</param>
    public HostError Rename(string name, string to, bool replaces) => WithDescriptor(folder =>
    {
        int result, attempts = 0;
        fixed (byte* from = HostPath.Terminated(name), target = HostPath.Terminated(to))
        {
            do result = RenameNative(folder, from, folder, target, replaces ? 0 : NoReplace);
            while (HostFile.IsInterrupted(result, ref attempts));
            HostError error = ErrorOf(result);
            if (replaces || error.Number != InvalidArgument) return error;
            // A file system that cannot do that: the directory is the user's own, so that no other user makes the name meanwhile.
            if (HostFile.StatusOf(folder, to, out _) is not null) return new HostError(Exists);
            do result = RenameNative(folder, from, folder, target, 0);
            while (HostFile.IsInterrupted(result, ref attempts));
            return ErrorOf(result);
        }
    });

    /// <summary>Removes a file.</summary>
    public HostError Remove(string name) => WithDescriptor(folder =>
    {
        int result, attempts = 0;
        fixed (byte* text = HostPath.Terminated(name))
        {
            do result = Unlink(folder, text, 0);
            while (HostFile.IsInterrupted(result, ref attempts));
        }

        return ErrorOf(result);
    });

    /// <summary>The names of what is in it, in any order; null, and the host's reason, when it cannot be read.</summary>
    public IReadOnlyList<string>? List(out HostError error)
    {
        SafeFileHandle? opened = null;
        error = WithDescriptor(folder =>
        {
            opened = OpenAt(folder, ".", FolderFlag | CloseOnExec, 0, out HostError result);
            return result;
        });
        if (opened is null) return null;
        using SafeFileHandle listing = opened;
        List<string> names = [];
        byte[] buffer = new byte[1 << 15];
        error = HostFile.WithDescriptor(listing, descriptor =>
        {
            long length;
            while ((length = ReadEntries(descriptor, buffer)) > 0) AddNames(buffer.AsSpan(0, (int)length), names);
            return new HostError((int)-length);
        });
        return error.IsNone ? names : null;
    }

    /// <summary>Brings the directory's names to the disk, as far as the host can.</summary>
    public void Synchronise()
    {
        // What is only a path cannot be flushed.
        using SafeFileHandle? listing = HostFile.WithDescriptor(
            handle, folder => OpenAt(folder, ".", FolderFlag | CloseOnExec, 0, out _));
        try
        {
            if (listing is not null) HostFile.Synchronise(listing);
        }
        catch (IOException)
        {
            // Some file systems have nothing to flush there; a name may then be the old one after a crash.
        }
    }

    public void Dispose() => handle.Dispose();

    private static HostFolder? Open(int folder, string path, out HostError error)
    {
        SafeFileHandle? opened = OpenAt(folder, path, PathOnly | FolderFlag | CloseOnExec, 0, out error);
        return opened is null ? null : new HostFolder(opened);
    }

    internal static SafeFileHandle? OpenAt(int folder, string path, int flags, uint mode, out HostError error)
    {
        int descriptor, attempts = 0;
        fixed (byte* text = HostPath.Terminated(path))
        {
            do descriptor = OpenNative(folder, text, flags, mode);
            while (HostFile.IsInterrupted(descriptor, ref attempts));
        }

        error = ErrorOf(descriptor);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static HostError Create(string path)
    {
        int result, attempts = 0;
        fixed (byte* text = HostPath.Terminated(path))
        {
            do result = MakeFolder(HostFile.AtCurrentFolder, text, OwnerOnlyFolder);
            while (HostFile.IsInterrupted(result, ref attempts));
        }

        return ErrorOf(result);
    }

    private static long ReadEntries(int descriptor, byte[] buffer)
    {
        const int interrupted = -4;
        long length;
        int attempts = 0;
        fixed (byte* first = buffer)
        {
            do
                length = HostSyscall.Invoke(
                    HostSyscallNumbers.Getdents64, (ulong)descriptor, (ulong)first, (ulong)buffer.Length);
            while (length == interrupted && attempts++ < 100);
        }

        return length;
    }

    private static void AddNames(ReadOnlySpan<byte> entries, List<string> names)
    {
        while (entries.Length > EntryNameAt)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(entries[EntryLengthAt..]);
            ReadOnlySpan<byte> name = entries[EntryNameAt..length];
            names.Add(HostPath.FromBytes(name[..name.IndexOf((byte)0)]));
            entries = entries[length..];
        }
    }

    private HostError WithDescriptor(Func<int, HostError> action) => HostFile.WithDescriptor(handle, action);

    private static HostError ErrorOf(int result) => new(result < 0 ? Marshal.GetLastPInvokeError() : 0);

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial int OpenNative(int folder, byte* path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int MakeFolder(int folder, byte* path, uint mode);

    [LibraryImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    private static partial nint ReadLink(int folder, byte* path, byte* buffer, nuint size);

    [LibraryImport("libc", EntryPoint = "renameat2", SetLastError = true)]
    private static partial int RenameNative(int folder, byte* path, int toFolder, byte* to, uint flags);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Unlink(int folder, byte* path, int flags);
}
