namespace Emu.Elf;

/// <summary>A section that <see cref="ElfWriter"/> has written, and what its header says of it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">What it contains.</param>
/// <param name="Offset">Place in the file, and address at once.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">sh_addralign.</param>
public sealed record ElfSection(string Name, ElfSectionType Type, ulong Offset, ulong Size, ulong Alignment)
{
    /// <summary>sh_flags: loaded with the program, and executable.</summary>
    public const ulong Allocated = 2, Executable = 4;

    /// <summary>sh_flags.</summary>
    public ulong Flags { get; init; } = Allocated;

    /// <summary>sh_entsize.</summary>
    public ulong EntrySize { get; init; }

    /// <summary>sh_link.</summary>
    public uint Link { get; init; }

    /// <summary>sh_info.</summary>
    public uint Info { get; init; }
}
