using Microsoft.Win32.SafeHandles;

namespace Emu.CacheFormat;

/// <summary>Reading at positions of a file that may end earlier than expected.</summary>
internal static class FileReading
{
    /// <summary>Reads until the buffer is full or the file ends or fails; returns the bytes read.</summary>
    public static int Fill(SafeFileHandle handle, Span<byte> buffer, long position)
    {
        int filled = 0;
        try
        {
            while (filled < buffer.Length)
            {
                int count = RandomAccess.Read(handle, buffer[filled..], position + filled);
                if (count == 0) break;
                filled += count;
            }
        }
        catch (IOException)
        {
            // A medium that cannot be read holds no records.
        }

        return filled;
    }
}
