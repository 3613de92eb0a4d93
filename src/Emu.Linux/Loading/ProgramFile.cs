using System.Text;
using Emu.Host;
using Emu.Linux.Abi;

namespace Emu.Linux.Loading;

/// <summary>A file that is about to be executed, open for reading.</summary>
/// <remarks>Invariant of the unsafe code: the host gets pinned buffers together with their lengths, and names that end
/// with a zero.</remarks>
internal sealed unsafe class ProgramFile : IDisposable
{
    private const long PositionedRead = 17, Close = 3, OpenAt = 257, Access = 439, ReadLinkAt = 267, AccessPath = 21;
    private const int NonBlocking = 0x800, CloseOnExec = 0x80000;
    private const int CurrentFolder = -100, EmptyPath = 0x1000, EffectiveUser = 0x200;
    private const int MayExecute = 1;
    private const UnixFileMode AnyExecute =
        UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
    private const int LongestPath = 4096;

    private readonly bool isOwned;

    private ProgramFile(int descriptor, byte[] name, ulong size, bool isOwned)
    {
        Descriptor = descriptor;
        Name = name;
        Size = size;
        this.isOwned = isOwned;
    }

    /// <summary>The open file.</summary>
    public int Descriptor { get; }

    /// <summary>Its name, for messages and for scripts.</summary>
    public byte[] Name { get; }

    /// <summary>Bytes in the file.</summary>
    public ulong Size { get; }

    /// <summary>Opens a program that the caller may execute.</summary>
    /// <param name="path">Where it is on the host.</param>
    /// <param name="name">What the program calls it; null is the same.</param>
    /// <param name="error">Why not.</param>
    public static ProgramFile? Open(byte[] path, byte[]? name, out ProgramError? error)
    {
        name ??= path;
        long descriptor;
        // Without waiting: what is not a file, like a pipe, is refused below.
        fixed (byte* text = Terminated(path))
            descriptor = HostSyscall.Invoke(
                OpenAt, unchecked((ulong)CurrentFolder), (ulong)text, NonBlocking | CloseOnExec);
        if (descriptor < 0)
        {
            error = new ProgramError(ProgramFault.CannotOpen, name, (int)-descriptor);
            return null;
        }

        return Check((int)descriptor, name, isOwned: true, out error);
    }

    /// <summary>Takes a program that is open already; the descriptor stays the caller's.</summary>
    public static ProgramFile? FromDescriptor(int descriptor, byte[] name, out ProgramError? error) =>
        Check(descriptor, name, isOwned: false, out error);

    /// <summary>Reads at a position; false when there is less, or the host cannot read.</summary>
    public bool TryRead(Span<byte> buffer, ulong offset) => Read(buffer, offset) == buffer.Length;

    /// <summary>Reads as much as there is; returns the number of bytes, or a negative error number.</summary>
    public int Read(Span<byte> buffer, ulong offset)
    {
        int done = 0;
        fixed (byte* first = buffer)
        {
            while (done < buffer.Length)
            {
                long count = HostSyscall.Invoke(
                    PositionedRead, (ulong)Descriptor, (ulong)(first + done), (ulong)(buffer.Length - done),
                    offset + (ulong)done);
                if (count == -Errno.Interrupted) continue;
                if (count < 0) return (int)count;
                if (count == 0) break;
                done += (int)count;
            }
        }

        return done;
    }

    /// <summary>The absolute path of the file as the host knows it; without <c>/proc</c>, its name.</summary>
    public byte[] FindPath()
    {
        byte[] link = Encoding.ASCII.GetBytes($"/proc/self/fd/{Descriptor}\0");
        byte[] path = new byte[LongestPath];
        long length;
        fixed (byte* from = link, to = path)
            length = HostSyscall.Invoke(
                ReadLinkAt, unchecked((ulong)CurrentFolder), (ulong)from, (ulong)to, LongestPath);
        return length > 0 ? path[..(int)length] : Name;
    }

    /// <summary>Closes the file if it was opened here.</summary>
    public void Dispose()
    {
        if (isOwned) _ = HostSyscall.Invoke(Close, (ulong)Descriptor);
    }

    private static ProgramFile? Check(int descriptor, byte[] name, bool isOwned, out ProgramError? error)
    {
        int result = HostFile.StatusAt(descriptor, "\0"u8, EmptyPath, out FileStatus status);
        ProgramFile file = new(descriptor, name, (ulong)status.Size, isOwned);
        if (result < 0) error = new ProgramError(ProgramFault.CannotOpen, name, -result);
        else if (!status.IsRegular) error = new ProgramError(ProgramFault.NotRegular, name);
        else if (!IsExecutable(descriptor, status.Mode)) error = new ProgramError(ProgramFault.NotPermitted, name);
        else error = null;
        if (error is null) return file;
        file.Dispose();
        return null;
    }

    private static bool IsExecutable(int descriptor, UnixFileMode mode)
    {
        byte empty = 0;
        long result = HostSyscall.Invoke(
            Access, (ulong)descriptor, (ulong)&empty, MayExecute, EmptyPath | EffectiveUser);
        if (!HostError.IsMissingCall(result)) return result == 0;
        // A host before Linux 5.8: the older call knows no descriptors, and asks for the real user.
        fixed (byte* path = Encoding.ASCII.GetBytes($"/proc/self/fd/{descriptor}\0"))
            result = HostSyscall.Invoke(AccessPath, (ulong)path, MayExecute);
        return result == -Errno.NoEntry ? (mode & AnyExecute) != 0 : result == 0;
    }

    private static byte[] Terminated(byte[] path) => [.. path, 0];
}
