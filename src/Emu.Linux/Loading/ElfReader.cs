using System.Buffers.Binary;
using System.Numerics;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Loading;

/// <summary>
/// Reads ELF headers as Linux's <c>binfmt_elf</c> does. Nothing in the file is trusted: what is not sound gives an
/// error before anything is mapped.
/// </summary>
internal static class ElfReader
{
    /// <summary>Bytes of the file header.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of a program header.</summary>
    public const int ProgramHeaderSize = 56;

    private const int ClassOffset = 4, DataOffset = 5, IdentVersionOffset = 6, TypeOffset = 16, MachineOffset = 18;
    private const int VersionOffset = 20, EntryOffset = 24, HeadersOffset = 32, HeaderSizeOffset = 54, CountOffset = 56;
    private const byte Class64 = 2, CurrentVersion = 1;
    private const ushort Executable = 2, Shared = 3;
    private const uint Load = 1, InterpreterName = 3, Stack = 0x6474_e551;
    private const uint MayExecute = 1, MayWrite = 2, MayRead = 4;
    private const int MostHeaderBytes = 65536, LongestInterpreter = 4096;

    /// <summary>True for a file that begins as ELF files do, of any machine.</summary>
    public static bool IsElf(ReadOnlySpan<byte> start) => start is [0x7f, (byte)'E', (byte)'L', (byte)'F', ..];

    /// <summary>Reads and checks the headers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="abi">What the program has to be for.</param>
    /// <param name="limit">First address beyond user space.</param>
    /// <param name="error">What is wrong with it.</param>
    public static ElfImage? Read(ProgramFile file, LinuxAbi abi, ulong limit, out ProgramError? error)
    {
        Span<byte> header = stackalloc byte[HeaderSize];
        int count = file.Read(header, 0);
        ProgramFault? fault = count < 0 ? ProgramFault.CannotRead : CheckHeader(header, count, abi);
        if (fault is { } wrong)
        {
            error = new ProgramError(wrong, file.Name, count < 0 ? -count : 0);
            return null;
        }

        ulong offset = BinaryPrimitives.ReadUInt64LittleEndian(header[HeadersOffset..]);
        int size = BinaryPrimitives.ReadUInt16LittleEndian(header[HeaderSizeOffset..]);
        int number = BinaryPrimitives.ReadUInt16LittleEndian(header[CountOffset..]);
        if (size != ProgramHeaderSize || number == 0 || number * size > MostHeaderBytes
            || !IsInFile(offset, (ulong)(number * size), file.Size))
            return Fail(file, ProgramFault.BadProgramHeaders, out error);
        byte[] headers = new byte[number * size];
        if (!file.TryRead(headers, offset)) return Fail(file, ProgramFault.BadProgramHeaders, out error);
        return ReadImage(file, header, headers, limit, out error);
    }

    private static ProgramFault? CheckHeader(ReadOnlySpan<byte> header, int count, LinuxAbi abi)
    {
        if (count < 4 || !IsElf(header)) return ProgramFault.UnknownFormat;
        if (count < HeaderSize) return ProgramFault.BadProgramHeaders;
        // The fields behind the identification can be read only in the right byte order.
        if (header[DataOffset] != (byte)abi.ByteOrder) return ProgramFault.WrongByteOrder;
        if (BinaryPrimitives.ReadUInt16LittleEndian(header[MachineOffset..]) != abi.Architecture.ElfMachine)
            return ProgramFault.WrongMachine;
        if (header[ClassOffset] != Class64) return ProgramFault.WrongClass;
        if (header[IdentVersionOffset] != CurrentVersion
            || BinaryPrimitives.ReadUInt32LittleEndian(header[VersionOffset..]) != CurrentVersion)
            return ProgramFault.WrongVersion;
        ushort type = BinaryPrimitives.ReadUInt16LittleEndian(header[TypeOffset..]);
        return type is Executable or Shared ? null : ProgramFault.WrongType;
    }

    private static ElfImage? ReadImage(
        ProgramFile file, ReadOnlySpan<byte> header, ReadOnlySpan<byte> headers, ulong limit, out ProgramError? error)
    {
        List<ElfSegment> segments = [];
        byte[]? interpreter = null;
        bool hasExecutableStack = false;
        ulong alignment = GuestMemory.PageSize;
        for (int at = 0; at < headers.Length; at += ProgramHeaderSize)
        {
            ProgramHeader entry = new(headers.Slice(at, ProgramHeaderSize));
            ProgramFault? fault = null;
            if (entry.Type == Load)
            {
                fault = AddSegment(entry, file.Size, limit, segments);
                if (BitOperations.IsPow2(entry.Alignment)) alignment = Math.Max(alignment, entry.Alignment);
            }
            else if (entry.Type == InterpreterName && interpreter is null)
            {
                interpreter = ReadInterpreter(file, entry);
                if (interpreter is null) fault = ProgramFault.BadInterpreterName;
            }
            else if (entry.Type == Stack)
            {
                hasExecutableStack = (entry.Flags & MayExecute) != 0;
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
            IsFixed = BinaryPrimitives.ReadUInt16LittleEndian(header[TypeOffset..]) == Executable,
            Entry = BinaryPrimitives.ReadUInt64LittleEndian(header[EntryOffset..]),
            Segments = segments,
            HeadersAddress = AddressOf(BinaryPrimitives.ReadUInt64LittleEndian(header[HeadersOffset..]), segments),
            HeaderCount = headers.Length / ProgramHeaderSize,
            Interpreter = interpreter,
            HasExecutableStack = hasExecutableStack,
            Alignment = alignment,
        };
    }

    private static ProgramFault? AddSegment(
        in ProgramHeader entry, ulong fileSize, ulong limit, List<ElfSegment> segments)
    {
        if (entry.FileSize > entry.MemorySize) return ProgramFault.SegmentSizes;
        if (entry.MemorySize == 0) return null;
        if (entry.Address > limit || entry.MemorySize > limit - entry.Address)
            return ProgramFault.SegmentBeyondUserSpace;
        if (entry.FileSize != 0 && !IsInFile(entry.Offset, entry.FileSize, fileSize))
            return ProgramFault.SegmentBeyondFile;
        if (entry.FileSize != 0 && PageMath.Offset(entry.Address) != PageMath.Offset(entry.Offset))
            return ProgramFault.SegmentMisaligned;
        PageProtection protection = ((entry.Flags & MayRead) != 0 ? PageProtection.Read : PageProtection.None)
            | ((entry.Flags & MayWrite) != 0 ? PageProtection.Write : PageProtection.None)
            | ((entry.Flags & MayExecute) != 0 ? PageProtection.Execute : PageProtection.None);
        segments.Add(new ElfSegment(entry.Address, entry.MemorySize, entry.Offset, entry.FileSize, protection));
        return null;
    }

    private static byte[]? ReadInterpreter(ProgramFile file, in ProgramHeader entry)
    {
        if (entry.FileSize is < 2 or > LongestInterpreter || !IsInFile(entry.Offset, entry.FileSize, file.Size))
            return null;
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

    private static bool IsInFile(ulong offset, ulong length, ulong size) => offset <= size && length <= size - offset;

    private static ElfImage? Fail(ProgramFile file, ProgramFault fault, out ProgramError? error)
    {
        error = new ProgramError(fault, file.Name);
        return null;
    }

    /// <summary>The fields of <c>Elf64_Phdr</c> that loading uses.</summary>
    private readonly ref struct ProgramHeader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;

        public uint Type => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

        public uint Flags => BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);

        public ulong Offset => BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]);

        public ulong Address => BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]);

        public ulong FileSize => BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]);

        public ulong MemorySize => BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]);

        public ulong Alignment => BinaryPrimitives.ReadUInt64LittleEndian(bytes[48..]);
    }
}
