namespace Emu.Guests.Tests;

/// <summary>The guest programs with everything translated by the baseline translator before it first runs.</summary>
public sealed class BaselineGuestProgramTests
{
    private const string Baseline = "aot,cache=off,tiers=interp+baseline,warm=1";

    public static TheoryData<string> Programs => [.. GuestProgram.Names(knownDeviations: false)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes(string name) => GuestProgram.Named(name).MustPass(Baseline);

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes_in_lockstep_with_the_interpreter(string name) =>
        GuestProgram.Named(name).MustPass($"{Baseline},check=on");
}
