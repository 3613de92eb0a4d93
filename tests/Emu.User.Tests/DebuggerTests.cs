using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Emu.Elf;

namespace Emu.User.Tests;

/// <summary>A debugger on a program of the published emulator.</summary>
public sealed class DebuggerTests : IDisposable
{
    private const string Program = "processes/debugged.static";
    private const int ProgramCounter = 32, Argument0 = 10, Usr1 = 30;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string folder = Directory.CreateTempSubdirectory("debugged-").FullName;
    private string program = Program;
    private Process? process;
    private Socket? socket;

    /// <summary>Ways to run code.</summary>
    public static TheoryData<string> Accelerators => ["interp", "aot,cache=off", "aot,cache=off,tiers=interp+baseline,warm=1"];

    public void Dispose()
    {
        socket?.Dispose();
        if (process is { HasExited: false }) process.Kill();
        process?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void A_breakpoint_is_met_each_time_and_the_program_ends_as_without_it(string accelerator)
    {
        Start(accelerator);
        ulong work = AddressOf("work");
        Assert.Equal("OK", Ask($"Z0,{work:x},2"));
        for (ulong i = 0; i < 5; i++)
        {
            Assert.StartsWith("T05thread:", Ask("vCont;c"), StringComparison.Ordinal);
            Assert.Equal((work, i), (Register(ProgramCounter), Register(Argument0)));
            StepOver(work);
        }

        Assert.Equal("OK", Ask($"z0,{work:x},2"));
        RunThroughSignal();
        End("W05");
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void A_program_of_another_guest_shows_its_own_registers(string accelerator)
    {
        const int vector0 = 34;
        program = $"aarch64/{Program}";
        Start(accelerator);
        string description = Ask("qXfer:features:read:target.xml:0,8000");
        Assert.Contains("<architecture>aarch64</architecture>", description, StringComparison.Ordinal);
        Assert.Contains("<feature name=\"org.gnu.gdb.aarch64.fpu\">", description, StringComparison.Ordinal);
        ulong work = AddressOf("work");
        Assert.Equal("OK", Ask($"Z0,{work:x},4"));
        for (ulong i = 0; i < 5; i++)
        {
            Assert.StartsWith("T05thread:", Ask("vCont;c"), StringComparison.Ordinal);
            Assert.Equal((work, i), (Register(ProgramCounter), Register(0)));
            string value = $"0123456789abcdeffedcba987654320{i}";
            Assert.Equal("OK", Ask($"P{vector0:x}={value}"));
            Assert.Equal(value, Ask($"p{vector0:x}"));
            StepOver(work);
            Assert.Equal(work + 4, Register(ProgramCounter));
        }

        Assert.Equal("OK", Ask($"z0,{work:x},4"));
        RunThroughSignal();
        End("W05");
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void A_watchpoint_is_met_before_the_store(string accelerator)
    {
        Start(accelerator);
        ulong watched = AddressOf("watched");
        Assert.Equal("OK", Ask($"Z2,{watched:x},8"));
        for (ulong i = 0; i < 4; i++)
        {
            Assert.Contains($"watch:{watched:x};", Ask("vCont;c"), StringComparison.Ordinal);
            // What the call before has stored; the first call stores the zero that is there.
            Assert.Equal(Math.Max(i, 1) - 1, Memory(watched));
        }

        Assert.Equal("OK", Ask($"z2,{watched:x},8"));
        RunThroughSignal();
        End("W05");
    }

    [Fact]
    public void A_thread_that_is_new_meets_a_breakpoint_while_the_first_one_waits_in_a_call()
    {
        Start("aot,cache=off");
        ulong function = AddressOf("in_thread");
        string first = ThreadOf(Ask("?"));
        Ask($"Z0,{function:x},2");
        string second = ThreadOf(Ask("vCont;c"));
        Assert.NotEqual(first, second);
        Assert.Equal([first, second], Ask("qfThreadInfo")[1..].Split(',').Order());
        Assert.Equal(77ul, Register(Argument0));
        // The other thread's registers can be read where it waits.
        Ask($"Hg{first}");
        Assert.NotEqual(function, Register(ProgramCounter));
        Ask($"z0,{function:x},2");
        RunThroughSignal();
        End("W05");
    }

    [Fact]
    public void A_signal_that_the_debugger_keeps_back_has_no_handler_run()
    {
        Start("aot,cache=off");
        Assert.StartsWith($"T{Usr1:x2}", Ask("vCont;c"), StringComparison.Ordinal);
        Send("vCont;c");
        End("W05", "handled = 0");
    }

    [Fact]
    public void A_signal_that_the_debugger_sends_in_its_place_ends_the_program()
    {
        Start("aot,cache=off");
        Assert.StartsWith($"T{Usr1:x2}", Ask("vCont;c"), StringComparison.Ordinal);
        Assert.Equal("X06", Ask($"vCont;C06:{ThreadOf(Ask("?"))};c"));
        Assert.True(process!.WaitForExit(Patience), "the program does not end");
        Assert.Equal(128 + 6, process.ExitCode);
    }

    [Fact]
    public void A_debugger_that_leaves_has_the_program_run_alone()
    {
        Start("aot,cache=off");
        Ask($"Z0,{AddressOf("work"):x},2");
        Assert.Equal("OK", Ask("D"));
        socket!.Dispose();
        End(null);
    }

    [Fact]
    public void A_connection_that_breaks_at_a_breakpoint_lets_the_program_go_on()
    {
        Start("aot,cache=off");
        Ask($"Z0,{AddressOf("work"):x},2");
        Ask("vCont;c");
        socket!.Dispose();
        End(null);
    }

    [Fact]
    public void A_step_over_a_system_call_makes_it()
    {
        Start("interp");
        // Up to the first call, of which there are few instructions.
        for (int i = 0; i < 20_000 && Memory(Register(ProgramCounter)) % (1ul << 32) != 0x73; i++) Step();
        ulong at = Register(ProgramCounter);
        Assert.Equal(0x73ul, Memory(at) % (1ul << 32));
        Step();
        Assert.Equal(at + 4, Register(ProgramCounter));
    }

    [Fact]
    public void The_program_its_mappings_and_its_libraries_are_read_through_the_debugger()
    {
        Start("aot,cache=off");
        Assert.Contains("qXfer:exec-file:read+", Ask("qSupported:multiprocess+"), StringComparison.Ordinal);
        string file = Ask("qXfer:exec-file:read:1:0,1000");
        Assert.Equal("l" + Path.GetFullPath(UserProgram.Named(Program).File), file);
        Assert.Contains("[stack]", ReadFile("/proc/1/maps"), StringComparison.Ordinal);
        Assert.StartsWith("\u007fELF", ReadFile(file[1..]), StringComparison.Ordinal);
        Assert.Equal("F-1,2", Ask($"vFile:open:{Convert.ToHexStringLower("/no/such/file"u8)},0,0"));
    }

    [Fact]
    public void A_place_that_cannot_be_listened_at_is_named()
    {
        ProcessRun run = ProcessRun.Of([Repository.Emulator, "user", "-g", "/nowhere/at/all", UserProgram.Named(Program).File]);
        Assert.Equal(1, run.Status);
        Assert.Contains("-g /nowhere/at/all: cannot wait for a debugger: No such file or directory", run.Errors, StringComparison.Ordinal);
    }

    private void Start(string accelerator)
    {
        string place = Path.Combine(folder, "gdb");
        process = new Process
        {
            StartInfo = new ProcessStartInfo(
                Repository.Emulator, ["user", "-accel", accelerator, "-g", place, UserProgram.Named(program).File])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.Start();
        Assert.True(SpinWait.SpinUntil(() => TryConnect(place), Patience), "nobody listens for a debugger");
        Assert.StartsWith("T05", Ask("?"), StringComparison.Ordinal);
    }

    private bool TryConnect(string place)
    {
        Socket made = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            made.Connect(new UnixDomainSocketEndPoint(place));
            socket = made;
            return true;
        }
        catch (SocketException)
        {
            made.Dispose();
            Thread.Sleep(5);
            return false;
        }
    }

    // The debugger is told of the signal, and lets the handler have it.
    private void RunThroughSignal()
    {
        Assert.StartsWith($"T{Usr1:x2}", Ask("vCont;c"), StringComparison.Ordinal);
        Send($"vCont;C{Usr1:x2}:{ThreadOf(Ask("?"))};c");
    }

    private void End(string? answer, string shown = "handled = 10")
    {
        if (answer is not null) Assert.Equal(answer, Answer());
        string output = process!.StandardOutput.ReadToEnd();
        Assert.True(process.WaitForExit(Patience), "the program does not end");
        Assert.Equal(5, process.ExitCode);
        Assert.Contains(shown, output, StringComparison.Ordinal);
        Assert.Contains("WEXITSTATUS(status) = 34", output, StringComparison.Ordinal);
    }

    private void StepOver(ulong breakpoint)
    {
        Ask($"z0,{breakpoint:x},2");
        Step();
        Ask($"Z0,{breakpoint:x},2");
    }

    private void Step() => Assert.StartsWith("T05", Ask($"vCont;s:{ThreadOf(Ask("qC"))}"), StringComparison.Ordinal);

    // The first bytes of a file.
    private string ReadFile(string path)
    {
        string opened = Ask($"vFile:open:{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(path))},0,0");
        Assert.Equal("F0", opened);
        string answer = Ask("vFile:pread:0,2000,0");
        Assert.Equal("F0", Ask("vFile:close:0"));
        return answer[(answer.IndexOf(';') + 1)..];
    }

    private static string ThreadOf(string answer)
    {
        if (answer.StartsWith("QC", StringComparison.Ordinal)) return answer[2..];
        int start = answer.IndexOf("thread:", StringComparison.Ordinal) + "thread:".Length;
        return answer[start..answer.IndexOf(';', start)];
    }

    private ulong Register(int number) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Convert.FromHexString(Ask($"p{number:x}")));

    private ulong Memory(ulong address) =>
        BinaryPrimitives.ReadUInt64LittleEndian(Convert.FromHexString(Ask($"m{address:x},8")));

    private string Ask(string packet)
    {
        Send(packet);
        return Answer();
    }

    private void Send(string packet)
    {
        byte sum = 0;
        foreach (char letter in packet) sum += (byte)letter;
        socket!.Send(Encoding.Latin1.GetBytes($"${packet}#{sum:x2}"));
    }

    private string Answer()
    {
        StringBuilder text = new();
        while (Next() != '$')
        {
        }

        for (char each = Next(); each != '#'; each = Next()) text.Append(each);
        Next();
        Next();
        return text.ToString();

        char Next()
        {
            Span<byte> one = stackalloc byte[1];
            Assert.Equal(1, socket!.Receive(one));
            return (char)one[0];
        }
    }

    private ulong AddressOf(string symbol)
    {
        ProgramFile file = new(File.ReadAllBytes(UserProgram.Named(program).File));
        return new ElfSymbols(file, new ElfHeader(file.Bytes)).Find(symbol)
            ?? throw new InvalidOperationException($"{program} has no symbol {symbol}");
    }

    private sealed record ProgramFile(byte[] Bytes) : IElfFile
    {
        public ulong Size => (ulong)Bytes.Length;

        public bool TryRead(Span<byte> buffer, ulong offset)
        {
            if (!ElfHeader.IsInFile(offset, (ulong)buffer.Length, Size)) return false;
            Bytes.AsSpan((int)offset, buffer.Length).CopyTo(buffer);
            return true;
        }
    }
}
