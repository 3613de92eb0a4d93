using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>A program header of a 64-bit little-endian file, <c>Elf64_Phdr</c> (System V ABI, chapter 5), as it stands there:
/// nothing in it is checked.</summary>
public readonly record struct ElfProgramHeader
{
    /// <summary>Bytes of a program header.</summary>
    public const int Size = 56;

    /// <param name="bytes"><see cref="Size"/> bytes.</param>
    public ElfProgramHeader(ReadOnlySpan<byte> bytes)
    {
        Type = (ElfSegmentType)BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        Flags = (ElfSegmentFlags)BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        Offset = BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);
        VirtualAddress = BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);
        PhysicalAddress = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        FileSize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        MemorySize = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        Alignment = BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]);
    }

    /// <summary>What it describes.</summary>
    public ElfSegmentType Type { get; }

    /// <summary>What may be done with it.</summary>
    public ElfSegmentFlags Flags { get; }

    /// <summary>Where its bytes begin in the file.</summary>
    public ulong Offset { get; }

    /// <summary>Address that it is linked to.</summary>
    public ulong VirtualAddress { get; }

    /// <summary>Address that it is loaded to where there is no paging.</summary>
    public ulong PhysicalAddress { get; }

    /// <summary>Bytes in the file.</summary>
    public ulong FileSize { get; }

    /// <summary>Bytes in memory, zeros behind the file's included.</summary>
    public ulong MemorySize { get; }

    /// <summary>Bytes of which its addresses are multiples.</summary>
    public ulong Alignment { get; }

    /// <summary>The headers of a table, one after the other; what is left of less than one is left out.</summary>
    public static ElfProgramHeader[] ReadAll(ReadOnlySpan<byte> table)
    {
        var headers = new ElfProgramHeader[table.Length / Size];
        for (int i = 0; i < headers.Length; i++) headers[i] = new ElfProgramHeader(table.Slice(i * Size, Size));
        return headers;
    }
}
