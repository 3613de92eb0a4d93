using Emu.Core.Time;
using Emu.Host;

namespace Emu.Chardev.Tests;

public sealed class SerialBackendsTests : IDisposable
{
    private readonly EventLoop loop = new(new MachineClock());
    private readonly FakeTerminal terminal = new();
    private readonly SerialBackends backends;

    public SerialBackendsTests() => backends = new SerialBackends(loop, new RecordingControl(), terminal);

    public void Dispose() => loop.Dispose();

    [Theory]
    [InlineData("null")]
    [InlineData("none")]
    public void Without_a_host_side_output_goes_nowhere(string value)
    {
        using ICharacterBackend backend = Open(value);
        Assert.IsType<NullBackend>(backend);
        Assert.Equal(3, backend.Write("abc"u8));
    }

    [Fact]
    public void Stdio_keeps_the_signal_keys_and_mon_gives_them_to_the_guest()
    {
        using (Open("stdio")) Assert.True(terminal.KeepsSignalKeys);
        Assert.False(terminal.IsRaw);
        SerialBackends others = new(loop, new RecordingControl(), terminal);
        using ICharacterBackend multiplexed = others.Open(SerialSpecification.Parse("mon:stdio"), "serial0");
        Assert.IsType<EscapeMultiplexer>(multiplexed);
        Assert.False(terminal.KeepsSignalKeys);
    }

    [Fact]
    public void Two_ports_cannot_share_the_standard_streams()
    {
        using ICharacterBackend first = Open("mon:stdio");
        ChardevException thrown = Assert.Throws<ChardevException>(() => Open("stdio"));
        Assert.Equal(ChardevError.StandardStreamsTaken, thrown.Error);
    }

    [Fact]
    public void A_terminal_that_refuses_is_reported_as_such()
    {
        terminal.Refuses = true;
        ChardevException thrown = Assert.Throws<ChardevException>(() => Open("mon:stdio"));
        Assert.Equal(ChardevError.NoRawTerminal, thrown.Error);
        Assert.Contains("refused by the test", thrown.Message, StringComparison.Ordinal);
    }

    private ICharacterBackend Open(string value) => backends.Open(SerialSpecification.Parse(value), "serial0");

    private sealed class FakeTerminal : ITerminal
    {
        public bool IsPresent => true;
        public (int Columns, int Rows)? Size => (80, 24);
        public bool Refuses { get; set; }
        public bool IsRaw { get; private set; }
        public bool KeepsSignalKeys { get; private set; }

        public void EnterRaw(bool keepSignalKeys)
        {
            if (Refuses) throw new IOException("refused by the test");
            IsRaw = true;
            KeepsSignalKeys = keepSignalKeys;
        }

        public void Restore() => IsRaw = false;
    }
}
