namespace Emu.Cli.Tests;

/// <summary>
/// Whatever the host refuses, the emulator runs its guest rightly or says in one line what it lacks and ends with a status of
/// the guide; it never ends in silence, by a signal or with words of the runtime. With the published executable.
/// </summary>
public sealed class LimitTests : IDisposable
{
    /// <summary>Below these the kernel itself kills what it cannot load (execve(2)), before a line of ours has run.</summary>
    private const int LeastAddressSpace = 100_000, LeastData = 10_000, LeastStack = 16;

    private readonly SmallGuests guests = new();

    public void Dispose() => guests.Dispose();

    public static TheoryData<string, int> Limits
    {
        get
        {
            TheoryData<string, int> limits = [];
            foreach (int size in (int[])[LeastAddressSpace, 150_000, 250_000, 400_000, 800_000, 1_600_000, 6_400_000])
                limits.Add("v", size);
            foreach (int size in (int[])[LeastData, 20_000, 40_000, 80_000, 160_000, 320_000]) limits.Add("d", size);
            foreach (int size in (int[])[LeastStack, 32, 64, 128, 512]) limits.Add("s", size);
            foreach (int count in (int[])[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 12]) limits.Add("n", count);
            foreach (int blocks in (int[])[0, 1, 16]) limits.Add("f", blocks);
            limits.Add("m", 1000);
            limits.Add("l", 0);
            limits.Add("i", 0);
            limits.Add("c", 0);
            return limits;
        }
    }

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_machine_under_a_limit_runs_or_says_why_not(string limit, int value) => RunsOrSaysWhy(
        "A", limit, value, "system", "riscv64", "-m", "64", "-smp", "3", "-bios", guests.Greets, "-serial", "stdio",
        "-accel", $"aot,hot=1,wait=on,cache-dir={guests.Folder}/cache");

    [Theory]
    [MemberData(nameof(Limits))]
    public void A_program_under_a_limit_runs_or_says_why_not(string limit, int value) => RunsOrSaysWhy(
        "ok\n", limit, value, "user", "-accel", $"aot,hot=1,wait=on,cache-dir={guests.Folder}/cache", guests.Program);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void Threads_that_the_host_refuses_are_done_without_or_said_to_be_missing(int threads)
    {
        // The superuser has no such limit, and another user of this number runs nothing.
        string[] other = Environment.IsPrivilegedProcess
            ? ["/usr/bin/setpriv", "--reuid", "54321", "--clear-groups"]
            : ["/usr/bin/env"];
        Assert.Equal(0, EmulatorRun.Of("/bin/chmod", "755", guests.Folder).Status);
        foreach ((string expected, string[] arguments) in ((string, string[])[])[
            ("A", ["system", "riscv64", "-smp", "2", "-bios", guests.Greets, "-serial", "stdio", "-accel", "aot,cache=off"]),
            ("ok\n", ["user", "-accel", "aot,cache=off", guests.Program])])
            Check(expected, $"ulimit -u {threads}", EmulatorRun.Of(
                other[0],
                [.. other[1..], "/bin/bash", "-c", $"ulimit -u {threads} && exec \"$0\" \"$@\"", EmulatorRun.Executable,
                    .. arguments]));
    }

    [Fact]
    public void Used_up_processor_time_is_said_before_the_kernel_kills()
    {
        EmulatorRun run = EmulatorRun.Of(
            "/bin/bash", "-c", "ulimit -t 2 && exec \"$0\" \"$@\"", EmulatorRun.Executable, "system", "riscv64", "-bios",
            guests.Floods, "-serial", "null");
        Assert.Equal((128 + 24, "emu: terminated by signal 24\n"), (run.Status, run.Errors));
    }

    [Theory]
    [InlineData("-d", "int", "-D", "/dev/full")]
    [InlineData("-d", "in_asm", "-D", "/dev/full")]
    [InlineData("-serial", "file:/dev/full")]
    public void A_full_disk_is_one_line_and_the_guest_goes_on(params string[] options)
    {
        EmulatorRun run = EmulatorRun.System(["-bios", guests.Greets, "-accel", "interp", .. options]);
        Assert.Equal(0, run.Status);
        if (options[1] != "int") AssertOneLine(run.Errors);
        if (options[0] == "-d") Assert.Equal("A", run.Output);
    }

    [Fact]
    public void A_log_on_a_full_disk_is_one_line_in_user_mode_too()
    {
        EmulatorRun run = EmulatorRun.Of(
            EmulatorRun.Executable, "user", "-d", "in_asm", "-D", "/dev/full", guests.Program);
        Assert.Equal((0, "ok\n"), (run.Status, run.Output));
        AssertOneLine(run.Errors);
    }

    [Theory]
    [InlineData("-version")]
    [InlineData("system", "riscv64", "-M", "help")]
    [InlineData("user", "-h")]
    [InlineData("user", "-version")]
    public void What_was_asked_for_and_could_not_be_printed_is_a_failure(params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of(
            "/bin/sh", ["-c", "exec \"$0\" \"$@\" >/dev/full", EmulatorRun.Executable, .. arguments]);
        Assert.Equal(1, run.Status);
        AssertOneLine(run.Errors);
    }

    private void RunsOrSaysWhy(string expected, string limit, int value, params string[] arguments)
    {
        EmulatorRun run = EmulatorRun.Of(
            "/bin/bash",
            ["-c", $"ulimit -c 0; ulimit -{limit} {value} && exec \"$0\" \"$@\"", EmulatorRun.Executable, .. arguments]);
        Check(expected, $"ulimit -{limit} {value}", run);
    }

    private static void Check(string expected, string limit, EmulatorRun run)
    {
        string seen = $"{limit}: status {run.Status}, output '{run.Output}', errors '{run.Errors}'";
        string[] lines = run.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.All(line => line.StartsWith("emu: ", StringComparison.Ordinal)), seen);
        Assert.True(!run.Errors.Contains("internal error", StringComparison.Ordinal), seen);
        if (run.Status == 0) Assert.True(run.Output == expected && lines.Length <= 2, seen);
        else Assert.True(run.Status == 1 && lines.Length is 1 or 2, seen);
    }

    private static void AssertOneLine(string errors)
    {
        Assert.StartsWith("emu: ", errors, StringComparison.Ordinal);
        Assert.Equal(1, errors.Count(character => character == '\n'));
    }
}
