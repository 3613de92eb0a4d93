namespace Emu.User.Tests;

/// <summary>What <c>deviations.txt</c> says of QEMU is true.</summary>
public sealed class DeviationTests
{
    [Fact]
    public void QEMU_does_not_show_what_is_expected_of_the_programs_that_it_runs_wrong()
    {
        foreach (string source in UserProgram.KnownDeviations.Except(UserProgram.EndlessDeviations))
        {
            UserProgram[] programs = [.. UserProgram.Names.Select(UserProgram.Named)
                .Where(program => source == program.Source || source == $"{program.Guest}/{program.Source}")];
            foreach (UserProgram program in programs.DistinctBy(program => program.Guest))
            {
                Assert.False(
                    program.RunOnQemu() == program.Expected,
                    $"QEMU runs {program.Name} as it should: take {source} out of tests/guests/user/deviations.txt");
            }
        }
    }
}
