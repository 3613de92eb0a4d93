using System.Diagnostics;
using System.Net.Sockets;

namespace Emu.Cli.Tests;

/// <summary>Machines in the background, and machines that stand still.</summary>
public sealed class DaemonTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private readonly string folder = Directory.CreateTempSubdirectory("emu-daemon").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void It_returns_when_the_machine_is_ready_which_then_runs_without_its_caller()
    {
        string pidFile = Path.Combine(folder, "pid"), socket = Path.Combine(folder, "serial");
        EmulatorRun run = EmulatorRun.System(
            "-daemonize", "-pidfile", pidFile, "-kernel", Spinner(), "-serial", $"unix:{socket},server,nowait");
        Assert.Equal(new EmulatorRun(0, "", ""), run);
        int number = int.Parse(File.ReadAllText(pidFile));
        using Process machine = Process.GetProcessById(number);
        Assert.Equal(number, Session(number));
        for (int descriptor = 0; descriptor < 3; descriptor++)
            Assert.Equal("/dev/null", new FileInfo($"/proc/{number}/fd/{descriptor}").LinkTarget);
        using (Socket client = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
            client.Connect(new UnixDomainSocketEndPoint(socket));
        EmulatorRun.Of("/bin/kill", $"{number}");
        Assert.True(machine.WaitForExit(Patience), "the machine does not end");
        // -sandbox strict lets no file be removed.
        Assert.Equal(Environment.GetEnvironmentVariable("EMU_STRICT") == "1", File.Exists(pidFile));
    }

    [Fact]
    public void A_failure_before_that_is_the_callers()
    {
        string pidFile = Path.Combine(folder, "pid");
        EmulatorRun run = EmulatorRun.System("-daemonize", "-pidfile", pidFile, "-kernel", "/nowhere/at/all");
        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.Contains("/nowhere/at/all", run.Errors);
        Assert.Equal(1, run.Errors.Count(letter => letter == '\n'));
        Assert.False(File.Exists(pidFile));
    }

    [Theory]
    [InlineData("-nographic", "-nographic cannot be used with -daemonize")]
    [InlineData("-serial stdio", "-serial stdio: cannot use stdio with -daemonize")]
    public void A_machine_in_the_background_has_no_terminal(string line, string message)
    {
        EmulatorRun run = EmulatorRun.System(["-daemonize", "-kernel", "/dev/null", .. line.Split(' ')]);
        Assert.Equal(1, run.Status);
        Assert.StartsWith($"emu: {message}", run.Errors);
    }

    [Fact]
    public void A_machine_that_starts_paused_goes_on_with_SIGCONT()
    {
        string log = Path.Combine(folder, "out");
        using Process process = new();
        process.StartInfo = new ProcessStartInfo(
            EmulatorRun.Executable, ["system", "riscv64", "-S", "-kernel", Finisher(), "-serial", $"file:{log}", "-name", "x,debug-threads=on"]);
        process.Start();
        Assert.True(SpinWait.SpinUntil(() => Threads(process.Id).Contains("CPU 0/TCG"), Patience));
        Assert.False(process.WaitForExit(200));
        // The signal does nothing until somebody waits for it, which the machine does before it is paused.
        Assert.True(SpinWait.SpinUntil(
            () =>
            {
                EmulatorRun.Of("/bin/kill", "-CONT", $"{process.Id}");
                return process.WaitForExit(100);
            },
            Patience));
        Assert.Equal(0, process.ExitCode);
    }

    private static string[] Threads(int process)
    {
        try
        {
            return [.. Directory.GetDirectories($"/proc/{process}/task").Select(task => File.ReadAllText($"{task}/comm").Trim())];
        }
        catch (IOException)
        {
            return [];
        }
    }

    /// <summary>The number of a process's session, the sixth field of its status.</summary>
    private static int Session(int process)
    {
        string status = File.ReadAllText($"/proc/{process}/stat");
        return int.Parse(status[(status.LastIndexOf(')') + 2)..].Split(' ')[3]);
    }

    private string Spinner() => Write("spin", [0x0000_006f]);

    // lui t0, 0x100; lui t1, 5; addi t1, t1, 0x555; sw t1, 0(t0); j .
    private string Finisher() => Write("finish", [0x0010_02b7, 0x0000_5337, 0x5553_0313, 0x0062_a023, 0x0000_006f]);

    private string Write(string name, uint[] words)
    {
        string path = Path.Combine(folder, name);
        File.WriteAllBytes(path, [.. words.SelectMany(BitConverter.GetBytes)]);
        return path;
    }
}
