using Emu.Chardev;
using Emu.Monitor.Hmp;

namespace Emu.Monitor.Tests.Hmp;

/// <summary>Commands that people type, and what they print.</summary>
public sealed class HmpTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("foo", "unknown command: 'foo'\n")]
    [InlineData("info foo", "unknown command: 'info foo'\n")]
    [InlineData("help foo", "unknown command: 'foo'\n")]
    [InlineData("help cont", "cont|c  -- resume emulation\n")]
    [InlineData("help info version", "info version  -- show the version of QEMU\n")]
    [InlineData("help x", "x /fmt addr -- virtual memory dump starting at 'addr'\n")]
    [InlineData("info status", "VM status: paused (prelaunch)\n")]
    [InlineData("info name", "tested\n")]
    [InlineData("info uuid", "00000000-0000-0000-0000-000000000000\n")]
    [InlineData("info kvm", "kvm support: not compiled\n")]
    [InlineData("info status x", "status: extraneous characters at the end of line\nTry \"help info status\" for more information\n")]
    [InlineData("system_reset bar", "system_reset: extraneous characters at the end of line\nTry \"help system_reset\" for more information\n")]
    [InlineData("p 1+2*3", "0x7\n")]
    [InlineData("p/x 255", "0xff\n")]
    [InlineData("p/d -1", "-1\n")]
    [InlineData("p/o 8", "010\n")]
    [InlineData("p/c 65", "'A'\n")]
    [InlineData("p (1|6)&~2", "0x5\n")]
    [InlineData("print $zzz", "unknown register\nTry \"help print\" for more information\n")]
    [InlineData("p 1/0", "division by zero\nTry \"help p\" for more information\n")]
    [InlineData("p (1", "')' expected\nTry \"help p\" for more information\n")]
    [InlineData("p 0x10 << 2", "p: extraneous characters at the end of line\nTry \"help p\" for more information\n")]
    [InlineData("p (-9223372036854775807-1) / -1", "0x8000000000000000\n")]
    [InlineData("xp/s 0x1000", "invalid char in format: 's'\nTry \"help xp\" for more information\n")]
    [InlineData("x", "unexpected end of expression\nTry \"help x\" for more information\n")]
    [InlineData("balloon abc", "invalid char 'a' in expression\nTry \"help balloon\" for more information\n")]
    [InlineData("set_link", "set_link: string expected\nTry \"help set_link\" for more information\n")]
    [InlineData("netdev_del zz", "Error: Device 'zz' not found\n")]
    [InlineData("object_del zz", "Error: object 'zz' not found\n")]
    [InlineData("cpu 7", "invalid CPU index\n")]
    [InlineData("nmi", "Error: this feature or command is not currently supported\n")]
    [InlineData("gdbserver nope", "Error: cannot wait for a debugger on 'nope'; give tcp:[HOST]:PORT or unix:PATH\n")]
    [InlineData("info balloon", "Error: No balloon device has been activated\n")]
    [InlineData("xp/1xw 0x80200000", "0000000080200000: 0x00000063\n")]
    [InlineData("xp/3bx 0x80200000", "0000000080200000: 0x63 0x00 0x00\n")]
    [InlineData("xp/2dh 0x80200000", "0000000080200000:    99     0\n")]
    [InlineData("xp/2cb 0x80200000", "0000000080200000: 'c' '\\x00'\n")]
    [InlineData("xp/1gx 0x99999999999", "0000099999999999: Cannot access memory\n")]
    [InlineData("x/1xw $pc", "0000000080200000: 0x00000063\n")]
    [InlineData("p $x0+$pc", "0x80200000\n")]
    [InlineData("getfd a", "Error: No file descriptor supplied via SCM_RIGHTS\n")]
    [InlineData("closefd a", "Error: File descriptor named 'a' not found\n")]
    [InlineData("trace-event nope on", "unknown event \"nope\"\n")]
    [InlineData("trace-event nope* on", "")]
    [InlineData("info trace-events pci_unp*", "pci_unplug : state 0\n")]
    [InlineData("info virtio-status /machine/nope", "Error: Path /machine/nope is not a VirtIODevice\n")]
    [InlineData("memsave 0x10 4 \"/dev/null\"", "Error: Invalid addr 0x0000000000000010/size 4 specified\n")]
    [InlineData("info memdev", "memory backend: riscv_virt_board.ram\n  size:  134217728\n  merge: true\n  dump: true\n  prealloc: false\n  share: false\n  reserve: true\n  policy: default\n  host nodes: \n\n")]
    public void A_line_prints_what_QEMU_prints(string line, string expected)
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        // Before its first stop the machine has loaded nothing.
        machine.Machine.WhileStopped(() => true);
        Assert.Equal(expected, Run(client, line));
    }

    [Fact]
    public void Registers_memory_and_devices_are_shown_while_the_machine_runs()
    {
        using TestMachine machine = new(options => options with { CpuCount = 2 });
        TestClient client = machine.Connect();
        client.Ask("cont");

        string all = Run(client, "info registers -a");
        Assert.Contains("CPU#0\n pc       00000000", all, StringComparison.Ordinal);
        Assert.Contains("CPU#1\n pc ", all, StringComparison.Ordinal);
        Assert.Contains(" x0/zero  0000000000000000 x1/ra", all, StringComparison.Ordinal);
        Assert.Matches("^\\* CPU #0: thread_id=[1-9][0-9]*\n  CPU #1: thread_id=[1-9][0-9]*\n$", Run(client, "info cpus"));
        Assert.Contains("0000000080000000-0000000087ffffff (prio 0, ram): ram", Run(client, "info mtree"), StringComparison.Ordinal);
        Assert.Contains("Host bridge: PCI device 1b36:0008", Run(client, "info pci"), StringComparison.Ordinal);
        Assert.Contains("00000063", Run(client, "xp/1i 0x80200000"), StringComparison.Ordinal);
        Assert.StartsWith("code cache: none\n", Run(client, "info jit"), StringComparison.Ordinal);
        Assert.Equal("VM status: running\n", Run(client, "info status"));
        Assert.DoesNotContain("Error", Run(client, "info qtree") + Run(client, "info chardev") + Run(client, "info network"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_user_is_greeted_and_each_line_is_answered_behind_its_prompt()
    {
        using TestMachine machine = new();
        TestClient client = new();
        machine.Monitors.AddHmp(client);
        client.WaitFor("QEMU 7.2.1 monitor - type 'help' for more information");
        client.Send("cont\rinfo status\r");
        client.WaitFor("VM status: running");
        client.Send("quit\r");
        Assert.Equal(0, machine.WaitForEnd());
        Assert.StartsWith("QEMU 7.2.1 monitor - type 'help' for more information\r\n(qemu) cont\r\n(qemu) info status\r\n", client.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_escape_key_changes_between_a_serial_port_and_the_monitor()
    {
        using TestMachine machine = new();
        TestClient client = new();
        using EscapeMultiplexer console = new(client, machine.Machine.Events, machine.Machine);
        RecordingPort port = new();
        console.Attach(port);
        machine.Monitors.AddHmp(console);
        client.Send("to the guest");
        client.Send("\u0001c");
        client.WaitFor("monitor - type 'help'");
        client.Send("info name\r");
        client.WaitFor("tested");
        client.Send("\u0001c!");
        Assert.True(SpinWait.SpinUntil(() => port.Text == "to the guest!", TimeSpan.FromMinutes(1)), port.Text);
    }

    [Fact]
    public void What_was_loaded_is_shown_with_its_place()
    {
        using TestMachine machine = new();
        string[] lines = Run(machine.Connect(), "info roms").Split("\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("addr=0000000000001000 size=0x00f000 mem=rom name=\"mrom\"", lines[0]);
        Assert.Matches("^addr=0000000080200000 size=0x[0-9a-f]{6} mem=ram name=\".*\"$", lines[1]);
        Assert.EndsWith("name=\"the device tree\"", lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Every_command_and_topic_has_a_line_of_help_and_every_word_completes()
    {
        using TestMachine machine = new();
        string help = Run(machine.Connect(), "help");
        foreach (HmpCommand each in HmpTable.All)
        {
            Assert.Contains(each.HelpLine(""), help, StringComparison.Ordinal);
            Assert.Contains(each.Names.Split('|')[0], HmpTable.Complete(machine.Monitors, each.Names.Split('|')[0][..1]));
        }

        Assert.Equal(["registers"], HmpTable.Complete(machine.Monitors, "info reg"));
        Assert.Equal(["int"], HmpTable.Complete(machine.Monitors, "log in"));
    }

    [Fact]
    public void Random_lines_print_something_or_nothing_and_end_no_session()
    {
        using TestMachine machine = new();
        TestClient client = machine.Connect();
        string[] words = [.. HmpTable.All.Concat(HmpTable.Information).Select(each => each.Names.Split('|')[0])
            .Where(name => name is not ("quit" or "logfile" or "log" or "gdbserver")), "info", "-a", "/4xw", "/8i", "0x80200000", "$pc", "(", ")", "+", "\"", "1", "-1", "on", "id=x", "a,b", "é", "'"];
        Random random = new(7);
        for (int i = 0; i < 300; i++)
        {
            string line = string.Join(' ', Enumerable.Range(0, random.Next(5)).Select(_ => words[random.Next(words.Length)]));
            Run(client, line);
        }

        Assert.Equal("VM status: ", Run(client, "info status")[..11]);
    }

    private static string Run(TestClient client, string line)
    {
        string text = System.Text.Json.JsonSerializer.Serialize(line);
        return client.Ask("human-monitor-command", $"{{\"command-line\": {text}}}").GetString()!.Replace("\r\n", "\n", StringComparison.Ordinal);
    }

    private sealed class RecordingPort : ICharacterFrontEnd
    {
        private readonly Lock gate = new();
        private string text = "";

        public string Text
        {
            get
            {
                lock (gate) return text;
            }
        }

        public int InputRoom => 16;

        public void Receive(ReadOnlySpan<byte> bytes)
        {
            lock (gate) text += System.Text.Encoding.ASCII.GetString(bytes);
        }

        public void ReceiveBreak()
        {
        }

        public void OutputRoomAvailable()
        {
        }
    }
}
