namespace Emu.Guests.Tests;

/// <summary>
/// The guest programs with everything translated that runs twice: freshly, into a new cache file, out of that file
/// alone, and compared with the interpreter at each exit of a region.
/// </summary>
public sealed class TieredGuestProgramTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string cacheFile = Path.Combine(Path.GetTempPath(), $"emu-guest-{Guid.NewGuid():n}.emucode");

    public static TheoryData<string> Programs => [.. GuestProgram.Names(knownDeviations: false)];

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes_in_lockstep_with_the_interpreter(string name) =>
        Passes(name, "aot,cache=off,hot=1,wait=on,check=on");

    [Theory]
    [MemberData(nameof(Programs))]
    public void A_guest_program_passes_from_a_cold_and_from_a_warm_cache(string name)
    {
        Passes(name, $"aot,hot=1,wait=on,cache-file={cacheFile}");
        byte[] cold = File.ReadAllBytes(cacheFile);
        Passes(name, $"aot,hot=1,jit=off,cache=readonly,cache-file={cacheFile}");
        Assert.Equal(cold, File.ReadAllBytes(cacheFile));
    }

    public void Dispose() => File.Delete(cacheFile);

    private static void Passes(string name, string accelerator)
    {
        GuestProgram program = GuestProgram.Named(name);
        MachineRun run = MachineRun.OnEmulator(
            Patience, "-M", "virt", "-nographic", "-smp", $"{program.Harts}", "-bios", program.File,
            "-accel", accelerator);
        Assert.True(
            run.Status == program.Status && run.Errors.Length == 0,
            $"{name} with -accel {accelerator} ended with status {run.Status?.ToString() ?? "none (stopped)"}, not " +
            $"{program.Status}: {run.Output}{run.Errors}");
    }
}
