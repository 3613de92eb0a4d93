using System.Text;
using Emu.Devices.Uart;

namespace Emu.Devices.Tests.Uart;

public sealed class Pl011Tests : IDisposable
{
    private const ulong Data = 0x00, Flags = 0x18, LineControl = 0x2c, Control = 0x30, Mask = 0x38, Raw = 0x3c, Masked = 0x40, Clear = 0x44;
    private const uint Receive = 1 << 4, Transmit = 1 << 5, Overrun = 1 << 10;
    private const uint ReceiverEmpty = 1 << 4, TransmitterFull = 1 << 5, ReceiverFull = 1 << 6, TransmitterEmpty = 1 << 7;

    private readonly RecordingLines lines = new();
    private readonly ScriptedBackend backend = new();
    private readonly Pl011 uart;

    public Pl011Tests() => uart = new Pl011(backend, lines.Line(1));

    public void Dispose() => backend.Dispose();

    [Fact]
    public void After_reset_both_ends_are_empty_and_enabled()
    {
        Assert.Equal(0x97u, Read(Flags));
        Assert.Equal(0x300u, Read(Control));
        Assert.Equal(0u, Read(Raw));
        Assert.False(lines[1]);
    }

    [Fact]
    public void It_says_what_it_is() => Assert.Equal(
        [0x11, 0x10, 0x14, 0x00, 0x0d, 0xf0, 0x05, 0xb1], Enumerable.Range(0, 8).Select(i => Read(0xfe0 + (4 * (ulong)i))));

    [Fact]
    public void A_character_written_reaches_the_backend_at_once_and_room_is_announced()
    {
        Write(Mask, Transmit);
        Assert.False(lines[1]);
        Write(Data, 'A');
        Assert.Equal("A"u8.ToArray(), backend.Output);
        Assert.True(lines[1]);
        Assert.Equal(Transmit, Read(Masked));
        Write(Clear, Transmit);
        Assert.False(lines[1]);
    }

    [Theory]
    [InlineData(0u, 1)]
    [InlineData(1u << 4, 16)]
    public void What_a_slow_host_does_not_take_waits_in_the_transmitter(uint lineControl, int room)
    {
        Write(LineControl, lineControl);
        backend.OutputRoom = 0;
        for (int i = 0; i < room; i++)
        {
            Assert.Equal(0u, Read(Flags) & TransmitterFull);
            Write(Data, (uint)('a' + i));
        }

        Assert.Equal(TransmitterFull, Read(Flags) & (TransmitterFull | TransmitterEmpty));
        Write(Data, '!');
        backend.OutputRoom = 100;
        uart.OutputRoomAvailable();
        Assert.Equal("abcdefghijklmnop"[..room], Encoding.ASCII.GetString([.. backend.Output]));
        Assert.Equal(TransmitterEmpty, Read(Flags) & (TransmitterFull | TransmitterEmpty));
        Assert.Equal(Transmit, Read(Raw));
    }

    [Fact]
    public void What_is_typed_interrupts_until_it_has_been_read()
    {
        Write(LineControl, 1 << 4);
        Write(Mask, Receive);
        uart.Receive("xy"u8);
        Assert.True(lines[1]);
        Assert.Equal('x', (char)Read(Data));
        Assert.True(lines[1]);
        Write(Clear, Receive);
        Assert.True(lines[1]);
        Assert.Equal('y', (char)Read(Data));
        Assert.False(lines[1]);
        Assert.Equal(ReceiverEmpty, Read(Flags) & (ReceiverEmpty | ReceiverFull));
    }

    [Fact]
    public void Input_is_refused_while_the_receiver_is_full_and_asked_for_when_it_is_read()
    {
        Assert.Equal(1, uart.InputRoom);
        Write(LineControl, 1 << 4);
        Assert.Equal(16, uart.InputRoom);
        uart.Receive("0123456789abcdef"u8);
        Assert.Equal((0, ReceiverFull), (uart.InputRoom, Read(Flags) & ReceiverFull));
        uart.Receive("!"u8);
        Assert.Equal(Overrun, Read(Raw) & Overrun);
        int before = backend.Resumed;
        Assert.Equal('0', (char)Read(Data));
        Assert.True(backend.Resumed > before);
        Assert.Equal(1, uart.InputRoom);
    }

    [Fact]
    public void A_break_is_a_character_with_its_own_bit()
    {
        uart.ReceiveBreak();
        Assert.Equal(1u << 10, Read(Data));
        Assert.Equal(1u << 2, Read(0x04));
        Write(0x04, 0);
        Assert.Equal(0u, Read(0x04));
    }

    [Fact]
    public void In_loopback_what_is_sent_comes_back_and_the_line_is_cut()
    {
        Write(Control, 0x381);
        Write(Data, 'z');
        Assert.Empty(backend.Output);
        Assert.Equal(0, uart.InputRoom);
        Assert.Equal('z', (char)Read(Data));
    }

    [Fact]
    public void Changing_whether_there_are_fifos_empties_them()
    {
        uart.Receive("a"u8);
        Write(LineControl, 1 << 4);
        Assert.Equal(ReceiverEmpty, Read(Flags) & ReceiverEmpty);
        Assert.Equal(0u, Read(Raw));
    }

    private uint Read(ulong offset) => (uint)uart.Read(offset, 4);

    private void Write(ulong offset, uint value) => uart.Write(offset, 4, value);
}
