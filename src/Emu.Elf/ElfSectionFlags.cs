namespace Emu.Elf;

/// <summary>What becomes of a section in memory, <c>sh_flags</c>. Others may come.</summary>
[Flags]
public enum ElfSectionFlags : ulong
{
    None = 0,

    /// <summary><c>SHF_WRITE</c>.</summary>
    Write = 1,

    /// <summary>It is in memory when the program runs (<c>SHF_ALLOC</c>).</summary>
    Allocate = 2,

    /// <summary>It has instructions (<c>SHF_EXECINSTR</c>).</summary>
    Execute = 4,
}
