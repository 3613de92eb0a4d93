using System.IO.Hashing;
using Emu.Elf;
using Emu.Host;
using Microsoft.Win32.SafeHandles;

namespace Emu.Engine.Cache;

/// <summary>
/// Names the cache of a program's or library's code: by its build id (an ELF note that its linker made from the content),
/// or by a hash of the content where there is none. Code is found by the content of its page, so that a name that is
/// wrong costs translations and nothing else.
/// </summary>
internal static class ProgramObjectHash
{
    private const int HeadLength = 4096;
    private const int LargestContent = 64 << 20;

    /// <summary>The name's number; null when the file cannot be read.</summary>
    public static UInt128? Of(ProgramObject file)
    {
        using SafeFileHandle? handle = HostFile.OpenForReading(file.Path, out _);
        if (handle is null) return null;
        try
        {
            byte[] head = new byte[HeadLength];
            int length = RandomAccess.Read(handle, head, 0);
            ReadOnlySpan<byte> id = ElfBuildId.Find(head.AsSpan(0, length));
            return id.IsEmpty ? OfContent(handle) : XxHash128.HashToUInt128(id);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static UInt128 OfContent(SafeFileHandle handle)
    {
        XxHash128 hash = new();
        byte[] buffer = new byte[1 << 16];
        for (long position = 0; position < LargestContent;)
        {
            int length = RandomAccess.Read(handle, buffer, position);
            if (length == 0) break;
            hash.Append(buffer.AsSpan(0, length));
            position += length;
        }

        return hash.GetCurrentHashAsUInt128();
    }
}
