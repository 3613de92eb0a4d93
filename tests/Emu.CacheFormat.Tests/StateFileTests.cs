using System.Text;
using Emu.CacheFormat.SavedState;

namespace Emu.CacheFormat.Tests;

/// <summary>Files of saved machines: what is written is read, and what is not sound is refused.</summary>
public sealed class StateFileTests
{
    private const int PageSize = StateLayout.PageSize;
    private const string Description = """{"architecture":"riscv64","machine":"virt"}""";

    private static string GoldenPath => Path.Combine(AppContext.BaseDirectory, "golden", "version-1.emustate");

    [Fact]
    public void Writing_gives_the_golden_bytes() =>
        Assert.Equal(Convert.ToHexString(File.ReadAllBytes(GoldenPath)), Convert.ToHexString(Write(Regions())));

    [Fact]
    public void The_golden_file_is_read_as_it_was_written()
    {
        using FileStream file = File.OpenRead(GoldenPath);
        StateFile state = StateFile.Read(file, "golden");
        Assert.Equal(Description, Encoding.UTF8.GetString(state.Description.Span));
        byte[][] expected = Regions(), read = [.. expected.Select(region => new byte[region.Length])];
        state.CheckRegions([.. read.Select(region => (ulong)region.Length)]);
        state.ReadPages(extent => read[extent.Region].AsSpan((int)extent.Offset, extent.Length));
        Assert.Equal(expected, read);
        Assert.Equal(file.Length, state.Length);
    }

    [Fact]
    public void Pages_of_zeros_are_not_in_the_file_but_for_short_gaps()
    {
        byte[] region = new byte[100 * PageSize];
        region[0] = region[10 * PageSize] = region[60 * PageSize] = 1;
        StateFile state = Read(Write([region]));
        Assert.Equal([(0ul, 11), (60ul, 1)], state.Extents.Select(extent => (extent.FirstPage, extent.Pages)));
    }

    [Fact]
    public void An_extent_has_no_more_pages_than_it_may()
    {
        byte[] region = new byte[(StateLayout.MostPages + 3) * PageSize];
        Array.Fill(region, (byte)7);
        StateFile state = Read(Write([region]));
        Assert.Equal([StateLayout.MostPages, 3], state.Extents.Select(extent => extent.Pages));
        Assert.All(state.Extents, extent => Assert.Equal(0, extent.Position % PageSize));
    }

    [Fact]
    public void A_file_that_was_cut_anywhere_is_refused()
    {
        byte[] whole = Write(Regions());
        for (int length = 0; length < whole.Length; length += length < 600 ? 1 : 499)
        {
            StateFileException seekable = Assert.Throws<StateFileException>(() => Read(whole[..length]));
            Assert.Contains(seekable.Fault, new[] { StateFault.Truncated, StateFault.ForeignFormat });
            using PipeLikeStream pipe = new(whole[..length]);
            Assert.Throws<StateFileException>(() => StateFile.Read(pipe, "pipe").Verify());
        }
    }

    [Fact]
    public void A_flipped_bit_is_found_wherever_it_is()
    {
        byte[] whole = Write(Regions());
        int table = StateLayout.HeaderLength + Description.Length + (3 * StateLayout.ExtentLength);
        for (int at = 0; at < whole.Length; at += at < table ? 1 : 997)
        {
            // Nobody looks at what fills the space in front of the memory.
            if (at >= table && at < PageSize) continue;
            whole[at] ^= 0x10;
            Assert.Throws<StateFileException>(() => Read(whole).Verify());
            whole[at] ^= 0x10;
        }
    }

    [Fact]
    public void Whatever_a_file_says_it_is_read_or_refused()
    {
        // The checksums are right, so that the numbers behind them are looked at.
        byte[] whole = Write(Regions());
        Random random = new(23);
        for (int turn = 0; turn < 1000; turn++)
        {
            byte[] forged = [.. whole];
            for (int change = 0; change <= random.Next(3); change++)
            {
                int at = random.Next(2) == 0 ? 8 + random.Next(40)
                    : StateLayout.HeaderLength + Description.Length + random.Next(3 * StateLayout.ExtentLength);
                forged[at] = (byte)(random.Next(3) == 0 ? 0xff : random.Next(256));
            }

            ForgedState.Seal(forged, Description.Length, 3);
            try
            {
                StateFile state = Read(forged);
                state.CheckRegions([8 * PageSize, 64 * PageSize]);
                state.Verify();
            }
            catch (StateFileException e)
            {
                Assert.DoesNotContain('\n', e.Message);
            }
        }
    }

    [Fact]
    public void A_later_version_is_named()
    {
        byte[] whole = Write(Regions());
        whole[StateLayout.Magic.Length] = 2;
        ForgedState.Seal(whole, Description.Length, 3);
        StateFileException error = Assert.Throws<StateFileException>(() => Read(whole));
        Assert.Equal(StateFault.LaterVersion, error.Fault);
        Assert.Equal("saved machine 'memory' has format version 2, and 1 is the latest that is read", error.Message);
    }

    private static byte[][] Regions()
    {
        byte[] small = new byte[8 * PageSize], large = new byte[64 * PageSize];
        for (int i = 0; i < PageSize; i++) small[i] = (byte)(i * 7);
        for (int i = 0; i < 2 * PageSize; i++) large[PageSize + i] = (byte)(i * 13);
        large[^1] = 1;
        return [small, large];
    }

    private static byte[] Write(byte[][] regions)
    {
        using MemoryStream target = new();
        long written = StateFileWriter.Write(target, Encoding.UTF8.GetBytes(Description), [.. regions.Select(region => new StateMemory(
            (ulong)region.Length, (page, count) => region.AsSpan((int)page * PageSize, count * PageSize)))]);
        Assert.Equal(written, target.Length);
        return target.ToArray();
    }

    private static StateFile Read(byte[] bytes) => StateFile.Read(new MemoryStream(bytes), "memory");

    /// <summary>A stream that has no length and gives a few bytes at once.</summary>
    private sealed class PipeLikeStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override bool CanSeek => false;

        public override long Length => throw new NotSupportedException();

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, 100)]);
    }
}
