using System.Buffers.Binary;
using Emu.Core.Memory;

namespace Emu.Machine.Boot;

/// <summary>
/// A 64-bit little-endian ELF executable, loaded to the physical addresses of its segments. The file may come from
/// anybody: all offsets, sizes and counts are checked before they are used.
/// </summary>
public sealed class ElfImage : IBootImage
{
    private const int HeaderSize = 64, ProgramHeaderSize = 56;
    private const int ClassOffset = 4, DataOffset = 5, TypeOffset = 16, MachineOffset = 18;
    private const int EntryOffset = 24, ProgramTableOffset = 32, ProgramEntrySizeOffset = 54, ProgramCountOffset = 56;
    private const byte Class64 = 2, LittleEndian = 1;
    private const ushort TypeExecutable = 2, TypeShared = 3;
    private const uint SegmentLoad = 1;

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
        byte[] header = file.ReadStart(HeaderSize);
        CheckHeader(header);
        segments = ReadSegments(header);
        ulong entry = BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(EntryOffset));
        Entry = Locate(entry) ?? throw Malformed($"the entry point 0x{entry:x} lies in none of its segments");
        symbols = new ElfSymbols(file, header);
    }

    public string Name => file.Path;

    public long FileLength => file.Length;

    public PhysicalAddress Entry { get; }

    /// <summary>True when a file begins with ELF's magic number.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> start) => start.StartsWith("\u007fELF"u8);

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

    private void CheckHeader(ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderSize)
            throw new BootException(
                BootError.Truncated, Name, $"an ELF header has {HeaderSize} bytes but there are {header.Length}");
        if (header[ClassOffset] != Class64) throw OfOtherMachine("not a 64-bit one");
        if (header[DataOffset] != LittleEndian) throw OfOtherMachine("a big-endian one");
        ushort machine = BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]);
        if (machine != target.Number) throw OfOtherMachine($"for another machine (number {machine})");
        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header[TypeOffset..]);
        if (type is not (TypeExecutable or TypeShared))
            throw new BootException(
                BootError.ElfNotExecutable, Name, type == 1 ? "a relocatable object" : $"of type {type}");
    }

    private ElfSegment[] ReadSegments(ReadOnlySpan<byte> header)
    {
        ulong table = BinaryPrimitives.ReadUInt64LittleEndian(header[ProgramTableOffset..]);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(header[ProgramCountOffset..]);
        int entrySize = BinaryPrimitives.ReadUInt16LittleEndian(header[ProgramEntrySizeOffset..]);
        if (count == 0) throw new BootException(BootError.ElfNotExecutable, Name, "with nothing to load");
        if (entrySize != ProgramHeaderSize)
            throw Malformed($"its program headers have {entrySize} bytes instead of {ProgramHeaderSize}");
        byte[] headers = new byte[count * ProgramHeaderSize];
        CheckInFile(table, (ulong)headers.Length, "program headers");
        file.Read((long)table, headers);

        List<ElfSegment> loaded = [];
        for (int at = 0; at < headers.Length; at += ProgramHeaderSize)
        {
            ReadOnlySpan<byte> entry = headers.AsSpan(at, ProgramHeaderSize);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) != SegmentLoad) continue;
            ElfSegment segment = ReadSegment(entry);
            if (segment.MemorySize != 0) loaded.Add(segment);
        }

        if (loaded.Count == 0) throw new BootException(BootError.ElfNotExecutable, Name, "with nothing to load");
        CheckOverlaps(loaded);
        return [.. loaded];
    }

    private ElfSegment ReadSegment(ReadOnlySpan<byte> entry)
    {
        ElfSegment segment = new(
            FileOffset: BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]),
            FileSize: BinaryPrimitives.ReadUInt64LittleEndian(entry[32..]),
            Virtual: new VirtualAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[16..])),
            Address: new PhysicalAddress(BinaryPrimitives.ReadUInt64LittleEndian(entry[24..])),
            MemorySize: BinaryPrimitives.ReadUInt64LittleEndian(entry[40..]));
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
        if (offset > (ulong)file.Length || length > (ulong)file.Length - offset)
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
