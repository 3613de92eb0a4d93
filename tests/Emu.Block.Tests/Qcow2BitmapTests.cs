using Emu.Block.Qcow2;

namespace Emu.Block.Tests;

/// <summary>Persistent dirty bitmaps: what they record, and what a power cut leaves of them.</summary>
public sealed class Qcow2BitmapTests
{
    private const int DiskSize = 1 << 20;

    [Theory]
    [InlineData("plain", 512)]
    [InlineData("plain", 65536)]
    [InlineData("small clusters", 4096)]
    public async Task A_bitmap_has_every_part_that_was_written_and_no_other(string configuration, long granularity)
    {
        Random random = new(3);
        MemoryFile file = await CreateAsync(configuration, granularity);
        bool[] expected = new bool[DiskSize / granularity];
        for (int round = 0; round < 5; round++)
        {
            Qcow2Image image = await Qcow2Configurations.OpenAsync(new MemoryFile(file.ToArray()));
            for (int i = 0; i < 10; i++)
            {
                int length = random.Next(1, 70_000), offset = random.Next(DiskSize - length);
                using IoBuffer bytes = new(length);
                if (i % 3 == 0) await image.WriteZeroesAsync(offset, length);
                else await image.WriteAsync(offset, bytes.Vector);
                for (long bit = offset / granularity; bit <= (offset + length - 1) / granularity; bit++) expected[bit] = true;
            }

            await image.CloseAsync();
            file = (MemoryFile)image.File;
            Qcow2Image again = await Qcow2Configurations.OpenAsync(new MemoryFile(file.ToArray()));
            Assert.Equal(expected, Bits(await again.ReadBitmapAsync("on"), expected.Length));
            Assert.DoesNotContain(true, Bits(await again.ReadBitmapAsync("off"), expected.Length));
            Assert.Equal(0, (await again.CheckAsync(Qcow2Repair.Nothing)) is { Corruptions: 0, Leaks: 0 } ? 0 : 1);
        }
    }

    [Fact]
    public void A_merge_of_bitmaps_of_different_granularity_has_the_parts_of_both()
    {
        DirtyBitmap fine = new(DiskSize, 9, 512), coarse = new(DiskSize, 14, 512);
        fine.SetRange(100_000, 1);
        fine.SetRange(500_000, 40_000);
        coarse.SetRange(0, 1);
        coarse.Merge(fine);
        for (int at = 0; at < DiskSize; at += 1 << 14)
        {
            bool isMeant = at == 0 || at == 98304 || (at > 500_000 - (1 << 14) && at < 540_000);
            Assert.Equal(isMeant, Bits(coarse, DiskSize >> 14)[at >> 14]);
        }
    }

    [Fact]
    public async Task After_a_power_cut_a_bitmap_has_all_that_was_written_or_is_not_to_be_trusted()
    {
        int trusted = 0;
        for (int seed = 0; seed < 4; seed++)
        {
            Random random = new(seed);
            MemoryFile file = await CreateAsync("plain", 4096);
            byte[] start = file.ToArray();
            MemoryFile working = new([.. start]);
            Qcow2Image image = await Qcow2Configurations.OpenAsync(working);
            DiskModel disk = new(image, new byte[DiskSize], random);
            for (int i = 0; i < 30; i++) await disk.StepAsync();
            await image.CloseAsync();
            for (int cut = 0; cut < 30; cut++)
            {
                int end = random.Next(working.Log.Count + 1);
                MemoryFile left = Qcow2PowerCutTests.Replay(start, working.Log, end, random);
                Qcow2Image found = await Qcow2Image.OpenAsync(left, null, new Qcow2OpenOptions(Writable: true, IsRepair: true));
                Qcow2CheckResult result = await Qcow2Check.RunAsync(found, Qcow2Repair.Nothing);
                Assert.True(result.ErrorsLeft == 0, $"seed {seed}, cut {end}: {string.Join("; ", result.Findings.Take(3))}");
                if (found.Bitmaps.First(each => each.Name == "on").Flags.Contains("in-use")) continue;
                trusted++;
                bool[] bits = Bits(await found.ReadBitmapAsync("on"), DiskSize / 4096);
                using IoBuffer all = new(DiskSize);
                await found.ReadAsync(0, all.Vector);
                for (int bit = 0; bit < bits.Length; bit++)
                    Assert.True(
                        bits[bit] || !all.Span.Slice(bit * 4096, 4096).ContainsAnyExcept((byte)0),
                        $"seed {seed}, cut {end}: part {bit} was written and is not recorded");
            }
        }

        Assert.NotEqual(0, trusted);
    }

    private static async Task<MemoryFile> CreateAsync(string configuration, long granularity)
    {
        MemoryFile file = new();
        Qcow2Creation creation = new() { Size = DiskSize, ClusterSize = configuration == "plain" ? 65536 : 4096 };
        await creation.WriteAsync(file);
        Qcow2Image image = await Qcow2Configurations.OpenAsync(file);
        await image.AddBitmapAsync("on", granularity, isEnabled: true);
        await image.AddBitmapAsync("off", granularity, isEnabled: false);
        await image.CloseAsync();
        return file;
    }

    private static bool[] Bits(DirtyBitmap bitmap, int count)
    {
        bool[] bits = new bool[count];
        foreach ((long number, byte[] piece) in bitmap.Pieces)
            for (int i = 0; i < piece.Length * 8; i++)
                if ((piece[i >> 3] >> (i & 7) & 1) != 0) bits[(number * piece.Length * 8) + i] = true;
        return bits;
    }
}
