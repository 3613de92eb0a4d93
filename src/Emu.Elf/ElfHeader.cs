using System.Buffers.Binary;

namespace Emu.Elf;

/// <summary>The header of a 64-bit little-endian file, <c>Elf64_Ehdr</c> (System V ABI, chapter 4), as it stands there: nothing
/// in it is checked.</summary>
public readonly record struct ElfHeader
{
    /// <summary>Bytes of the header.</summary>
    public const int Size = 64;

    private const byte Class64 = 2, CurrentVersion = 1;

    /// <param name="bytes"><see cref="Size"/> bytes, the first of the file.</param>
    public ElfHeader(ReadOnlySpan<byte> bytes)
    {
        Is64Bit = bytes[4] == Class64;
        ByteOrder = (ElfByteOrder)bytes[5];
        HasKnownVersion = bytes[6] == CurrentVersion
            && BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) == CurrentVersion;
        Type = (ElfFileType)BinaryPrimitives.ReadUInt16LittleEndian(bytes[16..]);
        Machine = BinaryPrimitives.ReadUInt16LittleEndian(bytes[18..]);
        Entry = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]);
        ProgramHeaders = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);
        SectionHeaders = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);
        ProgramHeaderSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[54..]);
        ProgramHeaderCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[56..]);
        SectionHeaderSize = BinaryPrimitives.ReadUInt16LittleEndian(bytes[58..]);
        SectionHeaderCount = BinaryPrimitives.ReadUInt16LittleEndian(bytes[60..]);
        SectionNames = BinaryPrimitives.ReadUInt16LittleEndian(bytes[62..]);
    }

    /// <summary>False for 32-bit files, whose other fields stand elsewhere.</summary>
    public bool Is64Bit { get; }

    /// <summary>Another order than little-endian has numbers in it that say nothing here.</summary>
    public ElfByteOrder ByteOrder { get; }

    /// <summary>The file is of the one version of the format that there is.</summary>
    public bool HasKnownVersion { get; }

    /// <summary>What the file is.</summary>
    public ElfFileType Type { get; }

    /// <summary>The architecture, <c>e_machine</c>.</summary>
    public ushort Machine { get; }

    /// <summary>Virtual address of the first instruction.</summary>
    public ulong Entry { get; }

    /// <summary>Offset of the program headers in the file.</summary>
    public ulong ProgramHeaders { get; }

    /// <summary>Bytes of each of them; <see cref="ElfProgramHeader.Size"/> in a sound file.</summary>
    public int ProgramHeaderSize { get; }

    /// <summary>How many there are, 65,535 at most.</summary>
    public int ProgramHeaderCount { get; }

    /// <summary>Offset of the section headers in the file.</summary>
    public ulong SectionHeaders { get; }

    /// <summary>Bytes of each of them; <see cref="ElfSectionHeader.Size"/> in a sound file.</summary>
    public int SectionHeaderSize { get; }

    /// <summary>How many there are, 65,535 at most.</summary>
    public int SectionHeaderCount { get; }

    /// <summary>The number of the section that has the sections' names.</summary>
    public ushort SectionNames { get; }

    /// <summary>True for a file that begins as ELF files do, of any architecture.</summary>
    public static bool IsElf(ReadOnlySpan<byte> start) => start.StartsWith("\u007fELF"u8);

    /// <summary>True when a range lies in a file of a size, whatever numbers they are.</summary>
    public static bool IsInFile(ulong offset, ulong length, ulong size) => offset <= size && length <= size - offset;
}
