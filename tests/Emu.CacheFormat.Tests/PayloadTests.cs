using CsCheck;

namespace Emu.CacheFormat.Tests;

public sealed class PayloadTests
{
    private static readonly Gen<ushort[]> Offsets =
        Gen.Int[0, 4095].Array[1, 40].Select(all => all.Distinct().Order().Select(each => (ushort)each).ToArray());

    private static readonly Gen<uint[]> AnyParcels = Gen.Frequency(
        (2, Gen.Const(0u)), (2, Gen.Const(uint.MaxValue)), (3, Gen.UInt)).Array[GuestLines.LineCount];

    private static readonly GuestLines Line = GuestLines.Of(GoldenFile.StoredPage, 1);

    private static readonly Gen<int[]> Distances = Gen.Int[-NeighbourPayload.MostDistance, NeighbourPayload.MostDistance]
        .Array[0, 8].Select(all => all.Where(each => each != 0).Distinct().Order().ToArray());

    internal static (int, UInt128, GuestLines, string) Flat(NeighbourPayload each) =>
        (each.Distance, each.Hash, each.Source, string.Join(' ', each.Blocks));

    [Fact]
    public void Any_region_is_read_as_it_was_written() =>
        Gen.Select(Offsets, Offsets, Distances, Gen.ULong, Gen.Byte.Array[1, 300]).Sample(
            (entries, blocks, distances, number, code) =>
        {
            BlockCount[] counts = [.. blocks.Select(offset => new BlockCount(offset, number >> 16))];
            RegionPayload region = new()
            {
                Entries = entries,
                EntryOffsets = [.. entries.Select(entry => entry % code.Length)],
                Blocks = counts,
                Neighbours =
                [
                    .. distances.Select(
                        distance => new NeighbourPayload(
                            distance, number, GuestLines.Of(GoldenFile.StoredPage, number | 1), counts[..(int)(number % (uint)counts.Length)])),
                ],
                Source = GuestLines.Of(
                    GoldenFile.StoredPage, entries.Aggregate(number, (lines, entry) => lines | (1ul << (entry / 64)))),
                CodeMode = (ushort)(number >> 8),
                GuestInstructions = (int)(number & 0xffff),
                Level = (byte)number,
                Origin = entries[^1],
                Code = code,
            };
            Assert.True(RegionPayload.TryDecode(region.Encode(), out RegionPayload? read));
            Assert.Equal(region.Entries, read.Entries);
            Assert.Equal(region.EntryOffsets, read.EntryOffsets);
            Assert.Equal(region.Blocks, read.Blocks);
            Assert.Equal(region.Neighbours.Select(Flat), read.Neighbours.Select(Flat));
            Assert.Equal(code, read.Code.ToArray());
            Assert.Equal(
                (region.Source, region.CodeMode, region.GuestInstructions, region.Level, region.Origin),
                (read.Source, read.CodeMode, read.GuestInstructions, read.Level, read.Origin));
        });

    [Fact]
    public void Lines_match_a_page_that_has_their_bytes_whatever_else_it_has() =>
        Gen.Select(AnyParcels, Gen.Int[0, CacheLayout.PageSize - 1]).Sample((parcels, at) =>
        {
            GuestLines copied = GuestLines.Of(GoldenFile.StoredPage, parcels);
            byte[] other = [.. GoldenFile.StoredPage], rebuilt = new byte[CacheLayout.PageSize];
            uint[] marked = new uint[GuestLines.LineCount];
            other[at] ^= 1;
            Assert.Equal((parcels[at / 64] >> (at % 64 / 2) & 1) == 0, copied.Match(other));
            copied.CopyTo(rebuilt);
            copied.MarkIn(marked);
            Assert.True(copied.Match(rebuilt));
            Assert.Equal(parcels, marked);
            Assert.Equal(copied, GuestLines.Of(rebuilt, parcels));
            Assert.Equal(copied.Match(other), copied.Equals(GuestLines.Of(other, parcels)));
        });

    [Fact]
    public void The_parcels_of_bytes_are_those_that_they_lie_in() =>
        Gen.Int[0, CacheLayout.PageSize - 1].Array[2].Sample(ends =>
        {
            uint[] parcels = new uint[GuestLines.LineCount];
            (int start, int end) = (ends.Min(), ends.Max() + 1);
            GuestLines.Mark(parcels, start, end);
            for (int parcel = 0; parcel < CacheLayout.PageSize / 2; parcel++)
                Assert.Equal(parcel >= start / 2 && parcel <= (end - 1) / 2, (parcels[parcel / 32] >> (parcel % 32) & 1) != 0);
        });

    [Fact]
    public void A_region_must_carry_the_bytes_of_its_entries_and_of_each_neighbour()
    {
        RegionPayload region = GoldenFile.Region;
        Assert.False(Keeps(region with { Source = GuestLines.Of(GoldenFile.StoredPage, region.Source.Lines & ~1ul) }));
        Assert.False(Keeps(region with { Source = GuestLines.Of(GoldenFile.StoredPage, 0) }));
        Assert.False(Keeps(region with { Neighbours = [new NeighbourPayload(1, 1, GuestLines.Of(GoldenFile.StoredPage, 0), [])] }));
        Assert.True(Keeps(region with { Neighbours = [new NeighbourPayload(1, 1, Line, [])] }));

        static bool Keeps(RegionPayload region) => RegionPayload.TryDecode(region.Encode(), out _);
    }

    [Theory]
    [InlineData(new[] { 0 })]
    [InlineData(new[] { 2, 2 })]
    [InlineData(new[] { 1, -1 })]
    [InlineData(new[] { NeighbourPayload.MostDistance + 1 })]
    [InlineData(new[] { -NeighbourPayload.MostDistance - 1 })]
    public void Neighbours_that_are_out_of_order_or_reach_are_no_region(int[] distances)
    {
        RegionPayload region = GoldenFile.Region with
        {
            Neighbours = [.. distances.Select(distance => new NeighbourPayload(distance, 1, Line, []))],
        };
        Assert.False(RegionPayload.TryDecode(region.Encode(), out _));
    }

    [Fact]
    public void A_region_with_other_bytes_in_it_keeps_the_rules_or_is_none() =>
        Gen.Select(Gen.Int[0, 300], Gen.Byte).Array[1, 4].Sample(changes =>
        {
            byte[] bytes = GoldenFile.Region.Encode();
            foreach ((int at, byte value) in changes) bytes[at % bytes.Length] = value;
            if (!RegionPayload.TryDecode(bytes, out RegionPayload? region)) return;
            Assert.All(region.Neighbours, each => Assert.InRange(
                each.Distance, -NeighbourPayload.MostDistance, NeighbourPayload.MostDistance));
            Assert.Equal(bytes.Length, region.CodeOffset + region.Code.Length);
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
