using Emu.Elf;

namespace Emu.Llvm.CodeGeneration;

/// <summary>
/// The code and constants of one function, taken out of the object file that LLVM made of it. It runs wherever it lies,
/// at any address that is a multiple of <see cref="Alignment"/>.
/// </summary>
public sealed class ObjectCode
{
    /// <summary>The largest alignment that code or constants may ask for, in bytes: a host cache line.</summary>
    public const int Alignment = 64;

    internal ObjectCode(byte[] bytes, int textLength)
    {
        Bytes = bytes;
        TextLength = textLength;
    }

    /// <summary>Instructions from the function's entry on, then constants.</summary>
    public byte[] Bytes { get; }

    /// <summary>How many of <see cref="Bytes"/> are instructions.</summary>
    public int TextLength { get; }

    /// <summary>Takes the one function out of an ELF object for x86-64.</summary>
    /// <exception cref="ObjectCodeException">
    /// The object is damaged, defines no or several functions, needs memory that is written, or refers to something
    /// outside of itself, such as a library's function.
    /// </exception>
    public static ObjectCode From(ReadOnlySpan<byte> elf)
    {
        ObjectFile file = new(elf);
        SectionLayout layout = new(file, EntrySection(file));
        byte[] bytes = layout.CopySections(file);
        foreach (ObjectSection section in file.Sections)
            if (section.IsRelocations && layout.OffsetOf(section.Header.Info) is { } target)
                RelocationPass.Apply(file, section, layout, target, bytes);
        return new ObjectCode(bytes, layout.TextLength);
    }

    private static int EntrySection(in ObjectFile file)
    {
        int entry = -1;
        ObjectSection table = file.SymbolTable();
        for (int i = 0; i < ObjectFile.SymbolCount(table); i++)
        {
            ElfSymbol symbol = file.Symbol(table, (uint)i);
            if (!symbol.IsGlobal || !symbol.IsFunction || !symbol.IsDefined) continue;
            if (entry >= 0) throw new ObjectCodeException("the object defines several functions");
            if (symbol.Value != 0)
                throw new ObjectCodeException($"{file.NameOf(table, symbol)} does not start its section");
            entry = symbol.Section;
        }
        return entry >= 0 ? entry : throw new ObjectCodeException("the object defines no function");
    }
}
