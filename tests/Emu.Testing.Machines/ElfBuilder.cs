using System.Buffers.Binary;
using System.Text;

namespace Emu.Testing.Machines;

/// <summary>Makes ELF files, right ones and, by its settings, wrong ones.</summary>
public sealed class ElfBuilder
{
    private readonly List<(ulong Address, byte[] Content, ulong MemorySize, ulong? FileSize, ulong? Offset)> segments
        = [];
    private readonly List<(string Name, ulong Value)> symbols = [];

    public byte Class { get; init; } = 2;
    public byte Data { get; init; } = 1;
    public ushort Type { get; init; } = 2;
    public ushort Machine { get; init; } = 243;
    public ulong Entry { get; init; } = 0x8000_0000;
    public ushort ProgramHeaderSize { get; init; } = 56;
    public ulong? ProgramTable { get; init; }

    /// <summary>Adds a segment; file size and offset can be lies.</summary>
    public ElfBuilder Segment(
        ulong address, byte[] content, ulong memorySize, ulong? fileSize = null, ulong? offset = null)
    {
        segments.Add((address, content, memorySize, fileSize, offset));
        return this;
    }

    /// <summary>Adds a symbol.</summary>
    public ElfBuilder Symbol(string name, ulong value)
    {
        symbols.Add((name, value));
        return this;
    }

    /// <summary>The file.</summary>
    public byte[] Build()
    {
        const int header = 64;
        int content = header + segments.Count * 56;
        int symbolTable = content + segments.Sum(segment => segment.Content.Length);
        byte[] names = Encoding.ASCII.GetBytes("\0" + string.Concat(symbols.Select(symbol => symbol.Name + "\0")));
        int nameTable = symbolTable + symbols.Count * 24;
        int sections = nameTable + names.Length;
        byte[] file = new byte[symbols.Count == 0 ? symbolTable : sections + 3 * 64];
        "\u007fELF"u8.CopyTo(file);
        (file[4], file[5], file[6]) = (Class, Data, 1);
        Put16(file, 16, Type);
        Put16(file, 18, Machine);
        Put64(file, 24, Entry);
        Put64(file, 32, ProgramTable ?? header);
        Put16(file, 54, ProgramHeaderSize);
        Put16(file, 56, (ushort)segments.Count);
        for (int i = 0; i < segments.Count; i++)
        {
            (ulong address, byte[] bytes, ulong memorySize, ulong? fileSize, ulong? offset) = segments[i];
            int at = header + i * 56;
            file[at] = 1;
            Put64(file, at + 8, offset ?? (ulong)content);
            Put64(file, at + 16, address);
            Put64(file, at + 24, address);
            Put64(file, at + 32, fileSize ?? (ulong)bytes.Length);
            Put64(file, at + 40, memorySize);
            bytes.CopyTo(file, content);
            content += bytes.Length;
        }

        if (symbols.Count != 0) PutSymbols(file, symbolTable, nameTable, names, sections);
        return file;
    }

    private void PutSymbols(byte[] file, int symbolTable, int nameTable, byte[] names, int sections)
    {
        names.CopyTo(file, nameTable);
        int name = 1;
        for (int i = 0; i < symbols.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(symbolTable + i * 24), (uint)name);
            Put64(file, symbolTable + i * 24 + 8, symbols[i].Value);
            name += symbols[i].Name.Length + 1;
        }

        Put64(file, 40, (ulong)sections);
        Put16(file, 58, 64);
        Put16(file, 60, 3);
        PutSection(1, 2, symbolTable, symbols.Count * 24, link: 2);
        PutSection(2, 3, nameTable, names.Length, link: 0);

        void PutSection(int index, byte type, int offset, int size, byte link)
        {
            int at = sections + index * 64;
            file[at + 4] = type;
            Put64(file, at + 24, (ulong)offset);
            Put64(file, at + 32, (ulong)size);
            file[at + 40] = link;
        }
    }

    private static void Put16(byte[] file, int at, ushort value) =>
        BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), value);

    private static void Put64(byte[] file, int at, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(at), value);
}
