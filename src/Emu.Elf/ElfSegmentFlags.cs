namespace Emu.Elf;

/// <summary>What a program may do with a segment, <c>p_flags</c>.</summary>
[Flags]
public enum ElfSegmentFlags : uint
{
    None = 0,

    /// <summary><c>PF_X</c>.</summary>
    Execute = 1,

    /// <summary><c>PF_W</c>.</summary>
    Write = 2,

    /// <summary><c>PF_R</c>.</summary>
    Read = 4,
}
