namespace Emu.Elf;

/// <summary>What a section contains, <c>sh_type</c>. Others may come.</summary>
public enum ElfSectionType : uint
{
    /// <summary>What the program itself defines (<c>SHT_PROGBITS</c>).</summary>
    Program = 1,

    /// <summary>Symbols for linkers and debuggers (<c>SHT_SYMTAB</c>).</summary>
    Symbols = 2,

    /// <summary>Strings that end with zeros (<c>SHT_STRTAB</c>).</summary>
    Strings = 3,

    /// <summary>The hash table of dynamic symbols (<c>SHT_HASH</c>).</summary>
    Hash = 5,

    /// <summary>What the dynamic linker needs (<c>SHT_DYNAMIC</c>).</summary>
    Dynamic = 6,

    /// <summary>Symbols for the dynamic linker (<c>SHT_DYNSYM</c>).</summary>
    DynamicSymbols = 11,

    /// <summary>Versions that the file defines (<c>SHT_GNU_verdef</c>).</summary>
    VersionDefinitions = 0x6fff_fffd,

    /// <summary>The version of each dynamic symbol (<c>SHT_GNU_versym</c>).</summary>
    VersionSymbols = 0x6fff_ffff,
}
