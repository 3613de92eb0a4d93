using System.Diagnostics;
using Emu.Engine;
using Emu.Machine;

namespace Emu.Monitor.Tests.Qtest;

/// <summary>A test of devices plays the CPU, as QEMU's own tests do.</summary>
public sealed class QtestTests
{
    private const string Qemu = "/usr/bin/qemu-system-riscv64";

    private static readonly string[] Commands =
    [
        "endianness", "readl 0x10000000", "writel 0x80100000 0x12345678", "readb 0x80100000", "readw 0x80100000", "readl 0x80100001",
        "writeq 0x80100000 0x1122334455667788", "readq 0x80100000", "read 0x80100000 6", "write 0x80100010 4 0xdeadbeef",
        "read 0x80100010 0x4", "write 0x80100010 4 0x0102", "read 2148532240 4", "b64write 0x80100020 3 YWJj", "b64read 0x80100020 3",
        "memset 0x80100030 4 0xaa", "read 0x80100030 5", "nope", "readl 0x100", "inb 0x60", "inw 0x60", "outb 0x60 1", "read 0x10000000 8",
        "readb 0x10000005", "irq_intercept_in /nope", "readl 0x10008000", "readl 0x10008004", "readl 0x30000000", "readq 0xc000000",
    ];

    [Fact]
    public void Answers_are_QEMUs()
    {
        if (!File.Exists(Qemu)) return;
        using Process process = Process.Start(new ProcessStartInfo(
            Qemu, ["-M", "virt", "-S", "-display", "none", "-bios", "none", "-qtest", "stdio", "-qtest-log", "none"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.Write(string.Join('\n', Commands) + "\n");
        process.StandardInput.Flush();
        using TestMachine machine = new(WithoutCpus);
        using Port port = new(machine);
        string[] others = [.. Commands.Select(command => (Command: command, Expected: process.StandardOutput.ReadLine(), Actual: port.Ask(command)))
            .Where(each => each.Expected != each.Actual).Select(each => $"{each.Command}: QEMU {each.Expected}, here {each.Actual}\n")];
        process.Kill();
        process.WaitForExit();
        Assert.True(others.Length == 0, string.Concat(others));
    }

    [Fact]
    public void The_clock_goes_on_when_the_test_says_so_and_timers_fire_at_their_moments()
    {
        const string clint = "0x2000000", compare = "0x2004000", time = "0x200bff8";
        using TestMachine machine = new(WithoutCpus);
        using Port port = new(machine);
        Assert.Equal("OK 0", port.Ask("clock_step 0"));
        Assert.Equal("OK 0x0000000000000000", port.Ask($"readq {time}"));
        port.Ask($"writeq {compare} 100");
        Assert.Equal("OK 9999", port.Ask("clock_step 9999"));
        Assert.Equal("OK 0x0000000000000063", port.Ask($"readq {time}"));
        Assert.Equal("OK 10000", port.Ask("clock_step"));
        Assert.Equal("OK 0x0000000000000064", port.Ask($"readq {time}"));
        Assert.Equal("OK 25000", port.Ask("clock_set 25000"));
        Assert.Equal("OK 25000", port.Ask("clock_set 7"));
        Assert.Equal("OK 0x0000000000000000", port.Ask($"readl {clint}"));
    }

    [Fact]
    public void The_test_hears_of_the_wires_of_one_device()
    {
        using TestMachine machine = new(WithoutCpus);
        TestClient qmp = machine.Connect();
        string[] paths = [.. qmp.Ask("qom-list", "{'path': '/machine/unattached'}").EnumerateArray()
            .Select(each => each.GetProperty("name").GetString()!).Where(name => name.StartsWith("device", StringComparison.Ordinal))
            .Select(name => $"/machine/unattached/{name}")];
        string path = paths.First(
            each => qmp.Ask("qom-get", $"{{'path': '{each}', 'property': 'type'}}").GetString()!.Contains("plic", StringComparison.Ordinal));
        using Port port = new(machine);
        Assert.Equal("OK", port.Ask($"irq_intercept_in {path}"));
        // The transmitter of the serial port is empty: its interrupt comes when it is enabled.
        Assert.Equal("OK", port.Ask("writeb 0x10000001 2", "IRQ raise 10"));
        Assert.Equal("OK", port.Ask("writeb 0x10000001 0", "IRQ lower 10"));
        Assert.Equal("FAIL IRQ intercept already enabled", port.Ask($"irq_intercept_out {paths.First(each => each != path)}"));
        Assert.Equal("OK", port.Ask($"set_irq_in {path} unnamed-gpio-in 5 1"));
        // Nobody has claimed the interrupt of the serial port.
        Assert.Equal("OK 0x0000000000000420", port.Ask("readl 0xc001000"));
    }

    [Theory]
    [InlineData("readl", "FAIL readl needs 1 arguments")]
    [InlineData("readl x", "FAIL 'x' is not a number")]
    [InlineData("write 0x80000000 4 0xzz", "FAIL 'zz' is no byte in hexadecimal digits")]
    [InlineData("b64write 0x80000000 4 !", "FAIL '!' is not in base 64")]
    [InlineData("read 0x80000000 0xffffffffffffffff", "FAIL 18446744073709551615 bytes are too many; at most 1073741824")]
    [InlineData("", "FAIL Unknown command ''")]
    public void A_command_that_cannot_be_is_refused_and_the_next_one_is_taken(string command, string answer)
    {
        using TestMachine machine = new(WithoutCpus);
        using Port port = new(machine);
        Assert.Equal(answer, port.Ask(command));
        Assert.Equal("OK little", port.Ask("endianness"));
    }

    private static MachineOptions WithoutCpus(MachineOptions options) => options with
    {
        Accel = AccelOptions.Default with { Kind = AccelKind.Interpreter, IsTest = true },
        StartsPaused = false,
    };

    /// <summary>A test at the machine's port.</summary>
    private sealed class Port : IDisposable
    {
        private readonly TestClient client = new();
        private int lines;

        public Port(TestMachine machine) => machine.Monitors.AddQtest(client, log: null);

        public void Dispose() => client.Dispose();

        /// <summary>Sends a command and returns its answer, before which what is reported must have come.</summary>
        public string Ask(string command, params string[] reports)
        {
            client.Send(command + "\n");
            int from = lines;
            lines += reports.Length + 1;
            client.WaitUntil("\n", lines);
            string[] all = [.. client.Text.Split('\n').Skip(from).Take(reports.Length + 1)];
            Assert.Equal(reports, all[..^1]);
            return all[^1];
        }
    }
}
