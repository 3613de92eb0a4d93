using System.Buffers.Binary;
using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Boards;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Machine.Tests.Boot;

/// <summary>ELF files, right and hostile.</summary>
public sealed class ElfImageTests
{
    private const ulong Ram = 0x8000_0000, RamSize = 16 << 20;

    private static readonly byte[] Code = [1, 2, 3, 4, 5, 6, 7, 8];

    /// <summary>What is wrong, and the error that must say so.</summary>
    private static readonly Dictionary<string, (BootError Error, Func<ElfBuilder> Build)> Hostile = new()
    {
        ["32-bit"] = (BootError.ElfOfOtherMachine, () => Good(new() { Class = 1 })),
        ["big-endian"] = (BootError.ElfOfOtherMachine, () => Good(new() { Data = 2 })),
        ["x86-64"] = (BootError.ElfOfOtherMachine, () => Good(new() { Machine = 62 })),
        ["relocatable"] = (BootError.ElfNotExecutable, () => Good(new() { Type = 1 })),
        ["a core file"] = (BootError.ElfNotExecutable, () => Good(new() { Type = 4 })),
        ["without segments"] = (BootError.ElfNotExecutable, () => new ElfBuilder()),
        ["with segments of no size only"] = (BootError.ElfNotExecutable, () => new ElfBuilder().Segment(Ram, [], 0)),
        ["odd program headers"] = (BootError.ElfMalformed, () => Good(new() { ProgramHeaderSize = 32 })),
        ["program headers outside"] = (BootError.Truncated, () => Good(new() { ProgramTable = 1 << 20 })),
        ["program headers at the end of the address space"] = (
            BootError.Truncated, () => Good(new() { ProgramTable = ulong.MaxValue })),
        ["an entry outside"] = (BootError.ElfMalformed, () => Good(new() { Entry = 0x1000 })),
        ["overlapping segments"] =
            (BootError.ElfOverlappingSegments, () =>
                new ElfBuilder().Segment(Ram, Code, 4096).Segment(Ram + 4088, Code, 8).Segment(Ram + 8192, Code, 8)),
        ["the same segment twice"] = (
            BootError.ElfOverlappingSegments, () => new ElfBuilder().Segment(Ram, Code, 8).Segment(Ram, Code, 8)),
        ["more file than memory"] = (BootError.ElfMalformed, () => new ElfBuilder().Segment(Ram, Code, 4)),
        ["a segment around the address space"] = (
            BootError.ElfMalformed, () => Good(new()).Segment(ulong.MaxValue - 3, [], 8)),
        ["a segment of all memory there is"] = (
            BootError.OutsideMemory, () => new ElfBuilder().Segment(Ram, Code, ulong.MaxValue - Ram)),
        ["a segment one byte too long"] = (
            BootError.OutsideMemory, () => new ElfBuilder().Segment(Ram, Code, RamSize + 1)),
        ["a segment where no RAM is"] = (BootError.OutsideMemory, () => Good(new()).Segment(0x1000_0000, Code, 8)),
        ["a file size beyond the file"] = (
            BootError.Truncated, () => new ElfBuilder().Segment(Ram, Code, 1 << 30, fileSize: 1 << 30)),
        ["a file offset beyond the file"] = (
            BootError.Truncated, () => new ElfBuilder().Segment(Ram, Code, 8, offset: ulong.MaxValue - 7)),
    };

    public static TheoryData<string> HostileFiles => [.. Hostile.Keys];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void A_table_of_a_tebibyte_is_refused_before_it_is_read(int section)
    {
        const long size = 1L << 40;
        byte[] file = Good(new()).Symbol("tohost", Ram).Build();
        int headers = (int)BinaryPrimitives.ReadUInt64LittleEndian(file.AsSpan(40));
        BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(headers + (64 * section) + 32), size);
        using TemporaryFile sparse = new(file, size + file.Length);
        Assert.Equal(
            BootError.ElfMalformed,
            Assert.Throws<BootException>(() => KernelImage.OpenKernel(sparse.Path, new PhysicalAddress(Ram), VirtBoard.Board.Boot).Dispose()).Error);
    }

    [Fact]
    public void Segments_land_at_their_addresses_with_zeros_behind()
    {
        ElfBuilder elf = new() { Entry = Ram + 0x2004 };
        byte[] file = elf.Segment(Ram, Code, 4096).Segment(Ram + 0x2000, Code, 8).Build();
        using AddressMap memory = Memory();
        memory.Memory(new PhysicalAddress(Ram), 0x3000).Fill(0xee);
        using IBootImage image = Load(file, memory);
        Assert.Equal(new PhysicalAddress(Ram + 0x2004), image.Entry);
        Assert.Equal(new PhysicalAddress(Ram + 0x2008), image.End);
        Span<byte> ram = memory.Memory(new PhysicalAddress(Ram), 0x3000);
        Assert.Equal(Code, ram[..8].ToArray());
        Assert.False(ram[8..4096].ContainsAnyExcept((byte)0));
        Assert.False(ram[4096..0x2000].ContainsAnyExcept((byte)0xee));
        Assert.Equal(Code, ram[0x2000..0x2008].ToArray());
    }

    [Fact]
    public void Words_that_the_file_defines_are_found_by_name()
    {
        ElfBuilder elf = Good(new()).Symbol("xtohost", Ram).Symbol("tohost", Ram + 64).Symbol("fromhost", Ram + 72);
        byte[] file = elf.Build();
        using AddressMap memory = Memory();
        using IBootImage image = Load(file, memory);
        Assert.Equal(new PhysicalAddress(Ram + 64), image.FindWord("tohost"));
        Assert.Equal(new PhysicalAddress(Ram + 72), image.FindWord("fromhost"));
    }

    [Theory]
    [InlineData(Ram + 4)]
    [InlineData(0x1000)]
    [InlineData(Ram + 4096)]
    public void A_word_that_is_not_eight_aligned_bytes_of_the_program_is_none(ulong address)
    {
        using AddressMap memory = Memory();
        using IBootImage image = Load(Good(new()).Symbol("tohost", address).Build(), memory);
        Assert.Null(image.FindWord("tohost"));
    }

    [Theory]
    [MemberData(nameof(HostileFiles))]
    public void A_hostile_file_is_refused_with_its_reason(string what)
    {
        (BootError error, Func<ElfBuilder> build) = Hostile[what];
        using AddressMap memory = Memory();
        BootException refusal = Assert.Throws<BootException>(() => Load(build().Build(), memory).Dispose());
        Assert.Equal(error, refusal.Error);
        Assert.DoesNotContain('\n', refusal.Message);
    }

    [Fact]
    public void A_file_cut_anywhere_before_its_sections_is_refused()
    {
        byte[] file = Good(new()).Build();
        using AddressMap memory = Memory();
        for (int length = 4; length < file.Length; length++)
        {
            BootException refusal = Assert.Throws<BootException>(() => Load(file[..length], memory).Dispose());
            Assert.Equal(BootError.Truncated, refusal.Error);
        }
    }

    [Fact]
    public void A_damaged_file_loads_or_is_refused_but_nothing_else() =>
        Gen.Select(Gen.Int[0, 511], Gen.Byte).Array[1, 6].Sample(damages =>
        {
            byte[] file = Good(new()).Symbol("tohost", Ram + 64).Symbol("fromhost", Ram + 72).Build();
            foreach ((int where, byte value) in damages) file[where % file.Length] = value;
            using AddressMap memory = Memory();
            try
            {
                Load(file, memory).Dispose();
            }
            catch (BootException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        });

    private static ElfBuilder Good(ElfBuilder builder) => builder.Segment(Ram, Code, 4096);

    private static AddressMap Memory()
    {
        AddressMap memory = new();
        memory.AddRam("ram", new PhysicalAddress(Ram), RamSize);
        return memory;
    }

    private static IBootImage Load(byte[] content, AddressMap memory)
    {
        using TemporaryFile file = new(content);
        IBootImage image = KernelImage.OpenFirmware(file.Path, new PhysicalAddress(Ram), VirtBoard.Board.Boot);
        image.FindWord("tohost");
        image.Load(new RamWriter(memory));
        return image;
    }
}
