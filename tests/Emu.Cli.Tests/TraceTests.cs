namespace Emu.Cli.Tests;

/// <summary><c>-trace</c> of the executable.</summary>
public sealed class TraceTests : IDisposable
{
    private readonly SmallGuests guests = new();

    public void Dispose() => guests.Dispose();

    [Fact]
    public void Events_of_a_file_of_patterns_go_to_the_file_that_is_named()
    {
        string trace = Path.Combine(guests.Folder, "trace"), chosen = Path.Combine(guests.Folder, "chosen");
        File.WriteAllText(chosen, "# those of devices\n\ndevice_*\n-device_read\n");
        EmulatorRun run = EmulatorRun.System(
            "-bios", guests.Greets, "-serial", "stdio", "-accel", "interp", "-trace", $"events={chosen},file={trace}", "-trace", "enable=no_such_event");
        Assert.Equal((0, "A", "emu: trace event 'no_such_event' does not exist; -trace help lists them\n"), (run.Status, run.Output, run.Errors));
        Assert.Contains("device_write device=serial offset=0x0 size=1 value=0x41", File.ReadAllLines(trace));
        Assert.All(File.ReadAllLines(trace), line => Assert.StartsWith("device_write ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Events_without_a_file_go_where_the_log_goes()
    {
        string log = Path.Combine(guests.Folder, "log");
        EmulatorRun run = EmulatorRun.System("-bios", guests.Greets, "-serial", "stdio", "-accel", "interp", "-trace", "device_write", "-D", log);
        Assert.Equal(new EmulatorRun(0, "A", ""), run);
        Assert.NotEmpty(File.ReadAllLines(log));
        Assert.Contains("\ndevice_write ", EmulatorRun.System("-trace", "help").Output, StringComparison.Ordinal);
    }
}
