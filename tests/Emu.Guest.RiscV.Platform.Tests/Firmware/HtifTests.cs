using Emu.Engine;
using Emu.Machine.Boot;
using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Platform.Tests.Firmware;

/// <summary>Programs that print and end through the word <c>tohost</c>.</summary>
public sealed class HtifTests
{
    private const ulong ToHost = GuestRun.Start + 0x1000;
    private const uint Fail = 0x3333;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(2 * 77 + 1, 77)]
    [InlineData(2 * 1000 + 1, 255)]
    public void A_program_ends_by_writing_tohost(uint value, int status)
    {
        GuestCode code = Begin();
        code.LoadConstant(T0, value);
        code.Add(Sd(T0, 0, S0));
        code.Loop();
        Assert.Equal((status, ""), GuestRun.Run(code, FirmwareKind.None, toHost: ToHost));
        Assert.Equal((status, ""), GuestRun.Run(code, toHost: ToHost));
    }

    [Fact]
    public void A_program_prints_through_tohost()
    {
        // The word reads zero when a byte has been taken.
        GuestCode code = Begin();
        foreach (char letter in "hello\n")
        {
            LoadCommand(code, letter);
            code.Add(Sd(T0, 0, S0), Ld(T1, 0, S0), Bne(T1, Zero, -4));
        }

        End(code);
        Assert.Equal((0, "hello\n"), GuestRun.Run(code, toHost: ToHost));
    }

    [Theory]
    [InlineData(AccelKind.Interpreter, Tiers.Interpreter, false)]
    [InlineData(AccelKind.Aot, Tiers.Baseline, false)]
    [InlineData(AccelKind.Aot, Tiers.Baseline, true)]
    [InlineData(AccelKind.Aot, Tiers.Llvm, false)]
    public void A_command_is_answered_within_its_store(AccelKind kind, Tiers tiers, bool check)
    {
        // Ten thousand bytes without waiting; the program fails if the word is not zero in the next instruction.
        GuestCode code = Begin();
        LoadCommand(code, 'x');
        code.LoadConstant(S1, 10_000);
        int again = code.Position;
        code.Add(Sd(T0, 0, S0), Ld(T1, 0, S0));
        int bad = code.Reserve();
        code.Add(Addi(S1, S1, -1), Bne(S1, Zero, again - code.Position - 4));
        End(code);
        code.Patch(bad, offset => Bne(T1, Zero, offset));
        code.Finish(Fail | 1 << 16);
        AccelOptions accel = new()
        {
            Kind = kind,
            Cache = CacheMode.Off,
            Tiers = tiers,
            Check = check,
            WarmThreshold = 1,
            HotThreshold = 2,
            Wait = true,
        };
        Assert.Equal((0, new string('x', 10_000)), GuestRun.Run(code, toHost: ToHost, accel: accel));
    }

    [Fact]
    public void Atomics_and_bytes_complete_a_command_too()
    {
        GuestCode code = Begin();
        LoadCommand(code, 'a');
        code.Add(Amoswap(T0));
        ExpectAnswer(code);
        LoadCommand(code, 'b');
        code.Add(LrD(T1, S0), ScD(T1, T0, S0));
        ExpectAnswer(code);
        // The high half first, then the letter alone.
        code.Add(I(32, T0, 0b101, T1, 0b0010011), Sw(T1, 4), Addi(T1, Zero, 'c'), Sb(T1, 0, S0)); // srli t1, t0, 32
        ExpectAnswer(code);
        code.Add(Addi(T1, Zero, 'd'), Sw(T1, 0), I(32, T0, 0b101, T1, 0b0010011), Sw(T1, 4));
        ExpectAnswer(code);
        End(code);
        Assert.Equal((0, "abcd"), GuestRun.Run(code, toHost: ToHost));
    }

    [Fact]
    public void A_half_that_is_a_whole_command_is_served_soon()
    {
        GuestCode code = Begin();
        code.Add(Addi(T0, Zero, 2 * 5 + 1), Sw(T0, 0));
        code.Loop();
        Assert.Equal((5, ""), GuestRun.Run(code, toHost: ToHost));
    }

    [Fact]
    public void A_console_that_is_full_delays_the_answer_and_loses_nothing()
    {
        GuestCode code = Begin();
        foreach (char letter in "slow")
        {
            LoadCommand(code, letter);
            code.Add(Sd(T0, 0, S0), Ld(T1, 0, S0), Bne(T1, Zero, -4));
        }

        End(code);
        Assert.Equal((0, "slow"), GuestRun.Run(code, toHost: ToHost, slowConsole: true));
    }

    [Fact]
    public void Other_stores_to_the_page_are_ordinary_ones()
    {
        GuestCode code = Begin();
        code.Add(Addi(T0, Zero, 1), Sd(T0, 8, S0), Sd(T0, -8, S0), Ld(T1, 8, S0), Ld(T2, -8, S0));
        int[] bad = [code.Reserve(), code.Reserve()];
        End(code);
        code.Patch(bad[0], offset => Bne(T1, T0, offset));
        code.Patch(bad[1], offset => Bne(T2, T0, offset));
        code.Finish(Fail | 1 << 16);
        Assert.Equal((0, ""), GuestRun.Run(code, toHost: ToHost));
    }

    private static GuestCode Begin()
    {
        GuestCode code = new();
        code.LoadAddress(S0, ToHost);
        return code;
    }

    // Device 1, command 1, and the byte.
    private static void LoadCommand(GuestCode code, char letter)
    {
        code.LoadConstant(T0, 0x0101);
        code.Add(I(48, T0, 0b001, T0, 0b0010011), Addi(T0, T0, letter)); // slli t0, t0, 48
    }

    private static void ExpectAnswer(GuestCode code)
    {
        code.Add(Ld(T1, 0, S0), Beq(T1, Zero, 8));
        code.Loop();
    }

    private static void End(GuestCode code)
    {
        code.Add(Addi(T0, Zero, 1), Sd(T0, 0, S0));
        code.Loop();
    }

    private static uint Sw(int register, int offset) => S(offset, register, S0, 0b010, 0b0100011);

    private static uint Amoswap(int register) => R(0b0000100, register, S0, 0b011, 0, 0b0101111);

    private static uint LrD(int rd, int address) => R(0b0001000, 0, address, 0b011, rd, 0b0101111);
}
