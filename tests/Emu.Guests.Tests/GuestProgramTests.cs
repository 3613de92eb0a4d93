namespace Emu.Guests.Tests;

/// <summary>The guest programs on our machine.</summary>
public sealed class GuestProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public static TheoryData<string> Programs => [.. GuestProgram.Names(knownDeviations: false)];

    public static TheoryData<string> KnownDeviations => [.. GuestProgram.Names(knownDeviations: true)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes(string name)
    {
        GuestProgram program = GuestProgram.Named(name);
        MachineRun run = Run(program);
        Assert.True(run.Status == program.Status,
            $"{name} ended with status {run.Status?.ToString() ?? "none (stopped)"}, not {program.Status}: {run.Output}{run.Errors}");
    }

    [Theory]
    [MemberData(nameof(KnownDeviations))]
    public void A_known_deviation_is_still_one(string name)
    {
        GuestProgram program = GuestProgram.Named(name);
        MachineRun run = Run(program);
        Assert.True(run.Status != program.Status, $"{name} passes: take emu=deviates out of its source.");
        Assert.True(run.Status is not null, $"{name} did not end: {run.Output}{run.Errors}");
    }

    [Fact]
    public void A_program_loaded_as_the_kernel_ends_through_tohost_too()
    {
        GuestProgram program = GuestProgram.Named("integer-p");
        MachineRun run = MachineRun.OnEmulator(Patience, "-M", "virt", "-nographic", "-bios", "none", "-kernel", program.File);
        Assert.Equal((0, "", ""), (run.Status, run.Output, run.Errors));
    }

    private static MachineRun Run(GuestProgram program) =>
        MachineRun.OnEmulator(Patience, "-M", "virt", "-nographic", "-smp", $"{program.Cpus}", "-bios", program.File);
}
