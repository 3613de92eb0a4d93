using System.Buffers.Binary;
using Emu.Elf;

namespace Emu.Llvm.CodeGeneration;

/// <summary>Resolves a section's references to places in the same object (AMD64 supplement, 4.4.1).</summary>
internal static class RelocationPass
{
    private const int EntrySize = 24;
    private const uint Pc32 = 2, Plt32 = 4, Pc64 = 24;

    /// <param name="file">The object.</param>
    /// <param name="table">Its section of relocations.</param>
    /// <param name="layout">Where sections lie.</param>
    /// <param name="target">Where the section lies that <paramref name="table"/> is for.</param>
    /// <param name="bytes">The laid out sections.</param>
    internal static void Apply(in ObjectFile file, ObjectSection table, SectionLayout layout, int target, byte[] bytes)
    {
        if (table.Type != ElfSectionType.Relocations || table.Header.EntrySize != EntrySize || table.Size % EntrySize != 0)
            throw new ObjectCodeException($"{table.Name} is not a table of relocations");
        ObjectSection symbols = file.SectionAt(table.Header.Link);
        int targetSize = file.SectionAt(table.Header.Info).Size;
        for (ReadOnlySpan<byte> rest = file.Content(table); !rest.IsEmpty; rest = rest[EntrySize..])
        {
            ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(rest);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]);
            ElfSymbol symbol = file.Symbol(symbols, BinaryPrimitives.ReadUInt32LittleEndian(rest[12..]));
            long addend = BinaryPrimitives.ReadInt64LittleEndian(rest[16..]);
            int width = type == Pc64 ? 8 : 4;
            if (offset > (ulong)targetSize || (ulong)targetSize - offset < (ulong)width)
                throw new ObjectCodeException($"{table.Name} patches outside of its section");
            if (type is not (Pc32 or Plt32 or Pc64))
                throw new ObjectCodeException($"{Describe(file, symbols, symbol)} is referred to by relocation type {type}");
            int place = target + (int)offset;
            if (!TryWrite(bytes.AsSpan(place, width), AddressOf(file, symbols, symbol, layout), addend, place))
                throw new ObjectCodeException($"the distance to {Describe(file, symbols, symbol)} does not fit its field");
        }
    }

    private static int AddressOf(in ObjectFile file, ObjectSection symbols, ElfSymbol symbol, SectionLayout layout)
    {
        if (!symbol.IsDefined || layout.OffsetOf(symbol.Section) is not { } section)
            throw new ObjectCodeException($"the code refers to {Describe(file, symbols, symbol)}, which is outside of it");
        if (symbol.Value > (ulong)file.SectionAt(symbol.Section).Size)
            throw new ObjectCodeException($"symbol {Describe(file, symbols, symbol)} lies outside of its section");
        return section + (int)symbol.Value;
    }

    // False when the distance does not fit the field.
    private static bool TryWrite(Span<byte> field, int address, long addend, int place)
    {
        Int128 value = (Int128)address + addend - place;
        if (value < (field.Length == sizeof(int) ? int.MinValue : long.MinValue)
            || value > (field.Length == sizeof(int) ? int.MaxValue : long.MaxValue))
            return false;
        if (field.Length == sizeof(int)) BinaryPrimitives.WriteInt32LittleEndian(field, (int)value);
        else BinaryPrimitives.WriteInt64LittleEndian(field, (long)value);
        return true;
    }

    // Section symbols have no name of their own.
    private static string Describe(in ObjectFile file, ObjectSection symbols, ElfSymbol symbol) =>
        file.NameOf(symbols, symbol) is { Length: > 0 } name ? name
        : symbol.IsDefined ? file.SectionAt(symbol.Section).Name
        : "nothing";
}
