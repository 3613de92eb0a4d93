using System.Text;
using CsCheck;
using Emu.Core.Time;

namespace Emu.Chardev.Tests;

public sealed class EscapeMultiplexerTests : IDisposable
{
    private const string CtrlA = "\x01";

    private readonly EventLoop loop = new(new MachineClock());
    private readonly ScriptedBackend host = new();
    private readonly RecordingControl control = new();
    private readonly RecordingFrontEnd guest = new();
    private readonly EscapeMultiplexer multiplexer;

    public EscapeMultiplexerTests()
    {
        multiplexer = new EscapeMultiplexer(host, loop, control);
        multiplexer.Attach(guest);
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public void Ordinary_keys_and_output_pass_unchanged()
    {
        Type("ls\r\x03\xff");
        Assert.Equal("ls\r\x03\xff", guest.Input);
        Assert.Equal(5, multiplexer.Write("hello"u8));
        Assert.Equal("hello", host.Output);
    }

    [Fact]
    public void Ctrl_A_x_ends_the_machine_and_the_guest_sees_none_of_it()
    {
        Type("a" + CtrlA);
        Type("xb");
        Assert.Equal(["shutdown 0"], control.Requests);
        Assert.Equal("ab", guest.Input);
        Assert.Contains("terminated", host.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Ctrl_A_twice_sends_it_once()
    {
        Type(CtrlA + CtrlA + "x");
        Assert.Equal(CtrlA + "x", guest.Input);
        Assert.Empty(control.Requests);
    }

    [Fact]
    public void Ctrl_A_b_sends_a_break()
    {
        Type(CtrlA + "b");
        Assert.Equal(1, guest.Breaks);
        Assert.Equal("", guest.Input);
    }

    [Theory]
    [InlineData("h", "Ctrl-A x")]
    [InlineData("?", "Ctrl-A x")]
    [InlineData("c", "no other device")]
    [InlineData("s", "no disk")]
    public void Other_escapes_print_a_line_for_the_user_only(string key, string expected)
    {
        Type(CtrlA + key);
        Assert.Contains(expected, host.Output, StringComparison.Ordinal);
        Assert.Matches(@"^(\r\n|[^\r\n])*$", host.Output);
        Assert.Equal("", guest.Input);
    }

    [Fact]
    public void Ctrl_A_t_puts_a_time_before_each_line_until_it_is_typed_again()
    {
        Type(CtrlA + "t");
        foreach (byte b in "one\r\ntwo\r\n"u8.ToArray()) Assert.Equal(1, multiplexer.Write([b]));
        Type(CtrlA + "t");
        multiplexer.Write("three"u8);
        Assert.Matches(@"^\[\d\d:\d\d:\d\d\.\d{3}\] one\r\n\[\d\d:\d\d:\d\d\.\d{3}\] two\r\nthree$", host.Output);
    }

    [Fact]
    public void Escapes_work_while_the_guest_does_not_read_and_its_keys_wait()
    {
        guest.SetRoom(0);
        Type("abc" + CtrlA + "x");
        Assert.Equal(["shutdown 0"], control.Requests);
        Assert.Equal("", guest.Input);
        guest.SetRoom(2);
        multiplexer.ResumeInput();
        guest.WaitForInput("ab");
        guest.SetRoom(10);
        multiplexer.ResumeInput();
        guest.WaitForInput("abc");
    }

    [Fact]
    public void Output_that_the_host_does_not_take_is_the_guests_to_repeat()
    {
        host.OutputRoom = 3;
        Assert.Equal(3, multiplexer.Write("abcdef"u8));
        host.FrontEnd.OutputRoomAvailable();
        Assert.Equal(1, guest.RoomAvailableCalls);
    }

    /// <summary>Whatever is typed, in whatever pieces: the guest gets it less the escapes, in order.</summary>
    [Fact]
    public void The_guest_gets_all_keys_but_the_escapes()
    {
        Gen.OneOfConst("a", "x", "b", CtrlA, "\r").Array[0, 40].Select(Gen.Int[1, 5]).Sample((keys, piece) =>
        {
            RecordingFrontEnd reader = new();
            RecordingControl requests = new();
            ScriptedBackend backend = new();
            new EscapeMultiplexer(backend, loop, requests).Attach(reader);
            foreach (string[] part in keys.Chunk(piece))
                backend.FrontEnd.Receive(Encoding.Latin1.GetBytes(string.Concat(part)));

            string all = string.Concat(keys), expected = "";
            int ends = 0, breaks = 0;
            for (int i = 0; i < all.Length; i++)
            {
                if (all[i] != CtrlA[0])
                {
                    expected += all[i];
                    continue;
                }

                if (++i == all.Length) break;
                if (all[i] == CtrlA[0]) expected += CtrlA;
                if (all[i] == 'x') ends++;
                if (all[i] == 'b') breaks++;
            }

            Assert.Equal(expected, reader.Input);
            Assert.Equal(ends, requests.Requests.Count);
            Assert.Equal(breaks, reader.Breaks);
        });
    }

    private void Type(string keys) => host.FrontEnd.Receive(Encoding.Latin1.GetBytes(keys));
}
