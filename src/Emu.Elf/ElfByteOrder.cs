namespace Emu.Elf;

/// <summary>The order of a word's bytes, <c>EI_DATA</c>. Big-endian files are told apart and not read.</summary>
public enum ElfByteOrder : byte
{
    /// <summary>The low byte comes first (<c>ELFDATA2LSB</c>).</summary>
    LittleEndian = 1,
}
