using System.Text;
using Emu.Elf;

namespace Emu.Llvm.CodeGeneration;

/// <summary>
/// A relocatable ELF object for x86-64 (System V ABI, chapter 4; AMD64 supplement). Whatever does not lie within the file is
/// refused with an <see cref="ObjectCodeException"/>.
/// </summary>
internal readonly ref struct ObjectFile
{
    private const ushort Amd64 = 62;

    private readonly ReadOnlySpan<byte> file;

    internal ObjectFile(ReadOnlySpan<byte> file)
    {
        this.file = file;
        ElfHeader header = file.Length >= ElfHeader.Size && ElfHeader.IsElf(file) ? new ElfHeader(file) : default;
        if (header is not { Is64Bit: true, ByteOrder: ElfByteOrder.LittleEndian, Type: ElfFileType.Relocatable, Machine: Amd64 }
            || header.SectionHeaderSize != ElfSectionHeader.Size)
            throw new ObjectCodeException("this is not a relocatable ELF object for x86-64");
        int count = header.SectionHeaderCount;
        int table = Within(header.SectionHeaders, (ulong)count * ElfSectionHeader.Size, "the table of sections");
        Sections = new ObjectSection[count];
        for (int i = 0; i < count; i++)
            Sections[i] = new ObjectSection(new ElfSectionHeader(file[(table + (i * ElfSectionHeader.Size))..]), "");
        ObjectSection names = SectionAt(header.SectionNames);
        Check(names);
        for (int i = 0; i < count; i++)
        {
            ElfSectionHeader section = Sections[i].Header;
            Sections[i] = new ObjectSection(section, names.Size == 0 ? "" : Text(names, section.Name));
            Check(Sections[i]);
        }
    }

    internal ObjectSection[] Sections { get; }

    internal ObjectSection SectionAt(uint index) => index < (uint)Sections.Length
        ? Sections[index]
        : throw new ObjectCodeException($"there is no section {index}");

    internal ReadOnlySpan<byte> Content(ObjectSection section) => IsAbsent(section)
        ? throw new ObjectCodeException($"section {section.Name} has no bytes")
        : file.Slice((int)section.Header.Offset, section.Size);

    /// <summary>The object's table of symbols.</summary>
    internal ObjectSection SymbolTable()
    {
        foreach (ObjectSection section in Sections)
            if (section.Type == ElfSectionType.Symbols) return section;
        throw new ObjectCodeException("the object has no table of symbols");
    }

    internal static int SymbolCount(ObjectSection table) => table.Size / ElfSymbol.Size;

    internal ElfSymbol Symbol(ObjectSection table, uint index)
    {
        if (table.Type != ElfSectionType.Symbols || table.Header.EntrySize != ElfSymbol.Size)
            throw new ObjectCodeException($"{table.Name} is not a table of symbols");
        if (index >= (uint)SymbolCount(table)) throw new ObjectCodeException($"there is no symbol {index}");
        return new ElfSymbol(Content(table).Slice((int)index * ElfSymbol.Size, ElfSymbol.Size));
    }

    /// <summary>The name of a symbol of a table.</summary>
    internal string NameOf(ObjectSection table, ElfSymbol symbol) => Text(SectionAt(table.Header.Link), symbol.Name);

    // These have no bytes in the file; one with a size asks for zeroed memory, which its offset does not describe.
    private static bool IsAbsent(ObjectSection section) => section.Type is ElfSectionType.Null or ElfSectionType.NoBits;

    private void Check(ObjectSection section)
    {
        if (!IsAbsent(section)) Within(section.Header.Offset, section.Header.Length, $"section {section.Name}");
        else if (section.Header.Length > int.MaxValue) throw new ObjectCodeException($"section {section.Name} is too large");
    }

    private string Text(ObjectSection table, uint at)
    {
        if (IsAbsent(table) || at >= (uint)table.Size)
            throw new ObjectCodeException($"a name lies outside of {table.Name}");
        ReadOnlySpan<byte> rest = Content(table)[(int)at..];
        int end = rest.IndexOf((byte)0);
        return end >= 0
            ? Encoding.UTF8.GetString(rest[..end])
            : throw new ObjectCodeException($"a name in {table.Name} does not end");
    }

    private int Within(ulong offset, ulong size, string what) => ElfHeader.IsInFile(offset, size, (ulong)file.Length)
        ? (int)offset
        : throw new ObjectCodeException($"{what} lies outside of the file");
}
