using System.Diagnostics;

namespace Emu.Cli.Tests;

/// <summary>A signal ends a machine in a moment, whatever it waits for, with one line and status 128 + its number; with the
/// published executable.</summary>
public sealed class SignalTests : IDisposable
{
    private static readonly TimeSpan Begin = TimeSpan.FromSeconds(20), End = TimeSpan.FromSeconds(60);

    private readonly SmallGuests guests = new();

    public void Dispose() => guests.Dispose();

    /// <summary>What blocks it: words for the emulator, <c>PIPE</c> is a pipe that nobody opens, and a shell's way to start
    /// it, where <c>PIPE</c> is one that is open and never read.</summary>
    public static TheoryData<string, string> Blocks => new()
    {
        { "-bios IDLE -serial null", "" },
        { "-bios IDLE -serial stdio", "" },
        { "-bios IDLE -serial pty", "" },
        { "-bios FLOOD -serial stdio", ">PIPE" },
        { "-bios FLOOD -serial mon:stdio", ">PIPE" },
        { "-bios FLOOD -serial stdio -accel interp -d exec", "2>PIPE" },
        { "-bios FLOOD -serial stdio -accel interp -d exec -sandbox strict", "2>PIPE" },
        { "-bios FLOOD -serial stdio -accel interp -d exec", ">PIPE 2>&1" },
        { "-bios FLOOD -serial file:PIPE", "" },
        { "-bios PIPE -serial null", "" },
        { "-kernel PIPE -serial null", "" },
        { "-bios IDLE -serial null -d int -D PIPE", "" },
        { "-bios IDLE -serial null -accel aot,stats=PIPE", "" },
        { "-bios FLOOD -serial null -accel aot,warm=1,hot=1", "" },
    };

    [Theory]
    [MemberData(nameof(Blocks))]
    public void One_signal_ends_a_machine(string options, string redirection) =>
        AssertEnds(options, redirection, 15, seesErrors: !redirection.Contains("2>", StringComparison.Ordinal));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(24)]
    [InlineData(40)]
    [InlineData(6)]
    [InlineData(11)]
    public void Every_signal_that_ends_a_process_is_said(int signal) =>
        AssertEnds("-bios FLOOD -serial stdio", ">PIPE", signal, seesErrors: true);

    [Fact]
    public void A_program_that_is_not_read_yet_dies_of_a_signal()
    {
        string pipe = guests.Pipe("pipe");
        using Process process = Start(["user", "-d", "in_asm", "-D", pipe, guests.Program], "");
        Thread.Sleep(300);
        Kill(process, 15);
        Assert.True(process.WaitForExit(End));
        Assert.Equal(128 + 15, process.ExitCode);
    }

    private void AssertEnds(string options, string redirection, int signal, bool seesErrors)
    {
        string pipe = guests.Pipe("pipe");
        using FileStream? reader = redirection.Length == 0 ? null
            : new FileStream(pipe, FileMode.Open, FileAccess.ReadWrite);
        string[] words = [.. options.Split(' ').Select(word => word
            .Replace("IDLE", guests.Idles, StringComparison.Ordinal)
            .Replace("FLOOD", guests.Floods, StringComparison.Ordinal)
            .Replace("PIPE", pipe, StringComparison.Ordinal))];
        using Process process = Start(
            ["system", "riscv64", .. words], redirection.Replace("PIPE", $"'{pipe}'", StringComparison.Ordinal));
        WaitUntilItWaits(process);
        if (process.HasExited)
        {
            // What cannot be used at all is refused, which is as good.
            Assert.Equal(1, process.ExitCode);
            Assert.StartsWith("emu: ", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
            return;
        }

        Kill(process, signal);
        bool ended = process.WaitForExit(End);
        if (!ended) process.Kill();
        Assert.True(ended, $"{options} {redirection} lives on after signal {signal}");
        Assert.Equal(128 + signal, process.ExitCode);
        if (seesErrors)
            Assert.EndsWith($"emu: terminated by signal {signal}\n", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
    }

    // Until a machine runs, or waits, it needs processor time; then it needs none, or needs it evenly.
    private static void WaitUntilItWaits(Process process)
    {
        Stopwatch elapsed = Stopwatch.StartNew();
        while (!process.HasExited && elapsed.Elapsed < Begin)
        {
            Thread.Sleep(100);
            if (elapsed.ElapsedMilliseconds > 400 && Threads(process) > 2) break;
            if (elapsed.ElapsedMilliseconds > 1500) break;
        }
    }

    private static int Threads(Process process)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{process.Id}/task").Length;
        }
        catch (DirectoryNotFoundException)
        {
            return 0;
        }
    }

    private static Process Start(string[] arguments, string redirection)
    {
        Process process = new()
        {
            StartInfo = new ProcessStartInfo(
                "/bin/bash", ["-c", $"exec \"$0\" \"$@\" {redirection}", EmulatorRun.Executable, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        return process;
    }

    private static void Kill(Process process, int signal) =>
        Assert.Equal(0, EmulatorRun.Of("/bin/kill", $"-{signal}", $"{process.Id}").Status);
}
