using Emu.Guest.RiscV.Linux;
using Emu.Linux.Loading;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Loading;

/// <summary>Which ELF files are loaded, and where their parts come to lie.</summary>
public sealed class ElfLoadingTests : IDisposable
{
    private const uint R = 4, RW = 6, RX = 5;

    private readonly ProgramFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Segments_lie_where_their_headers_say_with_zeros_behind_what_is_in_the_file()
    {
        byte[] file = new ElfDraft()
            .Load(RX, 0, 0x1_0000, 0x1234, 0x1234).Load(RW, 0x1800, 0x1_2800, 0x900, 0x3000).ToArray();
        ModelMemory memory = new();
        LoadedProgram loaded = Load(file, memory);

        Assert.Equal(0x1_0100ul, loaded.Entry);
        Assert.Equal(file[..0x1234], memory.Read(0x1_0000, 0x1234));
        Assert.Equal(file[0x1800..0x2100], memory.Read(0x1_2800, 0x900));
        Assert.All(memory.Read(0x1_3100, 0x2700), value => Assert.Equal(0, value));
        Assert.Equal(PageProtection.Read | PageProtection.Execute, memory.ProtectionOf(0x1_0000));
        Assert.Equal(PageProtection.Read | PageProtection.Write, memory.ProtectionOf(0x1_5000));
        Assert.Null(memory.ProtectionOf(0x1_6000));
        Assert.Equal(0x1_6000ul, memory.Break);
        Assert.Equal(0x1_6000ul, loaded.BreakStart);
    }

    [Fact]
    public void Zeros_of_a_read_only_segment_are_made_without_leaving_it_writable()
    {
        byte[] file = new ElfDraft().Load(R, 0, 0x1_0000, 0x300, 0x400).ToArray();
        ModelMemory memory = new();
        Load(file, memory);
        Assert.Equal(new byte[0x100], memory.Read(0x1_0300, 0x100));
        Assert.Equal(PageProtection.Read, memory.ProtectionOf(0x1_0000));
    }

    [Fact]
    public void A_program_that_can_be_moved_keeps_its_alignment_and_the_distances_of_its_segments()
    {
        byte[] file = new ElfDraft() { Type = 3, Entry = 0x100 }
            .Add(1, RX, 0, 0, 0x1000, 0x1000, 0x20_0000).Add(1, RW, 0x1000, 0x40_0000, 0x800, 0x900, 0x20_0000)
            .ToArray();
        ModelMemory memory = new();
        LoadedProgram loaded = Load(file, memory);
        Assert.Equal(0ul, loaded.CodeStart % 0x20_0000);
        Assert.NotEqual(0ul, loaded.CodeStart);
        Assert.Equal(loaded.CodeStart + 0x100, loaded.Entry);
        Assert.Equal(file[0x1000..0x1800], memory.Read(loaded.CodeStart + 0x40_0000, 0x800));
        Assert.Null(memory.ProtectionOf(loaded.CodeStart + 0x20_0000));
    }

    [Fact]
    public void A_segment_without_bytes_in_the_file_keeps_the_end_of_the_one_before()
    {
        byte[] file = new ElfDraft()
            .Load(RW, 0, 0x1_0000, 0x1800, 0x1800).Load(RW, 0x1800, 0x1_1800, 0, 0x2000).ToArray();
        ModelMemory memory = new();
        Load(file, memory);
        Assert.Equal(file[..0x1800], memory.Read(0x1_0000, 0x1800));
        Assert.Equal(new byte[0x2000], memory.Read(0x1_1800, 0x2000));
    }

    [Fact]
    public void The_interpreter_is_found_below_the_sysroot_first_and_starts()
    {
        ElfDraft interpreter = new() { Type = 3, Entry = 0x200 };
        folder.Write("root/lib/ld.so", interpreter.Load(RX, 0, 0, 0x1000, 0x1000).ToArray());
        byte[] file = new ElfDraft().Load(RX, 0, 0x1_0000, 0x1000, 0x1000).Add(3, R, 0x2000, 0, 11, 11).ToArray(
            bytes => "/lib/ld.so\0"u8.CopyTo(bytes.AsSpan(0x2000)));
        ModelMemory memory = new();
        using PreparedProgram? program = folder.Prepare(
            folder.Write("program", file), out ProgramError? error, Path.Combine(folder.Path, "root"));
        Assert.Null(error);
        LoadedProgram loaded = new ProgramLoader(memory, program!, new LoadOptions { Abi = RiscVLinux.Abi }).Load(out error)!;
        Assert.NotEqual(0ul, loaded.InterpreterBase);
        Assert.Equal(loaded.InterpreterBase + 0x200, loaded.Entry);
    }

    [Fact]
    public void A_missing_interpreter_is_named_with_the_option_that_finds_it()
    {
        byte[] file = new ElfDraft().Load(RX, 0, 0x1_0000, 0x1000, 0x1000).Add(3, R, 0x2000, 0, 11, 11).ToArray(
            bytes => "/no/ld.so\0\0"u8.CopyTo(bytes.AsSpan(0x2000)));
        Assert.Null(folder.Prepare(folder.Write("program", file), out ProgramError? error));
        Assert.Equal(2, error!.Errno);
        Assert.Contains("/no/ld.so", error.Describe(RiscVLinux.Abi));
        Assert.Contains("-L", error.Describe(RiscVLinux.Abi));
    }

    [Theory]
    [InlineData(4, 1, "WrongClass", 8)]
    [InlineData(5, 2, "WrongByteOrder", 8)]
    [InlineData(6, 0, "WrongVersion", 8)]
    [InlineData(20, 2, "WrongVersion", 8)]
    [InlineData(16, 1, "WrongType", 8)]
    [InlineData(16, 4, "WrongType", 8)]
    [InlineData(18, 62, "WrongMachine", 8)]
    [InlineData(54, 57, "BadProgramHeaders", 8)]
    [InlineData(56, 0, "BadProgramHeaders", 8)]
    [InlineData(57, 0xff, "BadProgramHeaders", 8)]
    [InlineData(33, 0xff, "BadProgramHeaders", 8)]
    [InlineData(39, 0xff, "BadProgramHeaders", 8)]
    [InlineData(64, 6, "NoSegments", 8)]
    [InlineData(72, 1, "SegmentMisaligned", 22)]
    [InlineData(74, 1, "SegmentBeyondFile", 22)]
    [InlineData(79, 0x80, "SegmentBeyondFile", 22)]
    [InlineData(87, 0xff, "SegmentBeyondUserSpace", 22)]
    [InlineData(97, 0x40, "SegmentSizes", 22)]
    [InlineData(103, 0xff, "SegmentSizes", 22)]
    [InlineData(111, 0x80, "SegmentBeyondUserSpace", 22)]
    public void A_header_field_that_cannot_be_gives_its_own_error(int offset, byte value, string fault, int errno)
    {
        byte[] file = new ElfDraft().Load(RX, 0, 0x1_0000, 0x1000, 0x1000).ToArray(bytes => bytes[offset] = value);
        string path = folder.Write("program", file);
        PreparedProgram? program = folder.Prepare(path, out ProgramError? error);
        error ??= program?.Refusal;
        Assert.Equal(fault, error?.Fault.ToString());
        Assert.Equal(errno, error!.Errno);
        Assert.StartsWith($"{path}: ", error.Describe(RiscVLinux.Abi));
        program?.Dispose();
    }

    [Fact]
    public void Segments_that_overlap_are_refused()
    {
        byte[] file = new ElfDraft()
            .Load(RX, 0, 0x1_0000, 0x1000, 0x1001).Load(RW, 0x1000, 0x1_1000, 0x1000, 0x1000).ToArray();
        Assert.Null(folder.Prepare(folder.Write("program", file), out ProgramError? error));
        Assert.Equal(ProgramFault.SegmentsOverlap, error!.Fault);
    }

    [Fact]
    public void What_is_not_an_executable_file_is_refused_as_by_the_kernel()
    {
        byte[] file = new ElfDraft().Load(RX, 0, 0x1_0000, 0x1000, 0x1000).ToArray();
        string path = folder.Write("program", file, UnixFileMode.UserRead);
        Assert.Null(folder.Prepare(path, out ProgramError? error));
        Assert.Equal((ProgramFault.NotPermitted, 13), (error!.Fault, error.Errno));
        Assert.Null(folder.Prepare(folder.Path, out error));
        Assert.Equal((ProgramFault.NotRegular, 13), (error!.Fault, error.Errno));
        Assert.Null(folder.Prepare(Path.Combine(folder.Path, "none"), out error));
        Assert.Equal((ProgramFault.CannotOpen, 2), (error!.Fault, error.Errno));
        Assert.Null(folder.Prepare(Path.Combine(path, "below"), out error));
        Assert.Equal(20, error!.Errno);
    }

    [Fact]
    public void A_program_of_the_host_is_left_to_the_host()
    {
        using PreparedProgram? program = folder.Prepare("/bin/sh", out ProgramError? error, null, "-c", "true");
        Assert.Null(error);
        Assert.True(program!.IsForHost);
        Assert.Equal(3, program.Arguments.Count);
        Assert.Equal(ProgramFault.WrongMachine, program.Refusal!.Fault);
    }

    [Fact]
    public void A_program_may_be_open_already()
    {
        byte[] file = new ElfDraft().Load(RX, 0, 0x1_0000, 0x1000, 0x1000).ToArray();
        using FileStream open = File.OpenRead(folder.Write("program", file));
        ProgramRequest request = ProgramFolder.Request("/dev/fd/9") with
        {
            Descriptor = (int)open.SafeFileHandle.DangerousGetHandle(),
        };
        using PreparedProgram? program = ProgramFinder.Prepare(request, out ProgramError? error);
        Assert.Null(error);
        Assert.Equal(0x1_0100ul, program!.Image!.Entry);
    }

    private LoadedProgram Load(byte[] file, ModelMemory memory)
    {
        using PreparedProgram? program = folder.Prepare(folder.Write("program", file), out ProgramError? error);
        Assert.Null(error);
        LoadedProgram? loaded = new ProgramLoader(memory, program!, new LoadOptions { Abi = RiscVLinux.Abi }).Load(out error);
        Assert.Null(error);
        return loaded!;
    }
}
