using Emu.Core.Memory;
using Emu.Elf;

namespace Emu.Machine.Boot;

/// <summary>
/// A 64-bit little-endian ELF executable, loaded to the physical addresses of its segments. The file may come from
/// anybody: all offsets, sizes and counts are checked before they are used.
/// </summary>
public sealed class ElfImage : IBootImage
{
    private readonly BootFile file;
    private readonly ElfTarget target;
    private readonly ElfSegment[] segments;
    private readonly ElfSymbols symbols;
    private readonly Dictionary<string, PhysicalAddress?> words = [];

    /// <param name="file">The file; this object closes it.</param>
    /// <param name="target">The CPUs that run it.</param>
    /// <exception cref="BootException">It is not an ELF executable that this machine runs.</exception>
    public ElfImage(BootFile file, ElfTarget target)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(target);
        this.file = file;
        this.target = target;
        ElfHeader header = ReadHeader();
        segments = ReadSegments(header);
        Entry = Locate(header.Entry)
            ?? throw Malformed($"the entry point 0x{header.Entry:x} lies in none of its segments");
        symbols = new ElfSymbols(file, header);
        if (symbols.IsTooLarge)
            throw Malformed(
                $"its symbols have {symbols.TableLength} bytes of at most {ElfSymbols.LargestTable}, and " +
                $"{symbols.NamesLength} bytes of names of at most {ElfSymbols.LargestNames}");
    }

    public string Name => file.Path;

    public long FileLength => file.Length;

    public PhysicalAddress Entry { get; }

    /// <summary>True when a file begins with ELF's magic number.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) => ElfHeader.IsElf(start);

    public PhysicalAddress End => segments.Max(segment => segment.Address + segment.MemorySize);

    public PhysicalAddress? FindWord(string symbol)
    {
        if (!words.TryGetValue(symbol, out PhysicalAddress? word)) words[symbol] = word = Search(symbol);
        return word;
    }

    public void Load(RamWriter ram)
    {
        ArgumentNullException.ThrowIfNull(ram);
        ElfSegment[] parts = [.. segments.Select(segment => WithoutHeaders(segment, ram))];
        foreach (ElfSegment part in parts)
            if (part.MemorySize != 0) ram.Reserve(Name, part.Address, part.MemorySize);
        foreach (ElfSegment part in parts)
        {
            ram.Copy(file, part.FileOffset, part.Address, part.FileSize);
            ram.Clear(part.Address + part.FileSize, part.MemorySize - part.FileSize);
        }
    }

    // Linkers map the file's own headers too, a page in front of the code or wherever a page is free: what of that
    // segment lies in front of RAM is no part of the program.
    private static ElfSegment WithoutHeaders(ElfSegment segment, RamWriter ram)
    {
        if (segment.FileOffset != 0) return segment;
        ulong outside = ram.BytesInFrontOfRam(segment.Address, segment.MemorySize);
        ulong left = Math.Min(outside, segment.FileSize);
        return segment with
        {
            FileOffset = left,
            FileSize = segment.FileSize - left,
            Virtual = new VirtualAddress(segment.Virtual.Value + outside),
            Address = segment.Address + outside,
            MemorySize = segment.MemorySize - outside,
        };
    }

    public void Dispose() => file.Dispose();

    private ElfHeader ReadHeader()
    {
        byte[] start = file.ReadStart(ElfHeader.Size);
        if (start.Length < ElfHeader.Size)
            throw new BootException(
                BootError.Truncated, Name, $"an ELF header has {ElfHeader.Size} bytes but there are {start.Length}");
        ElfHeader header = new(start);
        if (!header.Is64Bit) throw OfOtherMachine("not a 64-bit one");
        if (header.ByteOrder != ElfByteOrder.LittleEndian) throw OfOtherMachine("a big-endian one");
        if (header.Machine != target.Number) throw OfOtherMachine($"for another machine (number {header.Machine})");
        if (header.Type is not (ElfFileType.Executable or ElfFileType.Shared))
            throw new BootException(
                BootError.ElfNotExecutable, Name,
                header.Type == ElfFileType.Relocatable ? "a relocatable object" : $"of type {(ushort)header.Type}");
        return header;
    }

    private ElfSegment[] ReadSegments(in ElfHeader header)
    {
        if (header.ProgramHeaderCount == 0)
            throw new BootException(BootError.ElfNotExecutable, Name, "with nothing to load");
        if (header.ProgramHeaderSize != ElfProgramHeader.Size)
            throw Malformed(
                $"its program headers have {header.ProgramHeaderSize} bytes instead of {ElfProgramHeader.Size}");
        byte[] headers = new byte[header.ProgramHeaderCount * ElfProgramHeader.Size];
        CheckInFile(header.ProgramHeaders, (ulong)headers.Length, "program headers");
        file.Read((long)header.ProgramHeaders, headers);

        List<ElfSegment> loaded = [];
        foreach (ElfProgramHeader entry in ElfProgramHeader.ReadAll(headers))
        {
            if (entry.Type != ElfSegmentType.Load) continue;
            ElfSegment segment = Check(entry);
            if (segment.MemorySize != 0) loaded.Add(segment);
        }

        if (loaded.Count == 0) throw new BootException(BootError.ElfNotExecutable, Name, "with nothing to load");
        CheckOverlaps(loaded);
        return [.. loaded];
    }

    private ElfSegment Check(in ElfProgramHeader entry)
    {
        ElfSegment segment = new(
            FileOffset: entry.Offset,
            FileSize: entry.FileSize,
            Virtual: new VirtualAddress(entry.VirtualAddress),
            Address: new PhysicalAddress(entry.PhysicalAddress),
            MemorySize: entry.MemorySize);
        CheckInFile(segment.FileOffset, segment.FileSize, $"segment at {segment.Address}");
        if (segment.FileSize > segment.MemorySize)
            throw Malformed(
                $"the segment at {segment.Address} has {segment.FileSize} bytes for {segment.MemorySize} of memory");
        if (segment.MemorySize != 0 && segment.Address.Value + (segment.MemorySize - 1) < segment.Address.Value)
            throw Malformed(
                $"the segment at {segment.Address} with {segment.MemorySize} bytes passes the end of memory");
        return segment;
    }

    private void CheckOverlaps(List<ElfSegment> loaded)
    {
        ElfSegment[] sorted = [.. loaded.OrderBy(segment => segment.Address)];
        for (int i = 1; i < sorted.Length; i++)
            if (sorted[i].Address - sorted[i - 1].Address < sorted[i - 1].MemorySize)
                throw new BootException(
                    BootError.ElfOverlappingSegments, Name,
                    $"{sorted[i - 1].MemorySize} bytes at {sorted[i - 1].Address} reach over {sorted[i].Address}");
    }

    private void CheckInFile(ulong offset, ulong length, string what)
    {
        if (!ElfHeader.IsInFile(offset, length, (ulong)file.Length))
            throw new BootException(
                BootError.Truncated, Name,
                $"its {what} should be {length} bytes at offset {offset} but the file has {file.Length}");
    }

    private PhysicalAddress? Locate(ulong linked)
    {
        foreach (ElfSegment segment in segments)
            if (segment.Locate(linked) is { } address) return address;
        return null;
    }

    private PhysicalAddress? Search(string symbol) =>
        symbols.Find(symbol) is { } linked && (linked & 7) == 0 && Locate(linked) is { } address
            && Locate(linked + 7) == address + 7
            ? address : null;

    private BootException OfOtherMachine(string difference) =>
        new(BootError.ElfOfOtherMachine, Name, $"{difference}; this machine runs {target.Description}");

    private BootException Malformed(string detail) => new(BootError.ElfMalformed, Name, detail);
}
