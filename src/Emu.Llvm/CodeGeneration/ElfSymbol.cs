namespace Emu.Llvm.CodeGeneration;

/// <summary>A symbol of an ELF object.</summary>
internal readonly record struct ElfSymbol(string Name, byte Kind, ushort Section, ulong Value)
{
    private const ushort FirstReserved = 0xFF00;

    internal bool IsFunction => (Kind & 15) == 2;

    internal bool IsGlobal => Kind >> 4 == 1;

    /// <summary>Whether the symbol is a place in a section of the object.</summary>
    internal bool IsDefined => Section is not 0 and < FirstReserved;
}
