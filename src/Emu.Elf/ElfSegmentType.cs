namespace Emu.Elf;

/// <summary>What a program header describes, <c>p_type</c>. Others may come.</summary>
public enum ElfSegmentType : uint
{
    /// <summary>Bytes that are loaded (<c>PT_LOAD</c>).</summary>
    Load = 1,

    /// <summary>What the dynamic linker needs (<c>PT_DYNAMIC</c>).</summary>
    Dynamic = 2,

    /// <summary>The name of the program's interpreter (<c>PT_INTERP</c>).</summary>
    Interpreter = 3,

    /// <summary>Notes (<c>PT_NOTE</c>).</summary>
    Note = 4,

    /// <summary>Whether the stack is executable (<c>PT_GNU_STACK</c>).</summary>
    Stack = 0x6474_e551,
}
