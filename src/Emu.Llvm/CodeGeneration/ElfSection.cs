namespace Emu.Llvm.CodeGeneration;

/// <summary>A section header of an ELF object, with what this reader asks of it.</summary>
internal readonly record struct ElfSection(
    string Name, uint Type, ulong Flags, int Offset, int Size, uint Link, uint Info, ulong Alignment, ulong EntrySize)
{
    internal const uint ProgramBits = 1, Symbols = 2, Relocations = 4, NoBits = 8;

    private const uint ImplicitRelocations = 9, X86Unwind = 0x7000_0001;
    private const ulong Write = 1, Allocate = 2, Execute = 4;

    /// <summary>Whether the section is in memory when the code runs. Unwind tables would be, but nothing unwinds
    /// through generated code.</summary>
    internal bool IsLoaded => (Flags & Allocate) != 0 && Size != 0 && Type != X86Unwind && Name != ".eh_frame";

    internal bool IsRelocations => Type is Relocations or ImplicitRelocations;

    internal bool IsText => IsLoaded && (Flags & Execute) != 0;

    internal bool IsWritten => (Flags & Write) != 0;
}
