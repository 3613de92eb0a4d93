using System.Text;

namespace Emu.Elf;

/// <summary>
/// Looks symbols up in a file's symbol table without holding the table: kernels have megabytes of it. A table that is missing
/// or damaged has no symbols.
/// </summary>
public sealed class ElfSymbols
{
    /// <summary>Bytes of the largest table and the most names in which symbols are looked for. More is no linker's work, and
    /// looking through it would take long.</summary>
    public const ulong LargestTable = 1 << 30, LargestNames = 64 << 20;

    private const int SymbolSize = ElfSymbol.Size, BufferSize = 16 << 10;

    private readonly IElfFile file;
    private readonly ElfSectionHeader symbols, names;

    /// <param name="file">The file, which is read as long as this object is used.</param>
    /// <param name="header">Its header.</param>
    public ElfSymbols(IElfFile file, in ElfHeader header)
    {
        ArgumentNullException.ThrowIfNull(file);
        this.file = file;
        if (header.SectionHeaderSize != ElfSectionHeader.Size) return;
        for (int i = 0; i < header.SectionHeaderCount; i++)
        {
            if (ElfSectionHeader.Read(file, header, i) is not { Type: ElfSectionType.Symbols } found
                || !found.IsInFile(file.Size)) continue;
            if (found.Link < (uint)header.SectionHeaderCount
                && ElfSectionHeader.Read(file, header, (int)found.Link) is { } linked && linked.IsInFile(file.Size))
                (symbols, names) = (found, linked);
            return;
        }
    }

    /// <summary>Bytes of the table.</summary>
    public ulong TableLength => symbols.Length;

    /// <summary>Bytes of the symbols' names.</summary>
    public ulong NamesLength => names.Length;

    /// <summary>True when the table or its names are larger than is looked through.</summary>
    public bool IsTooLarge => TableLength > LargestTable || NamesLength > LargestNames;

    /// <summary>The value of the first symbol of that name; null when there is none, or the file cannot be read.</summary>
    /// <exception cref="InvalidOperationException">The table <see cref="IsTooLarge"/>.</exception>
    public ulong? Find(string name)
    {
        if (IsTooLarge) throw new InvalidOperationException("the symbol table is too large");
        HashSet<uint> offsets = FindNames(name);
        if (offsets.Count == 0) return null;
        byte[] buffer = new byte[BufferSize / SymbolSize * SymbolSize];
        for (ulong done = 0; done + SymbolSize <= symbols.Length;)
        {
            int length = (int)Math.Min((ulong)buffer.Length, (symbols.Length - done) / SymbolSize * SymbolSize);
            if (!file.TryRead(buffer.AsSpan(0, length), symbols.Offset + done)) return null;
            for (int at = 0; at < length; at += SymbolSize)
            {
                ElfSymbol symbol = new(buffer.AsSpan(at, SymbolSize));
                if (offsets.Contains(symbol.Name)) return symbol.Value;
            }

            done += (ulong)length;
        }

        return null;
    }

    // Where the names hold one: several places, since a name may be the end of a longer one.
    private HashSet<uint> FindNames(string name)
    {
        byte[] wanted = Encoding.ASCII.GetBytes(name + '\0');
        byte[] buffer = new byte[BufferSize];
        HashSet<uint> offsets = [];
        for (ulong done = 0; done + (ulong)wanted.Length <= names.Length;)
        {
            int length = (int)Math.Min((ulong)buffer.Length, names.Length - done);
            Span<byte> piece = buffer.AsSpan(0, length);
            if (!file.TryRead(piece, names.Offset + done)) break;
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
}
