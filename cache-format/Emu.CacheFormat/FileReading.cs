using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>Reading at positions of a file that may end, or fail, earlier than expected.</summary>
internal static class FileReading
{
    /// <summary>Reads until the buffer is full or the file ends or fails; returns the bytes read.</summary>
    public static int Fill(SafeFileHandle handle, Span<byte> buffer, long position) =>
        Math.Max(0, HostFile.Read(handle, buffer, position));

    /// <summary>As the other one, where it matters that a file that cannot be read is not one that is short.</summary>
    /// <exception cref="CacheFileException">It cannot be read.</exception>
    public static int Fill(SafeFileHandle handle, Span<byte> buffer, long position, string path)
    {
        int count = HostFile.Read(handle, buffer, position);
        return count >= 0 ? count : throw CacheFileException.Of(new HostError(-count), path);
    }

    /// <summary>Bytes that the file has.</summary>
    /// <exception cref="CacheFileException">The host does not say.</exception>
    public static long LengthOf(SafeFileHandle handle, string path) => HostFile.StatusOf(handle)?.Size
        ?? throw new CacheFileException(CacheFault.Refused, path, "the host does not say how long it is");
}
