namespace Emu.User.Tests;

/// <summary>The user-mode guest programs with all code translated at its first run by the baseline translator, and what changes
/// code by LLVM too.</summary>
public sealed class EagerUserProgramTests
{
    // What differs in a dynamic program, the loader, is not what this is about.
    public static TheoryData<string> Programs => [.. UserProgram.NamesOfTheGuests.Where(name => name.EndsWith(".static"))];

    // The others may run for long, or with threads that wait for each other, and each region is run twice.
    public static TheoryData<string> ComputingPrograms =>
    [
        .. UserProgram.Names.Where(name =>
            name.EndsWith(".static") && UserProgram.TopicOf(name).Split('/')[0] is "integer" or "floating"),
    ];

    // Their loops are few and hot.
    public static TheoryData<string> CodeChangingPrograms =>
        [.. UserProgram.Names.Where(name => name.EndsWith(".static") && UserProgram.TopicOf(name).StartsWith("code/"))];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_program_passes_when_all_is_translated_at_once(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,tiers=interp+baseline,warm=1");

    [Theory]
    [MemberData(nameof(ComputingPrograms))]
    public void A_program_passes_in_lockstep_with_the_interpreter(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,tiers=interp+baseline,warm=1,check=on");

    [Theory]
    [InlineData("processes/children.static")]
    [InlineData("processes/spawn.static")]
    public void A_program_that_forks_passes_in_lockstep_with_the_interpreter(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,tiers=interp+baseline,warm=1,check=on");

    [Theory]
    [MemberData(nameof(CodeChangingPrograms))]
    public void A_program_that_changes_code_passes_when_LLVM_translates_its_loops(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,tiers=interp+llvm,hot=50,wait=on");

    [Theory]
    [InlineData("integer/constants.static")]
    [InlineData("signals/null_checks.static")]
    [InlineData("aarch64/arm64/flushing.static")]
    public void A_program_passes_when_LLVM_translates_its_loops(string name) =>
        UserProgram.Named(name).MustPass("aot,cache=off,tiers=interp+llvm,hot=20,wait=on");
}
