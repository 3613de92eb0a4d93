using CsCheck;
using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate.Baseline;
using Emu.Translate.Regions;

namespace Emu.Translate.Tests.Baseline;

/// <summary>What becomes baseline code, and what translating may never do.</summary>
public sealed unsafe class BaselineTranslatorTests
{
    private const int BufferSize = BaselineTranslator.MostBytes;

    private static readonly byte[] Buffer = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);

    private readonly BaselineTranslator translator = new(new IsaOptions().Isa);
    private readonly BaselineCode code = new();

    [Fact]
    public void Any_bytes_with_any_blocks_are_translated_or_refused() =>
        Gen.Select(Gen.Byte.Array[RegionSource.PageSize], Gen.Int[0, 2047].Array[1, 400]).Sample(
            (page, offsets) =>
            {
                ushort[] heads = [.. offsets.Distinct().Order().Select(offset => (ushort)(offset * 2))];
                BaselineTranslator fresh = new(new IsaOptions().Isa);
                BaselineCode result = new();
                byte[] memory = GC.AllocateUninitializedArray<byte>(BufferSize, pinned: true);
                fixed (byte* start = memory)
                    if (!fresh.Translate(page, heads, start, BufferSize, result)) return;
                Assert.InRange(result.Length, 1, BufferSize);
                Assert.Equal(result.Entries.Length, result.EntryOffsets.Length);
                foreach (int offset in result.EntryOffsets) Assert.InRange(offset, 0, result.Length - 1);
                foreach (ushort entry in result.Entries) Assert.Contains(entry, heads);
            },
            iter: 100);

    [Fact]
    public void A_page_full_of_blocks_fits()
    {
        ushort[] heads = [.. Enumerable.Range(0, RegionSource.PageSize / 4).Select(index => (ushort)(index * 4))];
        byte[] page = new byte[RegionSource.PageSize];
        foreach (ushort head in heads) BitConverter.TryWriteBytes(page.AsSpan(head), RiscVWord.Sd(5, 0, 11));

        Assert.True(Translate(page, heads, BufferSize));
        Assert.Equal(heads.Length, code.GuestInstructions);
        Assert.Equal(ulong.MaxValue, code.Lines);
    }

    [Fact]
    public void What_does_not_fit_is_refused() =>
        Assert.False(Translate(Page(RiscVWord.Ld(5, 0, 10), RiscVWord.Sd(5, 0, 11)), [0], 100));

    [Theory]
    [InlineData(RiscVWord.Ecall)]
    [InlineData(0u)]
    public void A_block_that_only_the_interpreter_can_begin_is_refused(uint word) =>
        Assert.False(Translate(Page(word), [0], BufferSize));

    [Fact]
    public void Blocks_that_cannot_be_translated_leave_the_others()
    {
        Assert.True(Translate(Page(RiscVWord.Ecall, RiscVWord.Addi(5, 5, 1)), [0, 4], BufferSize));
        Assert.Equal([4], code.Entries.ToArray());
    }

    [Fact]
    public void A_block_ends_where_the_next_one_begins()
    {
        Assert.True(Translate(
            Page(RiscVWord.Addi(5, 5, 1), RiscVWord.Addi(5, 5, 1), RiscVWord.Ebreak), [0, 4], BufferSize));
        // The breakpoint is left to the interpreter, and counts as translated.
        Assert.Equal(3, code.GuestInstructions);
    }

    [Fact]
    public void Translating_allocates_nothing()
    {
        byte[] page = Page(
            RiscVWord.Ld(5, 0, 10), RiscVWord.Sd(5, 0, 11), RiscVWord.Addi(10, 10, 8), RiscVWord.Bne(10, 12, -12),
            RiscVWord.Ebreak);
        ushort[] heads = [0, 16];
        Translate(page, heads, BufferSize);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++) Translate(page, heads, BufferSize);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static byte[] Page(params ReadOnlySpan<uint> words)
    {
        byte[] page = new byte[RegionSource.PageSize];
        for (int i = 0; i < words.Length; i++) BitConverter.TryWriteBytes(page.AsSpan(i * 4), words[i]);
        return page;
    }

    private bool Translate(byte[] page, ushort[] heads, int capacity)
    {
        fixed (byte* start = Buffer) return translator.Translate(page, heads, start, capacity, code);
    }
}
