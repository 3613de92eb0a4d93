using System.Runtime.InteropServices;

namespace Emu.Host;

/// <summary>A lock on bytes of a file, laid out as the 64-bit Linux interface's <c>struct flock</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileLockRange
{
    public short Type;
    public short Whence;
    public long Start;
    public long Length;
    public int Process;
}
