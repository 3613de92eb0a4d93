namespace Emu.Linux.Loading;

/// <summary>A section of the vdso (ELF specification, "Sections").</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">sh_type.</param>
/// <param name="Offset">Place in the file and address at once.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Alignment">sh_addralign.</param>
internal sealed record VdsoSection(string Name, uint Type, ulong Offset, ulong Size, ulong Alignment)
{
    public const uint Program = 1, StringTable = 3, Hash = 5, Dynamic = 6, Symbols = 11;
    public const uint VersionDefinitions = 0x6fff_fffd, VersionSymbols = 0x6fff_ffff;
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
