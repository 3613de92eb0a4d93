using Emu.Elf;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Machine.Boot;

/// <summary>An image file of the user's, open for reading at any offset, and never held in memory as a whole.</summary>
public sealed class BootFile : IElfFile, IDisposable
{
    private readonly FileStream stream;

    /// <summary>Opens a file.</summary>
    /// <exception cref="BootException">It is missing, unreadable, empty or no regular file.</exception>
    public BootFile(string path)
    {
        Path = path;
        stream = Open(path);
        if (!stream.CanSeek) throw new BootException(BootError.FileNotRegular, path);
        Length = stream.Length;
        // A device has no length, but may have bytes.
        if (Length == 0)
            throw new BootException(ReadSome(0, new byte[1]) == 0 ? BootError.FileEmpty : BootError.FileNotRegular, path);
    }

    /// <summary>The name the user gave.</summary>
    public string Path { get; }

    /// <summary>Bytes in the file when it was opened.</summary>
    public long Length { get; }

    /// <summary>The open file; it is this object's.</summary>
    internal SafeFileHandle Handle => stream.SafeFileHandle;

    /// <summary>Fills <paramref name="buffer"/> from <paramref name="offset"/>.</summary>
    /// <exception cref="BootException">The file ends before.</exception>
    public void Read(long offset, Span<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            int count = ReadSome(offset, buffer);
            if (count == 0) throw new BootException(BootError.FileChanged, Path);
            offset += count;
            buffer = buffer[count..];
        }
    }

    ulong IElfFile.Size => (ulong)Length;

    // Throws instead of telling that it has failed.
    bool IElfFile.TryRead(Span<byte> buffer, ulong offset)
    {
        Read((long)offset, buffer);
        return true;
    }

    /// <summary>The file's first bytes, at most <paramref name="length"/>.</summary>
    public byte[] ReadStart(int length)
    {
        byte[] start = new byte[Math.Min(length, Length)];
        Read(0, start);
        return start;
    }

    /// <summary>The file as a stream from its beginning; one at a time, and only while this object lives.</summary>
    public Stream Rewind()
    {
        stream.Position = 0;
        return stream;
    }

    public void Dispose() => stream.Dispose();

    private int ReadSome(long offset, Span<byte> buffer)
    {
        try
        {
            return RandomAccess.Read(stream.SafeFileHandle, buffer, offset);
        }
        catch (IOException e)
        {
            throw new BootException(BootError.FileUnreadable, Path, e.Message);
        }
    }

    private static FileStream Open(string path)
    {
        if (Directory.Exists(path)) throw new BootException(BootError.FileNotRegular, path);
        try
        {
            return new FileStream(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new BootException(BootError.FileMissing, path);
        }
        catch (Exception e) when (FileFailure.IsOf(e))
        {
            throw new BootException(BootError.FileUnreadable, path, FileFailure.Explain(path, e));
        }
    }
}
