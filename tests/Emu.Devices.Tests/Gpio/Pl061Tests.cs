using Emu.Core.Time;
using Emu.Devices.Gpio;

namespace Emu.Devices.Tests.Gpio;

public sealed class Pl061Tests : IDisposable
{
    private const ulong All = 0x3fc, Direction = 0x400, Sense = 0x404, BothEdges = 0x408, Event = 0x40c, Mask = 0x410, Raw = 0x414,
        Masked = 0x418, Clear = 0x41c;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines lines = new();
    private readonly Pl061 port;

    public Pl061Tests()
    {
        loop.Clock.BeStepped();
        port = new Pl061(lines.Line(7), loop);
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public void The_address_says_which_pins_are_written_and_read()
    {
        Write(Direction, 0xff);
        Write(All, 0xa5);
        Write(0x0f << 2, 0xff);
        Assert.Equal(0xafu, Read(All));
        Assert.Equal(0x0fu, Read(0x0f << 2));
    }

    [Fact]
    public void A_pin_shows_what_drives_it()
    {
        port.SetLevel(3, true);
        Assert.Equal(8u, Read(All));
        Write(Direction, 8);
        Assert.Equal(0u, Read(All));
    }

    [Theory]
    [InlineData(0u, 0u, false, true)]
    [InlineData(0u, 8u, true, false)]
    [InlineData(8u, 0u, true, true)]
    public void An_edge_interrupts_when_it_is_one_that_counts(uint bothEdges, uint rising, bool onRise, bool onFall)
    {
        Write(Mask, 8);
        Write(BothEdges, bothEdges);
        Write(Event, rising);
        port.SetLevel(Pl061.PowerKey, true);
        Assert.Equal(onRise, lines[7]);
        Write(Clear, 8);
        Assert.False(lines[7]);
        port.SetLevel(Pl061.PowerKey, false);
        Assert.Equal(onFall, lines[7]);
    }

    [Fact]
    public void A_level_interrupts_as_long_as_it_lasts()
    {
        Write(Sense, 8);
        Write(Event, 8);
        Write(Mask, 8);
        port.SetLevel(3, true);
        Write(Clear, 8);
        Assert.True(lines[7]);
        Assert.Equal((8u, 8u), (Read(Raw), Read(Masked)));
        port.SetLevel(3, false);
        Assert.False(lines[7]);
    }

    [Fact]
    public void The_power_key_is_down_for_a_moment()
    {
        Write(BothEdges, 8);
        Write(Mask, 8);
        port.PressPowerKey();
        Assert.Equal((8u, true), (Read(All), lines[7]));
        Write(Clear, 8);
        loop.Clock.StepTo(99_000_000);
        loop.Run(() => default);
        Assert.Equal((8u, false), (Read(All), lines[7]));
        loop.Clock.StepTo(100_000_000);
        lines.WaitUntilHigh(7);
        Assert.Equal(0u, Read(All));
    }

    [Fact]
    public void A_pin_that_is_not_there_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => port.SetLevel(8, true));

    private uint Read(ulong offset) => (uint)port.Read(offset, 4);

    private void Write(ulong offset, uint value) => port.Write(offset, 4, value);
}
