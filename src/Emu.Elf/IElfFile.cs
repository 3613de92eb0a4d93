namespace Emu.Elf;

/// <summary>A file whose ELF structures are read. Its content is not trusted.</summary>
public interface IElfFile
{
    /// <summary>Bytes in the file.</summary>
    ulong Size { get; }

    /// <summary>Fills a buffer from an offset; false when there is less, or the file cannot be read.</summary>
    bool TryRead(Span<byte> buffer, ulong offset);
}
