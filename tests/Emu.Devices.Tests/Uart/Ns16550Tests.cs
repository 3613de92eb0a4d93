using CsCheck;
using Emu.Core.Time;
using Emu.Devices.Uart;

namespace Emu.Devices.Tests.Uart;

public sealed class Ns16550Tests : IDisposable
{
    private const ulong Data = 0, Ier = 1, Iir = 2, Fcr = 2, Lcr = 3, Mcr = 4, Lsr = 5, Msr = 6, Scr = 7;

    private readonly EventLoop loop = new(new MachineClock());
    private readonly RecordingLines lines = new();
    private readonly ScriptedBackend backend = new();
    private readonly Ns16550 uart;

    public Ns16550Tests() => uart = new Ns16550(backend, lines.Line(10), loop);

    private bool Irq => lines[10];

    public void Dispose() => loop.Dispose();

    [Fact]
    public void After_reset_the_registers_have_the_manuals_values()
    {
        Assert.Equal(0x00, Read(Ier));
        Assert.Equal(0x01, Read(Iir));
        Assert.Equal(0x00, Read(Lcr));
        Assert.Equal(0x60, Read(Lsr));
        Assert.Equal(0xb0, Read(Msr));
        Assert.False(Irq);
    }

    [Fact]
    public void A_character_written_reaches_the_backend_at_once_and_the_transmitter_is_empty_again()
    {
        Write(Data, 'A');
        Assert.Equal("A"u8.ToArray(), backend.Output);
        Assert.Equal(0x60, Read(Lsr));
    }

    [Fact]
    public void The_divisor_latch_hides_the_data_and_interrupt_enable_registers()
    {
        Write(Lcr, 0x83);
        Write(Data, 0x34);
        Write(Ier, 0x12);
        Assert.Equal(0x34, Read(Data));
        Assert.Equal(0x12, Read(Ier));
        Write(Lcr, 0x03);
        Assert.Equal(0, Read(Ier));
        Assert.Empty(backend.Output);
    }

    [Fact]
    public void Interrupt_enable_and_modem_control_keep_only_the_bits_that_exist()
    {
        Write(Ier, 0xff);
        Write(Mcr, 0xff);
        Assert.Equal(0x0f, Read(Ier));
        Assert.Equal(0x1f, Read(Mcr));
    }

    [Fact]
    public void Enabling_the_transmitter_interrupt_raises_it_and_reading_its_cause_takes_it_back()
    {
        Write(Ier, 0x02);
        Assert.True(Irq);
        Assert.Equal(0x02, Read(Iir));
        Assert.False(Irq);
        Assert.Equal(0x01, Read(Iir));
        Write(Data, 'x');
        Assert.True(Irq);
    }

    [Fact]
    public void Without_fifos_each_character_interrupts_until_it_is_read()
    {
        Write(Ier, 0x01);
        Type("a");
        Assert.True(Irq);
        Assert.Equal(0x04, Read(Iir));
        Assert.Equal(0x61, Read(Lsr));
        Assert.Equal('a', Read(Data));
        Assert.False(Irq);
        Assert.Equal(0x60, Read(Lsr));
    }

    [Fact]
    public void Input_is_refused_while_the_receiver_is_full_and_asked_for_when_it_is_read()
    {
        Type("a");
        Assert.Equal(0, backend.FrontEnd.InputRoom);
        int before = backend.Resumed;
        Read(Data);
        Assert.Equal(before + 1, backend.Resumed);
        Assert.Equal(1, backend.FrontEnd.InputRoom);
        Write(Fcr, 0x01);
        Assert.Equal(16, backend.FrontEnd.InputRoom);
    }

    [Theory]
    [InlineData(0x01, 1)]
    [InlineData(0x41, 4)]
    [InlineData(0x81, 8)]
    [InlineData(0xc1, 14)]
    public void With_fifos_the_interrupt_comes_at_the_trigger_level_and_goes_below_it(byte control, int level)
    {
        Write(Ier, 0x01);
        SlowDown();
        Write(Fcr, control);
        for (int i = 1; i < level; i++) Type("x");
        Assert.False(Irq);
        Type("x");
        Assert.True(Irq);
        Assert.Equal(0xc4, Read(Iir));
        Read(Data);
        Assert.False(Irq);
    }

    [Fact]
    public void Characters_below_the_trigger_level_time_out()
    {
        Write(Ier, 0x01);
        Write(Fcr, 0xc1);
        Type("a");
        lines.WaitUntilHigh(10);
        Assert.Equal(0xcc, Read(Iir));
        Assert.Equal('a', Read(Data));
        Assert.False(Irq);
        Assert.Equal(0xc1, Read(Iir));
    }

    [Fact]
    public void A_break_is_a_zero_with_the_break_bit_reported_once_and_before_data()
    {
        Write(Ier, 0x05);
        Write(Fcr, 0x01);
        backend.FrontEnd.ReceiveBreak();
        Assert.Equal(0xc6, Read(Iir));
        Assert.Equal(0x61 | 0x10 | 0x80, Read(Lsr));
        Assert.Equal(0xc4, Read(Iir));
        Assert.Equal(0x61, Read(Lsr));
        Assert.Equal(0, Read(Data));
        Assert.False(Irq);
    }

    [Fact]
    public void Loopback_connects_the_transmitter_to_the_receiver_and_cuts_the_line()
    {
        Write(Mcr, 0x10);
        Write(Data, 'z');
        Assert.Empty(backend.Output);
        Assert.Equal(0, backend.FrontEnd.InputRoom);
        Assert.Equal(0x61, Read(Lsr));
        Assert.Equal('z', Read(Data));
    }

    [Fact]
    public void Loopback_overrun_replaces_the_character_without_fifos_and_keeps_the_sixteen_with_them()
    {
        Write(Mcr, 0x10);
        Write(Data, 'a');
        Write(Data, 'b');
        Assert.Equal(0x63, Read(Lsr));
        Assert.Equal('b', Read(Data));

        Write(Fcr, 0x01);
        for (int i = 0; i < 17; i++) Write(Data, 'a' + i);
        Assert.Equal(0x63, Read(Lsr));
        for (int i = 0; i < 16; i++) Assert.Equal('a' + i, Read(Data));
        Assert.Equal(0x60, Read(Lsr));
    }

    [Theory]
    [InlineData(0x11, 0x20)]
    [InlineData(0x12, 0x10)]
    [InlineData(0x14, 0x40)]
    [InlineData(0x18, 0x80)]
    public void Loopback_turns_each_modem_output_back_to_its_input(byte control, byte expected)
    {
        Write(Mcr, control);
        Assert.Equal(expected, Read(Msr) & 0xf0);
    }

    [Fact]
    public void A_change_of_a_modem_line_interrupts_and_is_reported_once()
    {
        Write(Ier, 0x08);
        Write(Mcr, 0x10);
        Assert.True(Irq);
        Assert.Equal(0x00, Read(Iir));
        Assert.Equal(0x0b, Read(Msr));
        Assert.False(Irq);
        Assert.Equal(0x00, Read(Msr));
    }

    [Fact]
    public void The_ring_indicator_reports_only_the_end_of_ringing()
    {
        Write(Mcr, 0x14);
        Read(Msr);
        Write(Mcr, 0x10);
        Assert.Equal(0x04, Read(Msr));
        Write(Mcr, 0x14);
        Assert.Equal(0x40, Read(Msr));
    }

    [Fact]
    public void Changing_the_fifo_enable_bit_empties_the_receiver()
    {
        Type("a");
        Write(Fcr, 0x01);
        Assert.Equal(0x60, Read(Lsr));
        Type("b");
        Write(Fcr, 0x00);
        Assert.Equal(0x60, Read(Lsr));
        Assert.Equal(0x01, Read(Iir));
    }

    [Fact]
    public void A_slow_host_fills_the_transmitter_and_nothing_is_lost_while_the_guest_looks()
    {
        Write(Fcr, 0x01);
        Write(Ier, 0x02);
        Read(Iir);
        backend.OutputRoom = 1;
        Write(Data, 'a');
        Assert.Equal(0x60, Read(Lsr));
        Read(Iir);
        for (char c = 'b'; c < 'b' + 16; c++) Write(Data, c);
        Assert.Equal(0x00, Read(Lsr));
        Assert.False(Irq);
        backend.OutputRoom = int.MaxValue;
        backend.FrontEnd.OutputRoomAvailable();
        Assert.True(Irq);
        Assert.Equal(0x60, Read(Lsr));
        Assert.Equal("abcdefghijklmnopq"u8.ToArray(), backend.Output);
    }

    [Fact]
    public void The_scratch_register_keeps_a_byte()
    {
        Write(Scr, 0x1a5);
        Assert.Equal(0xa5, Read(Scr));
    }

    [Fact]
    public void Any_width_reaches_one_register()
    {
        uart.Write(Scr, 4, 0x12345678);
        Assert.Equal(0x78UL, uart.Read(Scr, 8));
    }

    /// <summary>
    /// The receiver against a queue of at most sixteen: any mix of typing, reading, clearing and switching the FIFOs.
    /// </summary>
    [Fact]
    public void The_receiver_behaves_as_a_bounded_queue()
    {
        Gen.Select(Gen.Int[0, 9], Gen.Byte).Array[0, 200].Sample(steps =>
        {
            ScriptedBackend host = new();
            Ns16550 port = new(host, lines.Line(1), loop);
            Queue<byte> model = new();
            bool hasFifos = false;
            foreach ((int action, byte value) in steps)
            {
                switch (action)
                {
                    case < 5:
                        Assert.Equal((hasFifos ? 16 : 1) - model.Count, host.FrontEnd.InputRoom);
                        if (host.FrontEnd.InputRoom == 0) break;
                        host.FrontEnd.Receive([value]);
                        model.Enqueue(value);
                        break;
                    case < 8:
                        Assert.Equal(model.Count != 0, (port.Read(Lsr, 1) & 1) != 0);
                        Assert.Equal(model.TryDequeue(out byte expected) ? expected : 0UL, port.Read(Data, 1));
                        break;
                    case 8:
                        port.Write(Fcr, 1, hasFifos ? 3UL : 2UL);
                        model.Clear();
                        break;
                    default:
                        hasFifos = !hasFifos;
                        port.Write(Fcr, 1, hasFifos ? 1UL : 0UL);
                        model.Clear();
                        break;
                }
            }
        });
    }

    private int Read(ulong register) => (int)uart.Read(register, 1);

    private void Write(ulong register, int value) => uart.Write(register, 1, (ulong)value);

    private void Type(string text)
    {
        foreach (char c in text) backend.FrontEnd.Receive([(byte)c]);
    }

    /// <summary>Makes the character timeout longer than any test.</summary>
    private void SlowDown()
    {
        Write(Lcr, 0x80);
        Write(Data, 0xff);
        Write(Ier, 0xff);
        Write(Lcr, 0x03);
    }
}
