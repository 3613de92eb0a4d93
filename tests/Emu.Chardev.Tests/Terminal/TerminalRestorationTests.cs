namespace Emu.Chardev.Tests.Terminal;

public sealed class TerminalRestorationTests
{
    [Fact]
    public void An_ordinary_end_restores_the_terminal()
    {
        using ProbeTerminal terminal = new("exec $PROBE");
        terminal.WaitForProbe();
        terminal.Type("q");
        terminal.WaitFor("quit");
        terminal.AssertRestored();
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    [InlineData("HUP")]
    [InlineData("QUIT")]
    [InlineData("ABRT")]
    [InlineData("SEGV")]
    [InlineData("BUS")]
    public void A_deadly_signal_kills_and_restores_the_terminal(string signal)
    {
        using ProbeTerminal terminal = new("$PROBE; echo status $(kill -l $?)");
        ProbeTerminal.Signal(terminal.WaitForProbe(), signal);
        Assert.Equal($"status {signal}", terminal.WaitFor("status "));
        terminal.AssertRestored();
    }

    [Fact]
    public void An_exception_that_nobody_catches_restores_the_terminal()
    {
        using ProbeTerminal terminal = new("$PROBE; echo status $(kill -l $?)");
        terminal.WaitForProbe();
        terminal.Type("e");
        terminal.WaitFor("the probe was told to fail");
        Assert.Equal("status ABRT", terminal.WaitFor("status "));
        terminal.AssertRestored();
    }

    [Fact]
    public void A_fault_that_becomes_an_exception_leaves_the_terminal_raw()
    {
        using ProbeTerminal terminal = new("exec $PROBE");
        terminal.WaitForProbe();
        string raw = terminal.Mode;
        terminal.Type("n");
        terminal.WaitFor("caught");
        Assert.Equal(raw, terminal.Mode);
        terminal.Type("q");
        terminal.AssertRestored();
    }

    [Fact]
    public void Keys_that_signal_elsewhere_reach_the_guest()
    {
        using ProbeTerminal terminal = new("exec $PROBE");
        terminal.WaitForProbe();
        foreach (char key in "\x03\x1a\x1c\x04\x13\r")
        {
            terminal.Type($"{key}");
            Assert.Equal($"key {(int)key}", terminal.WaitFor("key "));
        }

        terminal.Type("q");
        terminal.AssertRestored();
    }

    [Fact]
    public void A_stop_restores_the_terminal_for_the_shell_and_the_foreground_makes_it_raw_again()
    {
        using ProbeTerminal terminal = new("set -m; $PROBE; echo stopped; read -r; fg; echo over");
        int probe = terminal.WaitForProbe();
        string raw = terminal.Mode;
        ProbeTerminal.Signal(probe, "TSTP");
        terminal.WaitFor("stopped");
        Assert.Equal(terminal.InitialMode, terminal.Mode);
        terminal.Type("\n");
        // The shell prints the job's command when it brings it back.
        terminal.WaitFor("$PROBE");
        Assert.True(SpinWait.SpinUntil(() => terminal.Mode == raw, TimeSpan.FromSeconds(60)));
        terminal.Type("q");
        terminal.WaitFor("over");
        terminal.AssertRestored();
    }

    [Fact]
    public void A_termination_that_is_waited_for_ends_in_order()
    {
        using ProbeTerminal terminal = new("$PROBE wait; echo status $?");
        ProbeTerminal.Signal(terminal.WaitForProbe(), "TERM");
        Assert.Equal("status 3", terminal.WaitFor("status "));
        terminal.AssertRestored();
    }

    [Fact]
    public void Standard_input_is_not_made_non_blocking()
    {
        using ProbeTerminal terminal = new("exec $PROBE");
        int probe = terminal.WaitForProbe();
        const int NonBlocking = 0x800;
        string flags = File.ReadLines($"/proc/{probe}/fdinfo/0")
            .First(line => line.StartsWith("flags:", StringComparison.Ordinal));
        Assert.Equal(0, Convert.ToInt32(flags["flags:".Length..].Trim(), 8) & NonBlocking);
        terminal.Type("q");
        terminal.AssertRestored();
    }

    [Theory]
    [InlineData("exec $PROBE </dev/null | cat")]
    [InlineData("printf abc | $PROBE | cat")]
    public void Without_a_terminal_input_ends_in_silence_and_output_goes_on(string script)
    {
        using ProbeTerminal terminal = new(script);
        int probe = int.Parse(terminal.WaitFor("ready ")["ready ".Length..]);
        Assert.Equal(terminal.InitialMode, terminal.Mode);
        if (script.StartsWith("printf", StringComparison.Ordinal)) Assert.Equal("key 99", terminal.WaitFor("key 99"));
        ProbeTerminal.Signal(probe, "TERM");
        terminal.AssertRestored();
    }

    [Fact]
    public void A_reader_that_goes_away_costs_the_output_only()
    {
        using ProbeTerminal terminal = new("$PROBE | head -n 1; echo over");
        int probe = terminal.WaitForProbe();
        terminal.Type("a");
        terminal.WaitFor("standard output failed");
        terminal.Type("q");
        terminal.WaitFor("over");
        terminal.AssertRestored();
        Assert.False(Directory.Exists($"/proc/{probe}"));
    }
}
