using System.Buffers.Binary;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Translation;

/// <summary>What becomes a region, and where it may be entered.</summary>
public sealed class RegionTests : IDisposable
{
    private const uint JalRa8 = 0x0080_00ef;

    private readonly RegionTranslator translator = new(new TranslatorOptions { Verifies = true });

    public static TheoryData<OptimizationLevel> Levels => [.. TranslatorOptions.LlvmLevels];

    private static readonly uint[] Loop =
    [
        RiscVWord.Ld(5, 0, 10), RiscVWord.Sd(5, 0, 11), RiscVWord.Addi(10, 10, 8), RiscVWord.Bne(10, 12, -12),
        RiscVWord.Ebreak,
    ];

    [Theory]
    [MemberData(nameof(Levels))]
    public void The_same_page_gives_the_same_code(OptimizationLevel level)
    {
        using RegionTranslator other = new(new TranslatorOptions());

        byte[] first = Translate(translator, level, Loop).Code;
        byte[] second = Translate(translator, level, Loop).Code;
        byte[] third = Translate(other, level, Loop).Code;

        Assert.Equal(first, second);
        Assert.Equal(first, third);
    }

    [Fact]
    public void A_loop_is_entered_at_its_head_and_behind_what_leaves_it()
    {
        TranslatedRegion region = Translate(
            translator, OptimizationLevel.Fast,
            RiscVWord.Addi(5, 0, 1), RiscVWord.Addi(5, 5, 1), RiscVWord.Bne(5, 6, -4), JalRa8, RiscVWord.Addi(5, 0, 1));

        Assert.Equal([0, 4, 16], region.Entries.Select(entry => (int)entry));
    }

    [Fact]
    public void Code_that_never_ran_stays_outside()
    {
        TranslatedRegion region = Translate(
            Source([0], RiscVWord.Beq(5, 6, 8), RiscVWord.Addi(5, 0, 1), RiscVWord.Addi(6, 0, 1)));

        Assert.Equal(1, region.GuestInstructions);
    }

    [Theory]
    [InlineData(RiscVWord.Ecall)]
    [InlineData(RiscVWord.Ebreak)]
    [InlineData(0u)]
    public void There_is_no_region_where_only_the_interpreter_can_begin(uint word) =>
        Assert.Null(translator.Translate(Source([0], word), OptimizationLevel.Fast));

    [Fact]
    public void A_region_tells_the_lines_that_it_was_made_from()
    {
        uint[] words = new uint[20];
        Array.Fill(words, RiscVWord.Addi(5, 5, 1));

        Assert.Equal(0b11ul, Translate(Source([0, 80], [.. words, RiscVWord.Ecall])).Lines);
    }

    [Fact]
    public void An_instruction_that_crosses_into_the_next_page_is_not_translated()
    {
        byte[] page = new byte[RegionSource.PageSize];
        BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(RegionSource.PageSize - 6), RiscVWord.Addi(5, 5, 1));
        BinaryPrimitives.WriteUInt16LittleEndian(page.AsSpan(RegionSource.PageSize - 2), 0x0013);

        RegionSource source = Source(page, [RegionSource.PageSize - 6, RegionSource.PageSize - 2]);

        Assert.Equal(1, Translate(source).GuestInstructions);
    }

    [Fact]
    public void A_loop_over_the_ends_of_pages_is_one_region_that_is_entered_in_its_page_only()
    {
        TranslatedRegion region = Translate(WithNeighbours(LoopOverPages, Before, Behind));

        Assert.Equal([4092], region.Entries.Select(entry => (int)entry));
        Assert.Equal(4, region.GuestInstructions);
        Assert.Equal(1ul << 63, region.Lines);
        Assert.Equal(
            [(-1, Before.Hash, 1ul), (1, Behind.Hash, 1ul)],
            region.Neighbours.Select(each => (each.Distance, each.Hash, each.Identity.Source.Lines)));
    }

    [Fact]
    public void Neighbours_that_a_region_does_not_reach_change_nothing()
    {
        NeighbourPage other = Neighbour(2, [0, 8], RiscVWord.Addi(5, 0, 1), RiscVWord.Addi(5, 5, 1));

        TranslatedRegion with = Translate(WithNeighbours(LoopOverPages, other, Behind, Before));
        TranslatedRegion without = Translate(WithNeighbours(LoopOverPages, Before, Behind));

        Assert.Equal(without.Neighbours.Select(each => each.Identity), with.Neighbours.Select(each => each.Identity));
        Assert.Equal(without.Code, with.Code);
    }

    [Fact]
    public void A_region_ends_where_a_neighbour_is_not_known()
    {
        TranslatedRegion region = Translate(WithNeighbours(LoopOverPages, Before));

        Assert.Equal(1, region.GuestInstructions);
        Assert.Empty(region.Neighbours);
    }

    [Fact]
    public void An_instruction_over_the_end_of_its_page_is_translated_when_the_next_one_is_known()
    {
        byte[] words = new byte[8];
        BinaryPrimitives.WriteUInt32LittleEndian(words, RiscVWord.Addi(5, 5, 1));
        BinaryPrimitives.WriteUInt32LittleEndian(words.AsSpan(4), RiscVWord.Ecall);
        byte[] page = new byte[RegionSource.PageSize], next = new byte[RegionSource.PageSize];
        words.AsSpan(0, 2).CopyTo(page.AsSpan(RegionSource.PageSize - 2));
        words.AsSpan(2).CopyTo(next);

        TranslatedRegion region = Translate(
            WithNeighbours(Source(page, [RegionSource.PageSize - 2]), new NeighbourPage(1, PageHash.Of(next), next, [])));

        Assert.Equal(2, region.GuestInstructions);
        Assert.Equal([1], region.Neighbours.Select(each => each.Distance));
    }

    [Fact]
    public void A_call_of_a_function_that_is_known_stays_in_the_region()
    {
        uint[] code = [.. CallTwice, RiscVWord.Ebreak];
        TranslatedRegion region = Translate(Source([0, 4, 12, 16, 24], code));

        Assert.Equal(code.Length, region.GuestInstructions);
        Assert.Equal([0, 4, 12], region.Entries.Select(entry => (int)entry));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Functions_return_translated_where_they_return_interpreted(OptimizationLevel level)
    {
        CpuCase[] cases =
        [
            new() { Code = CallTwice, X = new ulong[32], Memory = new byte[64] },
            // Returns to behind the instruction that follows the call.
            new()
            {
                Code =
                [
                    RiscVWord.Jal(1, 12), RiscVWord.Addi(5, 5, 1), RiscVWord.Jal(0, 12), RiscVWord.Addi(1, 1, 4),
                    RiscVWord.Jalr(0, 0, 1), RiscVWord.Addi(6, 6, 1),
                ],
                X = new ulong[32],
                Memory = new byte[64],
            },
        ];
        using InterpreterRunner interpreter = new();
        using TranslatedRunner translated = new(level);

        CpuComparison.Check(translated, interpreter.Run(cases), cases);
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void A_loop_copies_translated_what_it_copies_interpreted(OptimizationLevel level)
    {
        ulong[] x = new ulong[32];
        x[10] = CpuCase.MemoryAddress;
        x[11] = CpuCase.MemoryAddress + 64;
        x[12] = CpuCase.MemoryAddress + 64;
        CpuCase[] cases =
        [
            new()
            {
                Code =
                [
                    RiscVWord.Ld(5, 0, 10), RiscVWord.Sd(5, 0, 11), RiscVWord.Addi(10, 10, 8),
                    RiscVWord.Addi(11, 11, 8), RiscVWord.Bne(10, 12, -16),
                ],
                X = x,
                Memory = [.. Enumerable.Range(1, 64).Select(value => (byte)value)],
            },
        ];
        using InterpreterRunner interpreter = new();
        using TranslatedRunner translated = new(level);

        CpuComparison.Check(translated, interpreter.Run(cases), cases);
        Assert.All(translated.SideExits.Skip(1), (count, cause) =>
            Assert.True(count == 0 || cause + 1 == (int)SideExitCause.System));
    }

    public void Dispose() => translator.Dispose();

    private static TranslatedRegion Translate(RegionTranslator by, OptimizationLevel level, params uint[] words) =>
        by.Translate(Source([.. Enumerable.Range(0, words.Length).Select(i => i * 4)], words), level)!;

    private TranslatedRegion Translate(RegionSource source) =>
        translator.Translate(source, OptimizationLevel.Fast)!;

    private static RegionSource Source(int[] heads, params uint[] words)
    {
        byte[] page = new byte[RegionSource.PageSize];
        for (int i = 0; i < words.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(i * 4), words[i]);
        return Source(page, heads);
    }

    private static uint[] CallTwice =>
    [
        RiscVWord.Jal(1, 16), RiscVWord.Addi(5, 5, 1), RiscVWord.Jal(1, 8), RiscVWord.Jal(0, 12),
        RiscVWord.Addi(6, 6, 1), RiscVWord.Jalr(0, 0, 1), RiscVWord.Addi(7, 7, 1),
    ];

    // Its last word is a loop's head; the next page jumps to the page before, and that one back.
    private static RegionSource LoopOverPages
    {
        get
        {
            byte[] page = new byte[RegionSource.PageSize];
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(RegionSource.PageSize - 4), RiscVWord.Addi(5, 5, 1));
            return Source(page, [RegionSource.PageSize - 4]);
        }
    }

    private static NeighbourPage Behind => Neighbour(1, [0], RiscVWord.Jal(0, -2 * RegionSource.PageSize));

    private static NeighbourPage Before =>
        Neighbour(-1, [0, 4], RiscVWord.Addi(6, 6, 1), RiscVWord.Jal(0, (2 * RegionSource.PageSize) - 8));

    private static NeighbourPage Neighbour(int distance, int[] heads, params uint[] words)
    {
        RegionSource source = Source(heads, words);
        return new NeighbourPage(distance, source.PageHash, source.Page, source.Blocks);
    }

    private static RegionSource WithNeighbours(RegionSource source, params NeighbourPage[] neighbours) => new()
    {
        Page = source.Page,
        PageHash = source.PageHash,
        Entry = source.Entry,
        Blocks = source.Blocks,
        Neighbours = neighbours,
        Isa = source.Isa,
    };

    private static RegionSource Source(byte[] page, int[] heads) => new()
    {
        Page = page,
        PageHash = PageHash.Of(page),
        Entry = (ushort)heads[0],
        Blocks = [.. heads.Select(head => new BlockHeat((ushort)head, 100))],
        Isa = new IsaOptions().Isa,
    };
}
