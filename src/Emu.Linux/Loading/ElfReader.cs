using System.Numerics;
using Emu.Elf;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>
/// Reads programs as Linux's <c>binfmt_elf</c> does. Nothing in the file is trusted: what is not sound gives an error before
/// anything is mapped.
/// </summary>
internal static class ElfReader
{
    private const int MostHeaderBytes = 65536, LongestInterpreter = 4096;

    /// <summary>Reads and checks the headers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="abi">What the program has to be for.</param>
    /// <param name="limit">First address beyond user space.</param>
    /// <param name="error">What is wrong with it.</param>
    public static ElfImage? Read(ProgramFile file, LinuxAbi abi, ulong limit, out ProgramError? error)
    {
        Span<byte> start = stackalloc byte[ElfHeader.Size];
        int count = file.Read(start, 0);
        ElfHeader header = new(start);
        ProgramFault? fault = count < 0 ? ProgramFault.CannotRead : CheckHeader(start, header, count, abi);
        if (fault is { } wrong)
        {
            error = new ProgramError(wrong, file.Name, count < 0 ? -count : 0);
            return null;
        }

        int size = header.ProgramHeaderSize, number = header.ProgramHeaderCount;
        if (size != ElfProgramHeader.Size || number == 0 || number * size > MostHeaderBytes
            || !ElfHeader.IsInFile(header.ProgramHeaders, (ulong)(number * size), file.Size))
            return Fail(file, ProgramFault.BadProgramHeaders, out error);
        byte[] headers = new byte[number * size];
        if (!file.TryRead(headers, header.ProgramHeaders)) return Fail(file, ProgramFault.BadProgramHeaders, out error);
        return ReadImage(file, header, ElfProgramHeader.ReadAll(headers), limit, out error);
    }

    private static ProgramFault? CheckHeader(ReadOnlySpan<byte> start, in ElfHeader header, int count, LinuxAbi abi)
    {
        if (count < 4 || !ElfHeader.IsElf(start)) return ProgramFault.UnknownFormat;
        if (count < ElfHeader.Size) return ProgramFault.BadProgramHeaders;
        // The other fields can be read only in the right byte order.
        if (header.ByteOrder != abi.ByteOrder) return ProgramFault.WrongByteOrder;
        if (header.Machine != abi.Architecture.ElfMachine) return ProgramFault.WrongMachine;
        if (!header.Is64Bit) return ProgramFault.WrongClass;
        if (!header.HasKnownVersion) return ProgramFault.WrongVersion;
        return header.Type is ElfFileType.Executable or ElfFileType.Shared ? null : ProgramFault.WrongType;
    }

    private static ElfImage? ReadImage(
        ProgramFile file, in ElfHeader header, ElfProgramHeader[] entries, ulong limit, out ProgramError? error)
    {
        List<ElfSegment> segments = [];
        byte[]? interpreter = null;
        bool hasExecutableStack = false;
        ulong alignment = GuestMemory.PageSize;
        foreach (ElfProgramHeader entry in entries)
        {
            ProgramFault? fault = null;
            if (entry.Type == ElfSegmentType.Load)
            {
                fault = AddSegment(entry, file.Size, limit, segments);
                if (BitOperations.IsPow2(entry.Alignment)) alignment = Math.Max(alignment, entry.Alignment);
            }
            else if (entry.Type == ElfSegmentType.Interpreter && interpreter is null)
            {
                interpreter = ReadInterpreter(file, entry);
                if (interpreter is null) fault = ProgramFault.BadInterpreterName;
            }
            else if (entry.Type == ElfSegmentType.Stack)
            {
                hasExecutableStack = (entry.Flags & ElfSegmentFlags.Execute) != 0;
            }

            if (fault is { } wrong) return Fail(file, wrong, out error);
        }

        segments.Sort((a, b) => a.Address.CompareTo(b.Address));
        if (segments.Count == 0) return Fail(file, ProgramFault.NoSegments, out error);
        for (int i = 1; i < segments.Count; i++)
            if (segments[i].Address < segments[i - 1].End) return Fail(file, ProgramFault.SegmentsOverlap, out error);
        error = null;
        return new ElfImage()
        {
            IsFixed = header.Type == ElfFileType.Executable,
            Entry = header.Entry,
            Segments = segments,
            HeadersAddress = AddressOf(header.ProgramHeaders, segments),
            HeaderCount = entries.Length,
            Interpreter = interpreter,
            HasExecutableStack = hasExecutableStack,
            Alignment = alignment,
        };
    }

    private static ProgramFault? AddSegment(
        in ElfProgramHeader entry, ulong fileSize, ulong limit, List<ElfSegment> segments)
    {
        ulong address = entry.VirtualAddress;
        if (entry.FileSize > entry.MemorySize) return ProgramFault.SegmentSizes;
        if (entry.MemorySize == 0) return null;
        if (address > limit || entry.MemorySize > limit - address) return ProgramFault.SegmentBeyondUserSpace;
        if (entry.FileSize != 0 && !ElfHeader.IsInFile(entry.Offset, entry.FileSize, fileSize))
            return ProgramFault.SegmentBeyondFile;
        if (entry.FileSize != 0 && PageMath.Offset(address) != PageMath.Offset(entry.Offset))
            return ProgramFault.SegmentMisaligned;
        segments.Add(new ElfSegment(address, entry.MemorySize, entry.Offset, entry.FileSize, ProtectionOf(entry.Flags)));
        return null;
    }

    private static PageProtection ProtectionOf(ElfSegmentFlags flags) =>
        ((flags & ElfSegmentFlags.Read) != 0 ? PageProtection.Read : PageProtection.None)
        | ((flags & ElfSegmentFlags.Write) != 0 ? PageProtection.Write : PageProtection.None)
        | ((flags & ElfSegmentFlags.Execute) != 0 ? PageProtection.Execute : PageProtection.None);

    private static byte[]? ReadInterpreter(ProgramFile file, in ElfProgramHeader entry)
    {
        if (entry.FileSize is < 2 or > LongestInterpreter
            || !ElfHeader.IsInFile(entry.Offset, entry.FileSize, file.Size)) return null;
        byte[] name = new byte[entry.FileSize];
        if (!file.TryRead(name, entry.Offset) || name[^1] != 0) return null;
        int length = Array.IndexOf(name, (byte)0);
        return length == 0 ? null : name[..length];
    }

    private static ulong AddressOf(ulong offset, List<ElfSegment> segments)
    {
        foreach (ElfSegment segment in segments)
            if (offset >= segment.Offset && offset - segment.Offset < segment.FileSize)
                return segment.Address + (offset - segment.Offset);
        return 0;
    }

    private static ElfImage? Fail(ProgramFile file, ProgramFault fault, out ProgramError? error)
    {
        error = new ProgramError(fault, file.Name);
        return null;
    }
}
