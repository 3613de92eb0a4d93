namespace Emu.Guests.Tests;

/// <summary>The guest programs that run in user mode above a supervisor with paging, translated by LLVM; a class of their own, so that
/// they run beside the others.</summary>
public sealed class TieredVirtualProgramTests : LlvmProgramRuns
{
    public static TheoryData<string> Programs =>
        [.. GuestProgram.Names(knownDeviations: false).Where(IsVirtual)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes_from_a_cold_and_a_warm_cache_and_in_lockstep_with_the_interpreter(string name) =>
        Passes(name);
}
