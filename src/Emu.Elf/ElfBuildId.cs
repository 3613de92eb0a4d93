using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>The build id of a program or library: a note that its linker made from the content (<c>NT_GNU_BUILD_ID</c>).
/// Anybody can write any id into a file.</summary>
public static class ElfBuildId
{
    private const uint BuildIdNote = 3;
    private const int NoteHeaderLength = 12;

    /// <summary>The id; empty when the first bytes of the file, which are hostile, do not show one.</summary>
    /// <param name="head">The first bytes of a file.</param>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> head)
    {
        if (head.Length < ElfHeader.Size || !ElfHeader.IsElf(head)) return default;
        ElfHeader header = new(head);
        if (header.ProgramHeaderSize != ElfProgramHeader.Size) return default;
        ulong size = (ulong)head.Length, at = header.ProgramHeaders;
        for (int i = 0; i < header.ProgramHeaderCount && ElfHeader.IsInFile(at, ElfProgramHeader.Size, size); i++)
        {
            ElfProgramHeader segment = new(head[(int)at..]);
            at += ElfProgramHeader.Size;
            if (segment.Type != ElfSegmentType.Note || !ElfHeader.IsInFile(segment.Offset, segment.FileSize, size)) continue;
            ReadOnlySpan<byte> id = FindIn(head.Slice((int)segment.Offset, (int)segment.FileSize));
            if (!id.IsEmpty) return id;
        }

        return default;
    }

    private static ReadOnlySpan<byte> FindIn(ReadOnlySpan<byte> notes)
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
