using System.Buffers.Binary;
using System.Text;

namespace Emu.Llvm.CodeGeneration;

/// <summary>
/// Reads a relocatable ELF object for x86-64 (System V ABI, chapter 4; AMD64 supplement). Whatever does not lie within
/// the file is refused with an <see cref="ObjectCodeException"/>.
/// </summary>
internal readonly ref struct ElfObject
{
    private const int HeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24;
    private const ushort Relocatable = 1, Amd64 = 62;

    private readonly ReadOnlySpan<byte> file;

    internal ElfObject(ReadOnlySpan<byte> file)
    {
        this.file = file;
        if (file.Length < HeaderSize || !file.StartsWith("\u007fELF\u0002\u0001"u8)
            || U16(0x10) != Relocatable || U16(0x12) != Amd64 || U16(0x3A) != SectionHeaderSize)
            throw new ObjectCodeException("this is not a relocatable ELF object for x86-64");
        int count = U16(0x3C);
        int table = Within(U64(0x28), (ulong)count * SectionHeaderSize, "the table of sections");
        Sections = new ElfSection[count];
        for (int i = 0; i < count; i++) Sections[i] = ReadSection(table + (i * SectionHeaderSize), default);
        ElfSection names = SectionAt(U16(0x3E));
        for (int i = 0; i < count; i++) Sections[i] = ReadSection(table + (i * SectionHeaderSize), names);
    }

    internal ElfSection[] Sections { get; }

    internal ElfSection SectionAt(uint index) => index < (uint)Sections.Length
        ? Sections[index]
        : throw new ObjectCodeException($"there is no section {index}");

    internal ReadOnlySpan<byte> Content(ElfSection section) => file.Slice(section.Offset, section.Size);

    /// <summary>The object's table of symbols.</summary>
    internal ElfSection SymbolTable()
    {
        foreach (ElfSection section in Sections)
            if (section.Type == ElfSection.Symbols) return section;
        throw new ObjectCodeException("the object has no table of symbols");
    }

    internal static int SymbolCount(ElfSection table) => table.Size / SymbolSize;

    internal ElfSymbol Symbol(ElfSection table, uint index)
    {
        if (table.Type != ElfSection.Symbols || table.EntrySize != SymbolSize)
            throw new ObjectCodeException($"{table.Name} is not a table of symbols");
        if (index >= (uint)SymbolCount(table)) throw new ObjectCodeException($"there is no symbol {index}");
        ReadOnlySpan<byte> entry = Content(table).Slice((int)index * SymbolSize, SymbolSize);
        return new ElfSymbol(
            Text(SectionAt(table.Link), BinaryPrimitives.ReadUInt32LittleEndian(entry)),
            entry[4],
            BinaryPrimitives.ReadUInt16LittleEndian(entry[6..]),
            BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]));
    }

    private ElfSection ReadSection(int at, ElfSection names)
    {
        uint type = U32(at + 4);
        ulong size = U64(at + 0x20);
        string name = names.Size == 0 ? "" : Text(names, U32(at));
        // These have no bytes in the file; one with a size asks for zeroed memory, which its offset does not describe.
        bool isAbsent = type is 0 or ElfSection.NoBits;
        int offset = isAbsent ? 0 : Within(U64(at + 0x18), size, $"section {name}");
        if (isAbsent && size > int.MaxValue) throw new ObjectCodeException($"section {name} is too large");
        return new ElfSection(name, type, U64(at + 8), offset, (int)size, U32(at + 0x28), U32(at + 0x2C),
            U64(at + 0x30), U64(at + 0x38));
    }

    private string Text(ElfSection table, uint at)
    {
        if (table.Type == ElfSection.NoBits || at >= (uint)table.Size)
            throw new ObjectCodeException($"a name lies outside of {table.Name}");
        ReadOnlySpan<byte> rest = Content(table)[(int)at..];
        int end = rest.IndexOf((byte)0);
        return end >= 0
            ? Encoding.UTF8.GetString(rest[..end])
            : throw new ObjectCodeException($"a name in {table.Name} does not end");
    }

    private int Within(ulong offset, ulong size, string what) =>
        offset <= (ulong)file.Length && size <= (ulong)file.Length - offset
            ? (int)offset
            : throw new ObjectCodeException($"{what} lies outside of the file");

    private ushort U16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(file[at..]);

    private uint U32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(file[at..]);

    private ulong U64(int at) => BinaryPrimitives.ReadUInt64LittleEndian(file[at..]);
}
