using System.Text;

namespace Emu.Debugger.Tests;

/// <summary>What a debugger gets for each packet.</summary>
public sealed class GdbServerTests
{
    private readonly FakeTarget target = new();
    private readonly StringBuilder sent = new();
    private readonly GdbServer server;

    public GdbServerTests()
    {
        server = new GdbServer(target, bytes => sent.Append(Encoding.Latin1.GetString(bytes.Span)));
        server.Open();
        target.Calls.Clear();
    }

    [Fact]
    public void A_debugger_that_connects_finds_the_target_standing_still()
    {
        FakeTarget fresh = new();
        new GdbServer(fresh, _ => { }).Open();
        Assert.Equal(["pause"], fresh.Calls);
        Assert.False(fresh.IsRunning);
    }

    [Theory]
    [InlineData("g", "000000000000000034120000000000000080000000000000")]
    [InlineData("p1", "3412000000000000")]
    [InlineData("p3", "000102030405060708090a0b0c0d0e0f")]
    [InlineData("p4", "7f")]
    [InlineData("p5", "E22")]
    [InlineData("pffffffffffffffff", "E22")]
    [InlineData("p", "E22")]
    [InlineData("m1000,4", "deadbeef")]
    [InlineData("m1000,0", "")]
    [InlineData("m1ffe,2", "0000")]
    [InlineData("m1fff,2", "E14")]
    [InlineData("m0,1", "E14")]
    [InlineData("m1000,ffffffff", "E22")]
    [InlineData("m1000", "E22")]
    [InlineData("mxyz,1", "E22")]
    [InlineData("qC", "QC01")]
    [InlineData("qfThreadInfo", "m01,02")]
    [InlineData("qsThreadInfo", "l")]
    [InlineData("qThreadExtraInfo,2", "435055203120" + "5b68616c7465645d")]
    [InlineData("qThreadExtraInfo,3", "E22")]
    [InlineData("qAttached", "1")]
    [InlineData("qSymbol::", "OK")]
    [InlineData("qWhatever", "")]
    [InlineData("T2", "OK")]
    [InlineData("T3", "E22")]
    [InlineData("Hg2", "OK")]
    [InlineData("Hc-1", "OK")]
    [InlineData("Hg9", "E22")]
    [InlineData("H", "E22")]
    [InlineData("vCont?", "vCont;c;C;s;S")]
    [InlineData("vMustReplyEmpty", "")]
    [InlineData("~", "")]
    [InlineData("", "")]
    [InlineData("?", "T05thread:01;")]
    [InlineData("Qqemu.sstep=7", "OK")]
    [InlineData("Qqemu.sstep=1", "E22")]
    [InlineData("qqemu.PhyMemMode", "0")]
    [InlineData("Z5,0,0", "")]
    [InlineData("Z", "E22")]
    [InlineData("Z2,1000,0", "E22")]
    [InlineData("vCont;x", "E22")]
    [InlineData("vCont;s:7", "E22")]
    [InlineData("qXfer:features:read:other.xml:0,100", "E00")]
    [InlineData("qXfer:features:read:target.xml:ffffff,10", "l")]
    public void A_question_has_this_answer(string packet, string answer)
    {
        target.WriteRegister(1, target.Description.Features[0].Registers[1], 0x1234);
        target.WriteRegister(1, target.Description.Features[0].Registers[2], 0x8000);
        target.WriteRegister(1, target.Description.Features[1].Registers[0], new UInt128(0x0f0e0d0c0b0a0908, 0x0706050403020100));
        target.WriteRegister(1, target.Description.Features[1].Registers[1], 0x7f);
        new byte[] { 0xde, 0xad, 0xbe, 0xef }.CopyTo(target.Memory, 0);
        Assert.Equal(answer, Ask(packet));
    }

    [Fact]
    public void The_description_comes_in_pieces_and_names_every_register_in_order()
    {
        StringBuilder whole = new();
        string piece;
        do
        {
            piece = Ask($"qXfer:features:read:target.xml:{whole.Length:x},40");
            whole.Append(piece.AsSpan(1));
        }
        while (piece[0] == 'm');
        Assert.Contains("<architecture>test</architecture>", whole.ToString(), StringComparison.Ordinal);
        Assert.Contains("<reg name=\"flags\" bitsize=\"8\" type=\"int\" regnum=\"4\"/>", whole.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Registers_are_those_of_the_chosen_CPU_and_one_that_is_fixed_stays()
    {
        Ask("Hg2");
        Assert.Equal("OK", Ask("P1=0102030405060708"));
        Assert.Equal("OK", Ask("P0=0102030405060708"));
        Assert.Equal("0102030405060708", Ask("p1"));
        Assert.Equal("0000000000000000", Ask("p0"));
        Ask("Hg1");
        Assert.Equal("0000000000000000", Ask("p1"));
        Assert.Equal("OK", Ask("G" + new string('0', 16) + "1100000000000000" + "2200000000000000"));
        Assert.Equal("2200000000000000", Ask("p2"));
        Assert.Equal("E22", Ask("P1=01"));
    }

    [Fact]
    public void Memory_is_written_in_digits_and_in_bytes()
    {
        Assert.Equal("OK", Ask("M1000,2:a55a"));
        Assert.Equal("OK", Ask("X1002,4:" + "}\u0003}\u0004}]*"));
        Assert.Equal([0xa5, 0x5a, (byte)'#', (byte)'$', (byte)'}', (byte)'*'], target.Memory[..6]);
        Assert.Equal("E22", Ask("M1000,2:a5"));
        Assert.Equal("E22", Ask("M1000,2:zzzz"));
        Assert.Equal("E14", Ask("M0,1:00"));
    }

    [Fact]
    public void Physical_addresses_are_used_when_they_are_asked_for()
    {
        Ask("m1000,1");
        Assert.Empty(target.Calls);
        Assert.Equal("OK", Ask("Qqemu.PhyMemMode:1"));
        Ask("m1000,1");
        Assert.Equal(["physical"], target.Calls);
        Assert.Equal("1", Ask("qqemu.PhyMemMode"));
    }

    [Fact]
    public void Files_of_the_program_can_be_read_and_are_closed_when_the_debugger_goes()
    {
        string path = Convert.ToHexStringLower("/proc/1/maps"u8);
        Assert.Equal("F0", Ask("vFile:setfs:1"));
        Assert.Equal("F0", Ask($"vFile:open:{path},0,1c0"));
        Assert.Equal("F1", Ask($"vFile:open:{path},0,1c0"));
        Assert.Equal("Fd;some }\u0003}\u0004}] text", Ask("vFile:pread:0,1000,0"));
        Assert.Equal("F4;text", Ask("vFile:pread:1,4,9"));
        Assert.Equal("F0;", Ask("vFile:pread:1,4,d"));
        Assert.StartsWith("F40;", Ask("vFile:fstat:0"), StringComparison.Ordinal);
        Assert.Equal("F0", Ask("vFile:close:0"));
        Assert.Equal("F-1,9", Ask("vFile:close:0"));
        Assert.Equal("F-1,9", Ask("vFile:pread:5,1,0"));
        Assert.Equal("F-1,2", Ask("vFile:open:2f6e6f,0,0"));
        Assert.Equal("F-1,d", Ask($"vFile:open:{path},1,0"));
        Assert.Equal("F-1,16", Ask("vFile:open:zz,0,0"));
        Assert.Equal("", Ask("vFile:unlink:2f"));
        for (int i = 0; i < 20; i++) Ask($"vFile:open:{path},0,0");
        Assert.Equal(16, target.OpenFiles);
        server.Open();
        Assert.Equal(0, target.OpenFiles);
        Assert.Equal("l/bin/tested", Ask("qXfer:exec-file:read:1:0,1000"));
    }

    [Fact]
    public void Points_are_set_and_removed()
    {
        foreach (string packet in (string[])["Z0,80,4", "Z1,84,2", "Z2,1000,8", "Z3,1000,1", "Z4,1000,2", "z0,80,4"])
            Assert.Equal("OK", Ask(packet));
        Assert.Equal(
            [
                "add SoftwareBreakpoint 80 4", "add HardwareBreakpoint 84 2", "add WriteWatchpoint 1000 8",
                "add ReadWatchpoint 1000 1", "add AccessWatchpoint 1000 2", "remove SoftwareBreakpoint 80 4",
            ],
            target.Calls);
    }

    [Theory]
    [InlineData("c", "resume 1 2")]
    [InlineData("C05", "resume 1 2 signal 5")]
    [InlineData("vCont;c", "resume 1 2")]
    [InlineData("vCont;c:2", "resume 2")]
    [InlineData("vCont;c:p1.1;c:p1.2", "resume 1 2")]
    [InlineData("vCont;c:p1.-1", "resume 1 2")]
    public void A_target_that_goes_on_says_nothing_until_it_stops(string packet, string call)
    {
        Assert.Equal("", Ask(packet));
        Assert.Equal([call], target.Calls);
        sent.Clear();
        target.IsRunning = false;
        server.Stopped(new DebugStop(2, DebugStop.Trap) { Watchpoint = (DebugPointKind.WriteWatchpoint, 0x1008) });
        Assert.Equal("T05thread:02;watch:1008;", Answer());
        Assert.Equal("QC02", Ask("qC"));
    }

    [Theory]
    [InlineData("s", "step 1", "T05thread:01;")]
    [InlineData("vCont;s:2", "step 2", "T05thread:02;")]
    [InlineData("vCont;s:2;c", "step 2 others run", "T05thread:02;")]
    [InlineData("vCont;S0a:1;c", "step 1 others run signal 10", "T05thread:01;")]
    [InlineData("vCont;s", "step 1", "T05thread:01;")]
    public void A_step_answers_when_it_is_done(string packet, string call, string answer)
    {
        Assert.Equal(answer, Ask(packet));
        Assert.Equal([call], target.Calls);
    }

    [Fact]
    public void Going_on_elsewhere_sets_the_program_counter()
    {
        Ask("c8000");
        Assert.Equal(0x8000u, target.ReadRegister(1, target.Description.Features[0].Registers[2]));
    }

    [Fact]
    public void A_target_that_runs_is_interrupted_and_one_that_stands_is_not()
    {
        server.Receive([3]);
        Assert.Empty(target.Calls);
        Ask("c");
        sent.Clear();
        server.Receive([3]);
        Assert.Equal("T02thread:01;", Answer());
    }

    [Fact]
    public void Processes_are_named_to_who_knows_them()
    {
        Assert.Contains("qXfer:features:read+", Ask("qSupported:multiprocess+;swbreak+"), StringComparison.Ordinal);
        Assert.Equal("QCp01.01", Ask("qC"));
        Assert.Equal("OK", Ask("Hgp1.2"));
        Assert.Equal("E22", Ask("Hgp2.1"));
        Assert.Equal("QCp01.02", Ask("qC"));
    }

    [Fact]
    public void A_command_of_the_monitor_shows_what_it_says()
    {
        Ask("qRcmd,696e666f");
        Assert.Contains($"$O{Convert.ToHexStringLower("did info\n"u8)}#", sent.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("$OK#9a", sent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_debugger_that_leaves_takes_its_points_along_and_the_target_goes_on()
    {
        Assert.Equal("OK", Ask("D;1"));
        Assert.Equal(["remove all", "resume 1 2"], target.Calls);
    }

    [Fact]
    public void A_connection_that_breaks_leaves_the_target_as_it_was_but_for_the_points()
    {
        server.Close();
        Assert.Equal(["remove all"], target.Calls);
        target.Calls.Clear();
        server.Open();
        Ask("c");
        server.Close();
        Assert.Equal(["pause", "remove all", "resume 1 2"], target.Calls.Skip(1).TakeLast(3));
    }

    [Fact]
    public void Packets_are_acknowledged_until_the_debugger_says_otherwise()
    {
        Send("$qC#b4");
        Assert.StartsWith("+$", sent.ToString(), StringComparison.Ordinal);
        Send("$QStartNoAckMode#b0");
        sent.Clear();
        Send("$qC#b4");
        Assert.StartsWith("$", sent.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_damaged_packet_is_asked_for_again_and_a_lost_answer_sent_again()
    {
        Send("$qC#00");
        Assert.Equal("-", sent.ToString());
        sent.Clear();
        Send("$qC#b4");
        string answer = sent.ToString()[1..];
        sent.Clear();
        Send("-");
        Assert.Equal(answer, sent.ToString());
    }

    [Fact]
    public void A_packet_without_end_keeps_nobody_from_the_next_one()
    {
        Send("$" + new string('x', 1 << 20) + "#00");
        Assert.Equal("-", sent.ToString());
        Assert.Equal("QC01", Ask("qC"));
    }

    /// <summary>Random packets and random bytes; <c>EMU_FUZZ_PACKETS</c> says how many.</summary>
    [Fact]
    public void Any_packet_has_an_answer_and_none_throws()
    {
        int count = int.TryParse(Environment.GetEnvironmentVariable("EMU_FUZZ_PACKETS"), out int wanted) ? wanted : 20_000;
        int seed = Environment.TickCount & 0xffff;
        Random random = new(seed);
        string[] heads =
        [
            "g", "G", "p", "P", "m", "M", "X", "Z0", "z4", "c", "C", "s", "S", "H", "T", "D", "v", "vCont;", "vCont;s:p",
            "vCont;C05:", "vFile:open:2f,", "vFile:pread:0,", "vFile:close:", "vFile:fstat:", "q", "qXfer:features:read:target.xml:", "qRcmd,", "qThreadExtraInfo,", "Q", "?",
        ];
        const string letters = "0123456789abcdef,;:=.-pPcCsS xyz\u00ff";
        byte[] noise = new byte[64];
        for (int i = 0; i < count; i++)
        {
            string packet = heads[random.Next(heads.Length)]
                + new string([.. Enumerable.Range(0, random.Next(12)).Select(_ => letters[random.Next(letters.Length)])]);
            try
            {
                Ask(packet);
                random.NextBytes(noise);
                if (i % 16 == 0) server.Receive(noise.AsSpan(0, random.Next(noise.Length)));
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Assert.Fail($"seed {seed}, packet {i} '{packet}': {e}");
            }

            target.IsRunning = false;
            target.Calls.Clear();
            sent.Clear();
        }

        // Whatever has been sent, the next question is answered.
        server.Receive("#00"u8);
        server.Receive("#00"u8);
        server.Open();
        Assert.Equal("l", Ask("qsThreadInfo"));
    }

    private string Ask(string packet)
    {
        sent.Clear();
        byte sum = 0;
        foreach (char letter in packet) sum += (byte)letter;
        Send($"${packet}#{sum:x2}");
        return Answer();
    }

    private void Send(string text) => server.Receive(Encoding.Latin1.GetBytes(text));

    // The content of the last packet that was sent.
    private string Answer()
    {
        string text = sent.ToString();
        int start = text.LastIndexOf('$'), end = text.LastIndexOf('#');
        return start < 0 ? "" : text[(start + 1)..end];
    }
}
