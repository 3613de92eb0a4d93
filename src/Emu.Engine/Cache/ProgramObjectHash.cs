using System.Buffers.Binary;
using System.IO.Hashing;
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
    private const uint NoteSegment = 4, BuildIdNote = 3;
    private const int ProgramHeaderOffset = 32, ProgramHeaderSizeOffset = 54, ProgramHeaderCountOffset = 56;
    private const int SegmentOffset = 8, SegmentLength = 32, ProgramHeaderLength = 56;
    private const int NoteHeaderLength = 12;
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
            ReadOnlySpan<byte> id = BuildId(head.AsSpan(0, length));
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

    // Empty when the head of the file does not show one. All numbers in it are hostile.
    private static ReadOnlySpan<byte> BuildId(ReadOnlySpan<byte> head)
    {
        if (head.Length < 64 || !head.StartsWith("\x7fELF"u8)) return default;
        ulong headers = BinaryPrimitives.ReadUInt64LittleEndian(head[ProgramHeaderOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(head[ProgramHeaderCountOffset..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(head[ProgramHeaderSizeOffset..]) != ProgramHeaderLength) return default;
        for (int i = 0; i < count && headers <= (ulong)(head.Length - ProgramHeaderLength); i++)
        {
            ReadOnlySpan<byte> header = head[(int)headers..];
            headers += ProgramHeaderLength;
            if (BinaryPrimitives.ReadUInt32LittleEndian(header) != NoteSegment) continue;
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[SegmentOffset..]);
            ulong length = BinaryPrimitives.ReadUInt64LittleEndian(header[SegmentLength..]);
            if (offset > (ulong)head.Length || length > (ulong)head.Length - offset) continue;
            if (BuildIdIn(head.Slice((int)offset, (int)length)) is { IsEmpty: false } id) return id;
        }

        return default;
    }

    private static ReadOnlySpan<byte> BuildIdIn(ReadOnlySpan<byte> notes)
    {
        while (notes.Length >= NoteHeaderLength)
        {
            ulong name = Align(BinaryPrimitives.ReadUInt32LittleEndian(notes));
            uint length = BinaryPrimitives.ReadUInt32LittleEndian(notes[4..]);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(notes[8..]);
            ulong end = NoteHeaderLength + name + Align(length);
            if (end > (ulong)notes.Length) return default;
            ReadOnlySpan<byte> owner = notes.Slice(NoteHeaderLength, (int)name);
            if (type == BuildIdNote && owner.StartsWith("GNU\0"u8))
                return notes.Slice(NoteHeaderLength + (int)name, (int)length);
            notes = notes[(int)end..];
        }

        return default;
    }

    private static ulong Align(ulong length) => (length + 3) & ~3ul;
}
