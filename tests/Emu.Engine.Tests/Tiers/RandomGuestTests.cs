using CsCheck;
using Emu.Engine.Tiering;
using Emu.FloatingPoint;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Random programs end as interpreted programs do, however they are run.</summary>
public sealed class RandomGuestTests
{
    private const int Programs = 40;

    [Fact]
    public void A_random_program_ends_translated_as_it_does_interpreted() => CheckTier(Tier.AtOnce);

    [Fact]
    public void A_random_program_ends_the_same_when_only_its_hot_blocks_are_translated() =>
        CheckTier(Tier.AtOnce with { HotThreshold = 3 });

    [Fact]
    public void All_state_of_a_random_program_is_the_interpreters_at_every_exit_of_a_region() =>
        CheckTier(Tier.Checked);

    [Fact]
    public void A_random_program_ends_the_same_from_a_cold_and_from_a_warm_cache() =>
        RandomGuest.Any.Sample(
            guest =>
            {
                RandomGuestResult expected = Interpret(guest);
                string file = Path.Combine(Path.GetTempPath(), $"emu-random-{Guid.NewGuid():n}");
                try
                {
                    using (Tier cold = new(Tier.AtOnce, file))
                    {
                        Compare(guest, cold, expected);
                        Assert.Equal(cold.Service.Compiled, cold.Statistics.AddedRegions);
                    }

                    using Tier warm = new(Tier.CacheOnly, file);
                    Compare(guest, warm, expected);
                    Assert.True(warm.Statistics.BoundRegions > 0);
                }
                finally
                {
                    File.Delete(file);
                }
            },
            iter: Programs, threads: 1);

    private static void CheckTier(TieringPolicy policy) =>
        RandomGuest.Any.Sample(
            guest =>
            {
                using Tier tier = new(policy);
                Compare(guest, tier, Interpret(guest));
            },
            iter: Programs, threads: 1);

    private static RandomGuestResult Interpret(RandomGuest guest)
    {
        using BareMachine machine = new();
        return guest.Run(machine);
    }

    private static void Compare(RandomGuest guest, Tier tier, RandomGuestResult expected)
    {
        using BareMachine machine = new(translation: tier.Service);
        string difference = guest.Run(machine).DifferenceTo(expected);
        Assert.True(difference.Length == 0, difference);
        ulong translated = machine.Runner().Counters.TranslatedInstructions;
        // Floating point in a rounding mode that the host has not is left to the interpreter.
        bool isForInterpreter = guest.Bodies[0].Fcsr >> 5 > (ulong)FloatRounding.Up;
        Assert.True(guest.Counts[0] < 4 || isForInterpreter || translated > 0, "nothing ran translated");
    }
}
