using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>Writes a 64-bit little-endian shared object, one part after the other, whose addresses are its offsets.</summary>
/// <param name="image">The file, zeroed; as long as it will be loaded.</param>
/// <param name="machine"><c>e_machine</c>.</param>
/// <param name="flags"><c>e_flags</c>.</param>
public sealed class ElfWriter(byte[] image, ushort machine, uint flags)
{
    private const int SegmentCount = 2;
    private const byte Class64 = 2, CurrentVersion = 1;

    /// <summary>Offset of the first byte behind the file's own headers, where sections may begin.</summary>
    public const int HeadersEnd = ElfHeader.Size + (SegmentCount * ElfProgramHeader.Size);

    /// <summary>The file.</summary>
    public byte[] Image => image;

    /// <summary>Where the next byte goes.</summary>
    public int Position { get; set; } = HeadersEnd;

    /// <summary>Writes a section at the next place that is aligned for it.</summary>
    public ElfSection Add(string name, ElfSectionType type, int alignment, Action<ElfWriter> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        Position = (Position + alignment - 1) & -alignment;
        int start = Position;
        write(this);
        return new ElfSection(name, type, (ulong)start, (ulong)(Position - start), (ulong)alignment);
    }

    /// <summary>Writes the section headers behind the sections, and the headers at the start: of the file, of a segment with
    /// all that was written so far, and of the dynamic section.</summary>
    public void Finish(IReadOnlyList<ElfSection> sections, ElfSection dynamic)
    {
        ArgumentNullException.ThrowIfNull(sections);
        ArgumentNullException.ThrowIfNull(dynamic);
        const string ownName = ".shstrtab";
        ulong loaded = (ulong)Position;
        ElfStrings names = new();
        int[] places = [.. sections.Select(section => names.Add(section.Name))];
        int ownPlace = names.Add(ownName);
        ElfSection table = Add(ownName, ElfSectionType.Strings, 1, writer => writer.Bytes(names.ToArray()));
        Position = (Position + 7) & -8;
        ulong headers = (ulong)Position;
        Position += ElfSectionHeader.Size;
        for (int i = 0; i < sections.Count; i++) WriteHeader(sections[i], places[i]);
        WriteHeader(table with { Flags = 0 }, ownPlace);
        Position = 0;
        Bytes([
            0x7f, (byte)'E', (byte)'L', (byte)'F', Class64, (byte)ElfByteOrder.LittleEndian, CurrentVersion, 0,
            0, 0, 0, 0, 0, 0, 0, 0,
        ]);
        Word16((ushort)ElfFileType.Shared).Word16(machine).Word32(CurrentVersion).Word64(0).Word64(ElfHeader.Size);
        Word64(headers).Word32(flags).Word16(ElfHeader.Size).Word16(ElfProgramHeader.Size).Word16(SegmentCount);
        Word16(ElfSectionHeader.Size).Word16((ushort)(sections.Count + 2)).Word16((ushort)(sections.Count + 1));
        WriteSegment(ElfSegmentType.Load, ElfSegmentFlags.Read | ElfSegmentFlags.Execute, 0, loaded, (ulong)image.Length);
        WriteSegment(ElfSegmentType.Dynamic, ElfSegmentFlags.Read, dynamic.Offset, dynamic.Size, 8);
    }

    /// <summary>Writes bytes as they are.</summary>
    public ElfWriter Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(image.AsSpan(Position));
        Position += bytes.Length;
        return this;
    }

    /// <summary>Writes a byte.</summary>
    public ElfWriter Word8(byte value)
    {
        image[Position++] = value;
        return this;
    }

    /// <summary>Writes two bytes.</summary>
    public ElfWriter Word16(ushort value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(ushort);
        return this;
    }

    /// <summary>Writes four bytes.</summary>
    public ElfWriter Word32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(uint);
        return this;
    }

    /// <summary>Writes eight bytes.</summary>
    public ElfWriter Word64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(image.AsSpan(Position), value);
        Position += sizeof(ulong);
        return this;
    }

    private void WriteSegment(ElfSegmentType type, ElfSegmentFlags access, ulong offset, ulong size, ulong alignment) =>
        Word32((uint)type).Word32((uint)access).Word64(offset).Word64(offset).Word64(offset).Word64(size).Word64(size)
            .Word64(alignment);

    private void WriteHeader(ElfSection section, int name)
    {
        ulong address = (section.Flags & ElfSection.Allocated) != 0 ? section.Offset : 0;
        Word32((uint)name).Word32((uint)section.Type).Word64(section.Flags).Word64(address).Word64(section.Offset);
        Word64(section.Size).Word32(section.Link).Word32(section.Info).Word64(section.Alignment);
        Word64(section.EntrySize);
    }
}
