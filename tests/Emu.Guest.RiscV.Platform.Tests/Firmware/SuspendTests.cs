using Emu.Testing;
using Emu.Testing.Machines;
using static Emu.Testing.Machines.Registers;
using static Emu.Testing.RiscVWord;

namespace Emu.Guest.RiscV.Platform.Tests.Firmware;

/// <summary>A hart that suspends itself, on a whole machine.</summary>
public sealed class SuspendTests
{
    private const uint Hsm = 0x48534d, Suspend = 3, Time = 0x54494d45;
    private const int Status = 0x100, InterruptEnables = 0x104, Vector = 0x105, Pending = 0x144, Translation = 0x180, Timer = 0xc01;
    private const int Sie = 0b010, ReadSet = 0b010, System = 0b1110011;
    private const uint Pass = 0x5555, Fail = 0x3333;

    [Theory]
    [InlineData(0x8020_0001)]
    [InlineData(0x1000_0000)]
    [InlineData(0x4000_0000)]
    public void Losing_the_state_needs_an_address_to_go_on_at(ulong address)
    {
        using SbiFixture sbi = new();
        Assert.Equal(-5, sbi.Call(Hsm, Suspend, 0x8000_0000, address, 0).Error);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0x8000_0001)]
    [InlineData(0xffff_ffff)]
    public void An_unknown_type_is_refused(ulong type)
    {
        using SbiFixture sbi = new();
        Assert.Equal(-3, sbi.Call(Hsm, Suspend, type, SbiFixture.Ram, 0).Error);
    }

    [Fact]
    public void A_hart_that_loses_its_state_goes_on_where_it_said_without_translation_or_interrupts()
    {
        const ulong table = 0x8040_0000;
        GuestCode code = new();
        // Gibibytes 0 and 2 where they are; the call is made with translation, with interrupts on.
        code.LoadAddress(S0, table);
        code.LoadConstant(T0, 0xcf);
        code.Add(Sd(T0, 0, S0));
        code.LoadConstant(T0, (0x8000_0000 >> 2) | 0xcf);
        code.Add(Sd(T0, 16, S0));
        code.LoadAddress(T0, table);
        code.Add(I(12, T0, 0b101, T0, 0b0010011)); // srli t0, t0, 12
        code.Add(Addi(T1, Zero, 8), I(60, T1, 0b001, T1, 0b0010011)); // slli t1, t1, 60
        code.Add(R(0, T0, T1, 0, T0, 0b0110011), Csrrw(0, Translation, T0), SfenceVma(0, 0));
        code.Add(Addi(T0, Zero, 1 << 5), I(InterruptEnables, T0, ReadSet, 0, System));
        // An interrupt that comes before the call starts again here.
        int vector = code.Position;
        code.Add(0, 0, 0, 0, Csrrw(0, Vector, T0));
        SetTimer(code);
        code.Add(Addi(T0, Zero, Sie), I(Status, T0, ReadSet, 0, System));
        code.Add(Addi(A0, Zero, 1), I(31, A0, 0b001, A0, 0b0010011)); // slli a0, a0, 31
        int resume = code.Position;
        code.Add(0, 0, 0, 0); // a1
        code.Add(Addi(A2, Zero, 77));
        code.CallSbi(Hsm, Suspend);
        code.Finish(Fail | 1 << 16);
        PlaceAddress(code, vector, T0, GuestRun.Start + (ulong)vector);
        PlaceAddress(code, resume, A1, GuestRun.Start + (ulong)code.Position);

        List<int> bad = [];
        bad.Add(Unequal(code, A0, 0));
        bad.Add(Unequal(code, A1, 77));
        bad.Add(UnequalCsr(code, Translation, -1, 0));
        bad.Add(UnequalCsr(code, Status, Sie, 0));
        bad.Add(UnequalCsr(code, Pending, 1 << 5, 1 << 5));
        code.Finish(Pass);
        foreach (int branch in bad) code.Patch(branch, offset => Bne(T0, T1, offset));
        code.Finish(Fail | 2 << 16);
        Assert.Equal((0, ""), GuestRun.Run(code));
    }

    [Fact]
    public void A_hart_that_keeps_its_state_goes_on_behind_the_call()
    {
        GuestCode code = new();
        code.Add(Addi(T0, Zero, 1 << 5), I(InterruptEnables, T0, ReadSet, 0, System));
        SetTimer(code);
        code.Add(Addi(A0, Zero, 0), Addi(S1, Zero, 77));
        code.CallSbi(Hsm, Suspend);
        int[] bad = [Unequal(code, A0, 0), Unequal(code, S1, 77)];
        code.Finish(Pass);
        foreach (int branch in bad) code.Patch(branch, offset => Bne(T0, T1, offset));
        code.Finish(Fail | 2 << 16);
        Assert.Equal((0, ""), GuestRun.Run(code));
    }

    // A tenth of a second from now.
    private static void SetTimer(GuestCode code)
    {
        code.Add(I(Timer, 0, ReadSet, A0, System));
        code.LoadConstant(T0, 1_000_000);
        code.Add(R(0, T0, A0, 0, A0, 0b0110011));
        code.CallSbi(Time, 0);
    }

    private static int Unequal(GuestCode code, int register, int expected)
    {
        code.Add(Addi(T0, register, 0), Addi(T1, Zero, expected));
        return code.Reserve();
    }

    private static int UnequalCsr(GuestCode code, int csr, int mask, int expected)
    {
        code.Add(I(csr, 0, ReadSet, T0, System), I(mask, T0, 0b111, T0, 0b0010011)); // andi t0, t0, mask
        code.Add(Addi(T1, Zero, expected));
        return code.Reserve();
    }

    private static void PlaceAddress(GuestCode code, int at, int register, ulong address)
    {
        GuestCode piece = new();
        piece.LoadAddress(register, address);
        byte[] bytes = piece.ToArray();
        for (int i = 0; i < bytes.Length; i += 4)
        {
            uint word = BitConverter.ToUInt32(bytes, i);
            code.Patch(at + i, _ => word);
        }
    }
}
