using Emu.Elf;

namespace Emu.Llvm.CodeGeneration;

/// <summary>A section of an object file whose bytes lie within the file.</summary>
/// <param name="Header">What the file says of it.</param>
/// <param name="Name">Its name.</param>
internal readonly record struct ObjectSection(ElfSectionHeader Header, string Name)
{
    internal ElfSectionType Type => Header.Type;

    /// <summary>Bytes, of which those of memory that is zero at first are not in the file.</summary>
    internal int Size => (int)Header.Length;

    /// <summary>Whether the section is in memory when the code runs. Unwind tables would be, but nothing unwinds
    /// through generated code.</summary>
    internal bool IsLoaded => Header.Flags.HasFlag(ElfSectionFlags.Allocate) && Size != 0
        && Type != ElfSectionType.X64Unwind && Name != ".eh_frame";

    internal bool IsRelocations => Type is ElfSectionType.Relocations or ElfSectionType.ImplicitRelocations;

    internal bool IsText => IsLoaded && Header.Flags.HasFlag(ElfSectionFlags.Execute);

    internal bool IsWritten => Header.Flags.HasFlag(ElfSectionFlags.Write);
}
