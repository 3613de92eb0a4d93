using CsCheck;

namespace Emu.CacheFormat.Tests;

public sealed class PayloadTests
{
    private static readonly Gen<ushort[]> Offsets =
        Gen.Int[0, 4095].Array[1, 40].Select(all => all.Distinct().Order().Select(each => (ushort)each).ToArray());

    [Fact]
    public void Any_region_is_read_as_it_was_written() =>
        Gen.Select(Offsets, Offsets, Gen.ULong, Gen.Byte.Array[1, 300]).Sample((entries, blocks, number, code) =>
        {
            RegionPayload region = new()
            {
                Entries = entries,
                EntryOffsets = [.. entries.Select(entry => entry % code.Length)],
                Blocks = [.. blocks.Select(offset => new BlockCount(offset, number >> 16))],
                Lines = number,
                GuestInstructions = (int)(number & 0xffff),
                Level = (ushort)number,
                Origin = entries[^1],
                Code = code,
            };
            Assert.True(RegionPayload.TryDecode(region.Encode(), out RegionPayload? read));
            Assert.Equal(region.Entries, read.Entries);
            Assert.Equal(region.EntryOffsets, read.EntryOffsets);
            Assert.Equal(region.Blocks, read.Blocks);
            Assert.Equal(code, read.Code.ToArray());
            Assert.Equal(
                (region.Lines, region.GuestInstructions, region.Level, region.Origin),
                (read.Lines, read.GuestInstructions, read.Level, read.Origin));
        });

    [Fact]
    public void Any_bytes_are_a_region_that_keeps_the_rules_or_none() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            if (!RegionPayload.TryDecode(bytes, out RegionPayload? region)) return;
            Assert.NotEmpty(region.Entries);
            Assert.All(region.Entries, entry => Assert.True(entry < CacheLayout.PageSize));
            Assert.All(region.EntryOffsets, offset => Assert.InRange(offset, 0, region.Code.Length - 1));
        });

    [Fact]
    public void Any_bytes_are_a_page_or_none() =>
        Gen.Byte.Array[0, 200].Sample(bytes =>
        {
            foreach (byte encoding in new byte[] { 0, 1, 2 })
                Assert.True(PagePayload.Decode([encoding, 0, 0, 0, .. bytes]) is null or { Length: 4096 });
        });

    [Fact]
    public void Any_page_is_read_as_it_was_written() =>
        Gen.Select(Gen.Int, Gen.Int[0, 4096]).Sample((seed, random) =>
        {
            byte[] page = new byte[CacheLayout.PageSize];
            new Random(seed).NextBytes(page.AsSpan(0, random));
            byte[] payload = PagePayload.Encode(page);
            Assert.True(payload.Length <= 4 + CacheLayout.PageSize);
            Assert.Equal(page, PagePayload.Decode(payload));
        });

    [Fact]
    public void A_page_that_goes_on_after_its_end_is_none()
    {
        byte[] longer = PagePayload.Encode(new byte[CacheLayout.PageSize + 1]);
        Assert.Equal(1, longer[0]);
        Assert.Null(PagePayload.Decode(longer));
    }

    [Theory]
    [InlineData(0x1000ul)]
    [InlineData(0xf00ful)]
    public void A_profile_with_an_offset_outside_the_page_is_none(ulong word) =>
        Assert.Null(ProfilePayload.Decode(BitConverter.GetBytes(word)));

    [Fact]
    public void Counts_that_are_too_high_are_kept_as_the_highest() =>
        Assert.Equal(
            [new BlockCount(4, ProfilePayload.MaximumExecutions)],
            ProfilePayload.Decode(ProfilePayload.Encode([new BlockCount(4, ulong.MaxValue)]))!);
}
