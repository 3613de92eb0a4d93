using Emu.Engine.Code;

namespace Emu.Engine.Tests.Tiers;

/// <summary>When samples of a place ask for LLVM.</summary>
public sealed class PlaceHeatTests
{
    private const int Threshold = 24;
    private const uint LongAgo = 100_000;

    [Fact]
    public void A_place_that_takes_all_the_time_is_hot_within_four_samples() =>
        Assert.InRange(SamplesUntilHot(LongAgo, every: 1, most: 100), 3, 4);

    [Theory]
    [InlineData(10)]
    [InlineData(50)]
    public void A_place_that_takes_a_small_part_is_hot_when_it_has_taken_as_long_as_its_translation(int every) =>
        Assert.InRange(SamplesUntilHot(LongAgo, every, most: 100), Threshold, Threshold * 5 / 4);

    [Fact]
    public void A_place_of_a_young_cpu_is_hot_earlier_when_it_takes_a_large_enough_part() =>
        Assert.InRange(SamplesUntilHot(0, every: 10, most: 100), Threshold / 4, Threshold / 2);

    [Fact]
    public void A_place_that_is_hardly_ever_found_never_gets_hot() =>
        Assert.Equal(0, SamplesUntilHot(LongAgo, every: 1000, most: 10_000));

    [Fact]
    public void A_threshold_of_one_makes_the_first_sample_hot() => Assert.True(new PlaceHeat().Add(LongAgo, 1));

    [Fact]
    public void A_hot_place_begins_from_cold_again()
    {
        PlaceHeat heat = default;
        uint now = LongAgo;
        while (!heat.Add(now++, Threshold)) continue;
        Assert.False(heat.Add(now, Threshold));
        Assert.InRange(heat.Samples, 4, 5);
    }

    // The samples of a place, one in so many of its CPU's, until it is hot; 0 when it never is.
    private static int SamplesUntilHot(uint start, int every, int most)
    {
        PlaceHeat heat = default;
        for (int i = 1; i <= most; i++)
            if (heat.Add(start + (uint)(i * every), Threshold)) return i;
        return 0;
    }
}
