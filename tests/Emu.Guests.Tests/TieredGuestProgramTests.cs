namespace Emu.Guests.Tests;

/// <summary>The guest programs that run in machine mode, translated by LLVM.</summary>
public sealed class TieredGuestProgramTests : LlvmProgramRuns
{
    public static TheoryData<string> Programs =>
        [.. GuestProgram.Names(knownDeviations: false).Where(name => !IsVirtual(name))];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes_from_a_cold_and_a_warm_cache_and_in_lockstep_with_the_interpreter(string name) =>
        Passes(name);
}
