namespace Emu.User.Tests;

/// <summary>What <c>deviations.txt</c> says of QEMU is true.</summary>
public sealed class DeviationTests
{
    [Fact]
    public void QEMU_does_not_show_what_is_expected_of_the_programs_that_it_runs_wrong()
    {
        foreach (string source in UserProgram.KnownDeviations)
        {
            UserProgram program = UserProgram.Named(
                UserProgram.Names.First(name => name.StartsWith(source + '.', StringComparison.Ordinal)));
            Assert.False(
                program.RunOnQemu() == program.Expected,
                $"QEMU runs {source} as it should: take it out of tests/guests/user/deviations.txt");
        }
    }
}
