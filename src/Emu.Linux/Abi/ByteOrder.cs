namespace Emu.Linux.Abi;

/// <summary>The order of a word's bytes, numbered as in ELF's <c>EI_DATA</c>. System calls convert no structures of
/// big-endian programs, which therefore have no member here.</summary>
public enum ByteOrder : byte
{
    /// <summary>The low byte comes first (<c>ELFDATA2LSB</c>).</summary>
    LittleEndian = 1,
}
