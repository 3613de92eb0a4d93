namespace Emu.Elf;

/// <summary>What a file is, <c>e_type</c>. Others may come.</summary>
public enum ElfFileType : ushort
{
    /// <summary>An object that a linker takes (<c>ET_REL</c>).</summary>
    Relocatable = 1,

    /// <summary>A program with fixed addresses (<c>ET_EXEC</c>).</summary>
    Executable = 2,

    /// <summary>A library, or a program that may lie anywhere (<c>ET_DYN</c>).</summary>
    Shared = 3,
}
