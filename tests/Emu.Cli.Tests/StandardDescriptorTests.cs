using System.Text;

namespace Emu.Cli.Tests;

/// <summary>Standard streams that are closed at the start: what the emulator opens does not take their place. With the
/// published executable.</summary>
public sealed class StandardDescriptorTests : IDisposable
{
    private readonly SmallGuests guests = new();

    public void Dispose() => guests.Dispose();

    [Theory]
    [InlineData(">&-")]
    [InlineData("<&-")]
    [InlineData("2>&-")]
    [InlineData("<&- >&-")]
    [InlineData(">&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public void Output_of_a_machine_never_lands_in_a_file_of_the_emulators(string closed)
    {
        string folder = guests.Folder;
        EmulatorRun run = Shell(
            closed, "system", "riscv64", "-bios", guests.Greets, "-serial", "stdio", "-d", "int,stats", "-D",
            $"{folder}/log", "-accel", $"aot,hot=1,wait=on,cache-dir={folder}/cache,stats={folder}/stats");
        Assert.Equal(0, run.Status);
        Assert.DoesNotContain("emu: ", File.ReadAllText($"{folder}/log"), StringComparison.Ordinal);
        Assert.DoesNotContain('A', File.ReadAllText($"{folder}/log").Split('\n')[0]);
        Assert.StartsWith("{", File.ReadAllText($"{folder}/stats"), StringComparison.Ordinal);
        EmulatorRun verified = EmulatorRun.Of(EmulatorRun.Executable, "cache", "verify", "--dir", $"{folder}/cache");
        Assert.True(verified.Status == 0, verified.Output + verified.Errors);
    }

    [Theory]
    [InlineData("", 0, "ok\n")]
    [InlineData("<&-", 0, "ok\n")]
    [InlineData("2>&-", 0, "ok\n")]
    [InlineData(">&-", 1, "")]
    [InlineData("<&- >&- 2>&-", 1, "")]
    public void A_program_finds_closed_what_its_caller_has_closed(string closed, int status, string output)
    {
        string folder = guests.Folder;
        EmulatorRun run = Shell(
            closed, "user", "-d", "in_asm", "-D", $"{folder}/log", "-accel", $"aot,hot=1,wait=on,cache-dir={folder}/cache",
            guests.Program);
        Assert.Equal(new EmulatorRun(status, output, ""), run);
        Assert.DoesNotContain("ok", Encoding.Latin1.GetString(File.ReadAllBytes($"{folder}/log")), StringComparison.Ordinal);
    }

    private static EmulatorRun Shell(string redirection, params string[] arguments) => EmulatorRun.Of(
        "/bin/bash", ["-c", $"exec \"$0\" \"$@\" {redirection}", EmulatorRun.Executable, .. arguments]);
}
