namespace Emu.Elf;

/// <summary>What a section contains, <c>sh_type</c>. Others may come.</summary>
public enum ElfSectionType : uint
{
    /// <summary>No section (<c>SHT_NULL</c>).</summary>
    Null = 0,

    /// <summary>What the program itself defines (<c>SHT_PROGBITS</c>).</summary>
    Program = 1,

    /// <summary>Symbols for linkers and debuggers (<c>SHT_SYMTAB</c>).</summary>
    Symbols = 2,

    /// <summary>Strings that end with zeros (<c>SHT_STRTAB</c>).</summary>
    Strings = 3,

    /// <summary>Relocations with addends (<c>SHT_RELA</c>).</summary>
    Relocations = 4,

    /// <summary>The hash table of dynamic symbols (<c>SHT_HASH</c>).</summary>
    Hash = 5,

    /// <summary>What the dynamic linker needs (<c>SHT_DYNAMIC</c>).</summary>
    Dynamic = 6,

    /// <summary>Memory that is zero at first, and has no bytes in the file (<c>SHT_NOBITS</c>).</summary>
    NoBits = 8,

    /// <summary>Relocations whose addends stand where they are applied (<c>SHT_REL</c>).</summary>
    ImplicitRelocations = 9,

    /// <summary>Symbols for the dynamic linker (<c>SHT_DYNSYM</c>).</summary>
    DynamicSymbols = 11,

    /// <summary>Tables for unwinding on x86-64 (<c>SHT_X86_64_UNWIND</c>).</summary>
    X64Unwind = 0x7000_0001,

    /// <summary>Versions that the file defines (<c>SHT_GNU_verdef</c>).</summary>
    VersionDefinitions = 0x6fff_fffd,

    /// <summary>The version of each dynamic symbol (<c>SHT_GNU_versym</c>).</summary>
    VersionSymbols = 0x6fff_ffff,
}
