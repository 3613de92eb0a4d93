using System.Buffers.Binary;
using CsCheck;
using Emu.Engine.Cache;
using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;

namespace Emu.Engine.Tests.Translation;

/// <summary>The bytes that a region carries are all that its code was made from: the cache compares nothing else.</summary>
public sealed class DecodedBytesTests
{
    private const int PageSize = RegionSource.PageSize;

    // Programs of random instructions behind which the noise of the pages goes on, often over a page's end.
    private static readonly Gen<(CpuCase Program, int Offset, int Noise)> Any = Gen.Select(
        ProgramGen.Programs, Gen.Frequency((1, Gen.Int[0, 2047]), (2, Gen.Int[1920, 2047])).Select(half => half * 2), Gen.Int);

    [Theory]
    [InlineData(OptimizationLevel.Baseline, 300)]
    [InlineData(OptimizationLevel.Fast, 40)]
    public void Other_bytes_anywhere_else_give_the_same_code(OptimizationLevel level, int cases)
    {
        using RegionTranslator translator = new(new TranslatorOptions());
        Any.Sample(
            each =>
            {
                byte[] pages = Noise(each.Noise);
                byte[] code = each.Program.CodeBytes();
                code.CopyTo(pages, PageSize + each.Offset);
                BlockHeat[][] heads = HeadsOf(code, each.Offset);
                RegionSource source = SourceOf(pages, each.Offset, heads, [-1, 1]);
                if (translator.Translate(source, level) is not { } region) return;
                // What else was asked for is in no record of baseline code.
                if (level == OptimizationLevel.Baseline)
                    heads[1] = [.. region.Entries.Select(entry => new BlockHeat(entry, 1))];

                byte[] others = Noise(~each.Noise);
                region.Source.CopyTo(others.AsSpan(PageSize, PageSize));
                foreach (NeighbourPage used in region.Neighbours)
                    used.Identity.Source.CopyTo(others.AsSpan((used.Distance + 1) * PageSize, PageSize));
                AssertSame(region, translator.Translate(SourceOf(others, each.Offset, heads, [-1, 1]), level));
                int[] needed = [.. region.Neighbours.Select(used => used.Distance)];
                AssertSame(region, translator.Translate(SourceOf(others, each.Offset, heads, needed), level));
            },
            iter: cases, threads: 1);
    }

    private static byte[] Noise(int seed)
    {
        byte[] pages = new byte[3 * PageSize];
        new Random(seed).NextBytes(pages);
        return pages;
    }

    // By page, every instruction of a program that begins in the second page.
    private static BlockHeat[][] HeadsOf(byte[] code, int start)
    {
        List<BlockHeat>[] heads = [[], [], []];
        for (int at = 0; at < code.Length;)
        {
            int offset = PageSize + start + at;
            heads[offset / PageSize].Add(new BlockHeat((ushort)(offset % PageSize), (ulong)(100 + (at % 7))));
            at += (BinaryPrimitives.ReadUInt16LittleEndian(code.AsSpan(at)) & 3) == 3 ? 4 : 2;
        }

        return [.. heads.Select(each => each.ToArray())];
    }

    private static RegionSource SourceOf(byte[] pages, int entry, BlockHeat[][] heads, int[] distances)
    {
        byte[] page = PageOf(0);
        return new RegionSource
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = (ushort)entry,
            Blocks = heads[1],
            Neighbours =
            [
                .. distances.Select(distance => new NeighbourPage(
                    distance, PageHash.Of(PageOf(distance)), PageOf(distance), heads[distance + 1])),
            ],
            Isa = new IsaOptions().Isa,
        };

        byte[] PageOf(int distance) => pages.AsSpan((distance + 1) * PageSize, PageSize).ToArray();
    }

    private static void AssertSame(TranslatedRegion expected, TranslatedRegion? found)
    {
        Assert.NotNull(found);
        Assert.Equal((expected.Source, expected.GuestInstructions), (found.Source, found.GuestInstructions));
        Assert.Equal(expected.Entries, found.Entries);
        Assert.Equal(expected.EntryOffsets, found.EntryOffsets);
        Assert.Equal(
            expected.Neighbours.Select(each => (each.Distance, each.Source)),
            found.Neighbours.Select(each => (each.Distance, each.Source)));
        Assert.Equal(expected.Code, found.Code);
    }
}
