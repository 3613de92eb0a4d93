using Emu.Engine;
using Emu.Machine;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Monitor.Tests.Gdb;

/// <summary>A debugger on a whole machine, with each way of running code.</summary>
public sealed class MachineTargetTests
{
    private const ulong Data = 0x8040_0000;
    private const int ProgramCounter = 32;

    /// <summary>Interpreted, by each translator, and by both with thresholds at 1.</summary>
    public static TheoryData<string> Accelerators => ["interp", "baseline", "llvm"];

    [Theory, MemberData(nameof(Accelerators))]
    public void A_breakpoint_stops_in_a_hot_loop_before_its_instruction(string accelerator)
    {
        using DebuggedMachine debugged = new(Counting(out ulong loop, out _), options => With(options, accelerator));
        Assert.Equal("T05thread:01;", debugged.Ask("?"));
        // Runs long enough to be translated first.
        debugged.Send("vCont;c");
        Thread.Sleep(200);
        Assert.StartsWith("T02thread:01", debugged.Interrupt(), StringComparison.Ordinal);
        ulong before = debugged.Register(T1);
        Assert.Equal("OK", debugged.Ask($"Z0,{loop + 4:x},4"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal("T05thread:01;", debugged.Ask("vCont;c"));
            Assert.Equal(loop + 4, debugged.Register(ProgramCounter));
            ulong now = debugged.Register(T1);
            // Once a turn, but for the turn in which the user has stopped it.
            if (i != 0) Assert.Equal(before + 1, now);
            before = now;
            Step(debugged, loop + 4);
        }

        Assert.Equal("OK", debugged.Ask($"z0,{loop + 4:x},4"));
        RunUntil(debugged, "vCont;c", () => debugged.Register(T1) > before + 1);
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void A_breakpoint_on_each_instruction_of_a_loop_stops_at_each_in_turn(string accelerator)
    {
        using DebuggedMachine debugged = new(Counting(out ulong loop, out int length), options => With(options, accelerator));
        debugged.Ask("?");
        for (int i = 0; i < length; i++) Assert.Equal("OK", debugged.Ask($"Z1,{loop + (ulong)(4 * i):x},4"));
        for (int i = 0; i < 3 * length; i++)
        {
            Assert.Equal("T05thread:01;", debugged.Ask("vCont;c"));
            ulong at = loop + (ulong)(4 * (i % length));
            Assert.Equal(at, debugged.Register(ProgramCounter));
            Step(debugged, at);
        }
    }

    [Theory, MemberData(nameof(Accelerators))]
    public void A_watchpoint_stops_before_the_access_and_only_at_its_bytes(string accelerator)
    {
        GuestCode code = new();
        code.LoadAddress(S0, Data);
        int start = code.Position;
        // Beside the watched bytes, on them, and across them.
        code.Add(Sb(T1, 7, S0), Ld(T2, 8, S0), Sh(T1, 16, S0), Sd(T1, 8, S0), Addi(T1, T1, 1));
        code.Add(Beq(Zero, Zero, start - code.Position));
        using DebuggedMachine debugged = new(code, options => With(options, accelerator));
        debugged.Ask("?");
        debugged.Send("vCont;c");
        Thread.Sleep(200);
        debugged.Interrupt();
        Assert.Equal("OK", debugged.Ask($"Z2,{Data + 10:x},2"));
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal($"T05thread:01;watch:{Data + 10:x};", debugged.Ask("vCont;c"));
            Assert.Equal(GuestRun.Start + (ulong)start + 12, debugged.Register(ProgramCounter));
            // The store has not been made: memory has what the turn before has stored.
            Assert.NotEqual(debugged.Register(T1), Read(debugged, Data + 8));
            Assert.Equal("T05thread:01;", debugged.Ask("vCont;s:1"));
            Assert.Equal(debugged.Register(T1), Read(debugged, Data + 8));
        }

        Assert.Equal("OK", debugged.Ask($"z2,{Data + 10:x},2"));
        Assert.Equal("OK", debugged.Ask($"Z3,{Data + 15:x},1"));
        Assert.Equal($"T05thread:01;rwatch:{Data + 15:x};", debugged.Ask("vCont;c"));
        Assert.Equal(GuestRun.Start + (ulong)start + 4, debugged.Register(ProgramCounter));
        Assert.Equal("OK", debugged.Ask($"Z4,{Data + 15:x},1"));
        debugged.Ask($"z3,{Data + 15:x},1");
        Assert.Equal($"T05thread:01;awatch:{Data + 15:x};", debugged.Ask("vCont;c"));
    }

    [Fact]
    public void A_watched_atomic_access_stops_before_it_is_made()
    {
        GuestCode code = new();
        code.LoadAddress(S0, Data);
        code.Add(Addi(T1, Zero, 5));
        int at = code.Position;
        code.Add(R(0, T1, S0, 0b011, T2, 0b0101111));
        code.Loop();
        using DebuggedMachine debugged = new(code);
        debugged.Ask("?");
        debugged.Ask($"Z2,{Data:x},8");
        Assert.Equal($"T05thread:01;watch:{Data:x};", debugged.Ask("c"));
        Assert.Equal(GuestRun.Start + (ulong)at, debugged.Register(ProgramCounter));
        Assert.Equal(0ul, Read(debugged, Data));
        debugged.Ask("s");
        Assert.Equal(5ul, Read(debugged, Data));
    }

    [Fact]
    public void Steps_go_one_instruction_at_a_time_through_jumps_and_waits()
    {
        GuestCode code = new();
        code.Add(Addi(T1, Zero, 1), 0x10500073, Jal(Zero, 8), Addi(T1, Zero, 9), Addi(T1, T1, 1));
        code.Loop();
        using DebuggedMachine debugged = new(code);
        debugged.Ask("?");
        ulong[] places = [4, 8, 16, 20, 20];
        foreach (ulong place in places)
        {
            Assert.Equal("T05thread:01;", debugged.Ask("vCont;s:1"));
            Assert.Equal(GuestRun.Start + place, debugged.Register(ProgramCounter));
        }

        Assert.Equal(2ul, debugged.Register(T1));
    }

    [Fact]
    public void Code_that_the_debugger_writes_is_run()
    {
        using DebuggedMachine debugged = new(Counting(out ulong loop, out _), options => With(options, "baseline"));
        debugged.Ask("?");
        debugged.Send("c");
        Thread.Sleep(100);
        debugged.Interrupt();
        byte[] word = BitConverter.GetBytes(Beq(Zero, Zero, 0));
        Assert.Equal("OK", debugged.Ask($"M{loop:x},4:{Convert.ToHexStringLower(word)}"));
        RunUntil(debugged, "c", () => debugged.Register(ProgramCounter) == loop);
    }

    [Fact]
    public void Registers_that_the_debugger_writes_are_the_CPUs()
    {
        using DebuggedMachine debugged = new(Counting(out ulong loop, out _));
        debugged.Ask("?");
        Assert.Equal("OK", debugged.Ask($"P{T1:x}=0000000001000000"));
        Assert.Equal("OK", debugged.Ask($"Z0,{loop:x},4"));
        debugged.Ask("c");
        Assert.Equal(0x1_0000_0000ul >> 8 << 8, debugged.Register(T1) & ~0xfful);
    }

    [Fact]
    public void CPUs_are_threads_of_which_some_can_be_held()
    {
        using DebuggedMachine debugged = new(
            TwoCpus(out ulong loop), options => options with { CpuCount = 2 });
        debugged.Ask("?");
        Assert.Equal("m01,02", debugged.Ask("qfThreadInfo"));
        debugged.Ask($"Z0,{loop:x},4");
        Assert.StartsWith("T05", debugged.Ask("vCont;c"), StringComparison.Ordinal);
        debugged.Ask($"z0,{loop:x},4");
        RunUntil(debugged, "vCont;c", () => Counters(debugged).All(counter => counter != 0));
        ulong[] before = Counters(debugged);
        RunUntil(debugged, "vCont;c:2", () => Counters(debugged)[1] > before[1]);
        ulong[] after = Counters(debugged);
        Assert.Equal(before[0], after[0]);
        Assert.Equal("T05thread:01;", debugged.Ask("vCont;s:1"));
        Assert.Equal(after[1], Counters(debugged)[1]);
    }

    [Fact]
    public void What_is_mapped_nowhere_cannot_be_read_and_devices_can()
    {
        using DebuggedMachine debugged = new(Counting(out _, out _));
        debugged.Ask("?");
        Assert.Equal("E14", debugged.Ask("m10,4"));
        Assert.Equal("E14", debugged.Ask("M10,1:00"));
        // The line status of the serial port: it can take output.
        Assert.Equal("60", debugged.Ask("m10000005,1"));
        Assert.Equal("OK", debugged.Ask($"X{Data:x},3:a}}\u0003c"));
        Assert.Equal("612363", debugged.Ask($"m{Data:x},3"));
    }

    [Fact]
    public void The_description_has_the_registers_that_GDB_demands()
    {
        using DebuggedMachine debugged = new(Counting(out _, out _));
        debugged.Ask("?");
        string text = debugged.Ask("qXfer:features:read:target.xml:0,3000");
        foreach (string name in (string[])["riscv:rv64", "name=\"sp\"", "name=\"pc\"", "name=\"ft0\"", "name=\"fcsr\"", "name=\"misa\"", "name=\"satp\"", "name=\"priv\""])
            Assert.Contains(name, Whole(debugged, text), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_of_the_monitor_is_the_monitors()
    {
        using DebuggedMachine debugged = new(Counting(out ulong loop, out _));
        debugged.Ask("?");
        debugged.Ask($"Z0,{loop:x},4");
        debugged.Ask("c");
        string said = debugged.Ask($"qRcmd,{Convert.ToHexStringLower("info status"u8)}");
        Assert.Equal("O" + Convert.ToHexStringLower("VM status: paused (debug)\n"u8), said);
        Assert.Equal("OK", debugged.ReadAnswer());
        said = debugged.Ask($"qRcmd,{Convert.ToHexStringLower("nonsense"u8)}");
        Assert.Contains(Convert.ToHexStringLower("unknown command: 'nonsense'"u8), said, StringComparison.Ordinal);
    }

    [Fact]
    public void A_debugger_that_kills_ends_the_machine()
    {
        using DebuggedMachine debugged = new(Counting(out _, out _));
        debugged.Ask("?");
        debugged.Send("k");
        Assert.True(SpinWait.SpinUntil(() => !debugged.Machine.IsPaused, TimeSpan.FromMinutes(1)));
    }

    private static string Whole(DebuggedMachine debugged, string first)
    {
        System.Text.StringBuilder text = new(first[1..]);
        for (string piece = first; piece[0] == 'm';)
        {
            piece = debugged.Ask($"qXfer:features:read:target.xml:{text.Length:x},3000");
            text.Append(piece.AsSpan(1));
        }

        return text.ToString();
    }

    // A loop of four instructions that counts in T1.
    private static GuestCode Counting(out ulong loop, out int length)
    {
        GuestCode code = new();
        code.LoadAddress(S0, Data);
        loop = GuestRun.Start + (ulong)code.Position;
        code.Add(Addi(T1, T1, 1), Sd(T1, 0, S0), Ld(T2, 0, S0), Beq(Zero, Zero, -12));
        length = 4;
        return code;
    }

    // The first CPU starts the second one; then both count in T1.
    private static GuestCode TwoCpus(out ulong loop)
    {
        // The address that the second one begins at is known when the code is: it is as long for any.
        Build(0, out loop);
        return Build(loop, out _);

        static GuestCode Build(ulong loop, out ulong place)
        {
            const uint hartStateManagement = 0x48534d, start = 0;
            GuestCode code = new();
            code.Add(Addi(A0, Zero, 1));
            code.LoadAddress(A1, loop == 0 ? GuestRun.Start : loop);
            code.CallSbi(hartStateManagement, start);
            place = GuestRun.Start + (ulong)code.Position;
            code.Add(Addi(T1, T1, 1), Beq(Zero, Zero, -4));
            return code;
        }
    }

    private static ulong[] Counters(DebuggedMachine debugged)
    {
        ulong[] counters = new ulong[2];
        for (int cpu = 0; cpu < counters.Length; cpu++)
        {
            debugged.Ask($"Hg{cpu + 1}");
            counters[cpu] = debugged.Register(T1);
        }

        return counters;
    }

    private static ulong Read(DebuggedMachine debugged, ulong address) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(Convert.FromHexString(debugged.Ask($"m{address:x},8")));

    // Lets the machine run and stops it, until something is so.
    private static void RunUntil(DebuggedMachine debugged, string packet, Func<bool> isSo)
    {
        do
        {
            debugged.Send(packet);
            Thread.Sleep(10);
            debugged.Interrupt();
        }
        while (!isSo());
    }

    // As GDB steps over a breakpoint.
    private static void Step(DebuggedMachine debugged, ulong breakpoint)
    {
        Assert.Equal("OK", debugged.Ask($"z0,{breakpoint:x},4"));
        Assert.Equal("T05thread:01;", debugged.Ask("vCont;s:1"));
        Assert.Equal("OK", debugged.Ask($"Z0,{breakpoint:x},4"));
    }

    private static MachineOptions With(MachineOptions options, string accelerator) => options with
    {
        Accel = accelerator switch
        {
            "baseline" => AccelOptions.Default with { Cache = CacheMode.Off, WarmThreshold = 2, Tiers = Tiers.Interpreter | Tiers.Baseline },
            "llvm" => AccelOptions.Default with { Cache = CacheMode.Off, HotThreshold = 2, Tiers = Tiers.Interpreter | Tiers.Llvm },
            _ => options.Accel,
        },
    };
}
