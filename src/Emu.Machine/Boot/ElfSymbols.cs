using System.Buffers.Binary;
using System.Text;

namespace Emu.Machine.Boot;

/// <summary>
/// Looks symbols up in an ELF file's symbol table, without holding the table: kernels have megabytes of it. A table
/// that is
/// missing or damaged has no symbols; that is no reason not to run the program.
/// </summary>
internal sealed class ElfSymbols
{
    private const int SectionHeaderSize = 64, SymbolSize = 24, BufferSize = 16 << 10;
    private const int SectionTableOffset = 40, SectionEntrySizeOffset = 58, SectionCountOffset = 60;
    private const uint TypeSymbolTable = 2;

    /// <summary>Larger tables are no linker's work; looking through one would take long.</summary>
    private const ulong LargestNames = 64 << 20, LargestTable = 1 << 30;

    private readonly BootFile file;
    private readonly Section symbols, names;

    public ElfSymbols(BootFile file, ReadOnlySpan<byte> header)
    {
        this.file = file;
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(header[SectionTableOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[SectionCountOffset..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[SectionEntrySizeOffset..]) != SectionHeaderSize) return;
        for (int i = 0; i < count; i++)
        {
            if (ReadSection(table, i) is not { Type: TypeSymbolTable } found || !IsInFile(found)) continue;
            if (found.Link >= (uint)count || ReadSection(table, (int)found.Link) is not { } linked || !IsInFile(linked))
                return;
            if (found.Size > LargestTable || linked.Size > LargestNames)
                throw new BootException(
                    BootError.ElfMalformed, file.Path,
                    $"its symbols have {found.Size} bytes of at most {LargestTable}, and {linked.Size} bytes of names of at most " +
                    $"{LargestNames}");
            (symbols, names) = (found, linked);
            return;
        }
    }

    /// <summary>The value of the first symbol of that name, or null.</summary>
    public ulong? Find(string name)
    {
        HashSet<uint> offsets = FindNames(name);
        if (offsets.Count == 0) return null;
        byte[] buffer = new byte[BufferSize / SymbolSize * SymbolSize];
        for (ulong done = 0; done + SymbolSize <= symbols.Size;)
        {
            int length = (int)Math.Min((ulong)buffer.Length, (symbols.Size - done) / SymbolSize * SymbolSize);
            file.Read((long)(symbols.Offset + done), buffer.AsSpan(0, length));
            for (int at = 0; at < length; at += SymbolSize)
                if (offsets.Contains(BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at))))
                    return BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(at + 8));
            done += (ulong)length;
        }

        return null;
    }

    /// <summary>Where the string table holds the name: several places, since a name may be the end of a longer
    /// one.</summary>
    private HashSet<uint> FindNames(string name)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(name + '\0');
        byte[] buffer = new byte[BufferSize];
        HashSet<uint> offsets = [];
        for (ulong done = 0; done + (ulong)wanted.Length <= names.Size;)
        {
            int length = (int)Math.Min((ulong)buffer.Length, names.Size - done);
            Span<byte> piece = buffer.AsSpan(0, length);
            file.Read((long)(names.Offset + done), piece);
            for (int at = piece.IndexOf(wanted); at >= 0;)
            {
                offsets.Add((uint)(done + (ulong)at));
                int next = piece[(at + 1)..].IndexOf(wanted);
                at = next < 0 ? -1 : at + 1 + next;
            }

            // The pieces overlap by so much that no name is cut.
            done += (ulong)(length - wanted.Length + 1);
        }

        return offsets;
    }

    private Section? ReadSection(ulong table, int index)
    {
        ulong offset = unchecked(table + (ulong)index * SectionHeaderSize);
        if (offset < table || offset > (ulong)file.Length || (ulong)file.Length - offset < SectionHeaderSize)
            return null;
        Span<byte> header = stackalloc byte[SectionHeaderSize];
        file.Read((long)offset, header);
        return new Section(
            BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
            BinaryPrimitives.ReadUInt32LittleEndian(header[40..]));
    }

    private bool IsInFile(Section section) =>
        section.Offset <= (ulong)file.Length && section.Size <= (ulong)file.Length - section.Offset;

    private readonly record struct Section(uint Type, ulong Offset, ulong Size, uint Link);
}
