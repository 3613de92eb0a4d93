using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>A section header of a 64-bit little-endian file, <c>Elf64_Shdr</c> (System V ABI, chapter 4), as it stands there:
/// nothing in it is checked.</summary>
public readonly record struct ElfSectionHeader
{
    /// <summary>Bytes of a section header.</summary>
    public const int Size = 64;

    /// <param name="bytes"><see cref="Size"/> bytes.</param>
    public ElfSectionHeader(ReadOnlySpan<byte> bytes)
    {
        Name = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        Type = (ElfSectionType)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Flags = (ElfSectionFlags)BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        Length = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        Link = BinaryPrimitives.ReadUInt32LittleEndian(bytes[40..]);
        Info = BinaryPrimitives.ReadUInt32LittleEndian(bytes[44..]);
        Alignment = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]);
        EntrySize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[56..]);
    }

    /// <summary>Place of the section's name in the section that has the names.</summary>
    public uint Name { get; }

    /// <summary>What it contains.</summary>
    public ElfSectionType Type { get; }

    /// <summary>What becomes of it in memory.</summary>
    public ElfSectionFlags Flags { get; }

    /// <summary>Where it begins in the file.</summary>
    public ulong Offset { get; }

    /// <summary>Its bytes.</summary>
    public ulong Length { get; }

    /// <summary>The number of a section that belongs to it, such as the names of its symbols.</summary>
    public uint Link { get; }

    /// <summary>What depends on <see cref="Type"/>; of relocations the number of the section that they are for.</summary>
    public uint Info { get; }

    /// <summary>Bytes of which its address is a multiple; 0 and 1 ask for nothing.</summary>
    public ulong Alignment { get; }

    /// <summary>Bytes of each entry of a table; 0 where it is none.</summary>
    public ulong EntrySize { get; }

    /// <summary>True when all of it lies in a file of a size.</summary>
    public bool IsInFile(ulong size) => ElfHeader.IsInFile(Offset, Length, size);

    /// <summary>The header with a number; null when it does not lie in the file.</summary>
    public static ElfSectionHeader? Read(IElfFile file, in ElfHeader header, int number)
    {
        ArgumentNullException.ThrowIfNull(file);
        ulong offset = unchecked(header.SectionHeaders + ((ulong)number * Size));
        Span<byte> bytes = stackalloc byte[Size];
        return offset >= header.SectionHeaders && ElfHeader.IsInFile(offset, Size, file.Size) && file.TryRead(bytes, offset)
            ? new ElfSectionHeader(bytes)
            : null;
    }
}
