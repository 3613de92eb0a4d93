using CsCheck;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;

namespace Emu.Guest.RiscV.Platform.Tests.Firmware;

/// <summary>The calls of the built-in SBI, one by one.</summary>
public sealed class SbiTests
{
    private const ulong Base = 0x10, Time = 0x54494d45, Ipi = 0x735049, Rfnc = 0x52464e43;
    private const ulong Hsm = 0x48534d, Srst = 0x53525354, Dbcn = 0x4442434e;
    private const long NotSupported = -2, InvalidParameter = -3, InvalidAddress = -5, AlreadyAvailable = -6;
    private const ulong SoftwareBit = 1 << 1, TimerBit = 1 << 5;

    [Theory]
    [InlineData(Base)]
    [InlineData(Time)]
    [InlineData(Ipi)]
    [InlineData(Rfnc)]
    [InlineData(Hsm)]
    [InlineData(Srst)]
    [InlineData(Dbcn)]
    [InlineData(1)]
    public void An_extension_that_is_there_is_found(ulong extension)
    {
        using SbiFixture sbi = new();
        Assert.Equal((0, 1ul), sbi.Call(Base, 3, extension));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(0x53555350)]
    [InlineData(ulong.MaxValue)]
    public void An_extension_that_is_not_there_is_not_found_and_refuses_calls(ulong extension)
    {
        using SbiFixture sbi = new();
        Assert.Equal((0, 0ul), sbi.Call(Base, 3, extension));
        Assert.Equal(NotSupported, sbi.Call(extension, 0).Error);
    }

    [Fact]
    public void The_version_is_two_and_the_harts_name_no_vendor()
    {
        using SbiFixture sbi = new();
        Assert.Equal((0, 0x0200_0000ul), sbi.Call(Base, 0));
        for (ulong function = 4; function < 7; function++) Assert.Equal((0, 0ul), sbi.Call(Base, function));
        Assert.Equal(NotSupported, sbi.Call(Base, 7).Error);
    }

    [Theory]
    [InlineData(Extensions.None)]
    [InlineData(Extensions.Sstc)]
    public void A_time_that_has_come_raises_the_timer_interrupt_and_a_later_one_lowers_it(Extensions without)
    {
        using SbiFixture sbi = new(without);
        ((Hart)sbi.Threads[0].Cpu).StartInSupervisorMode(SbiFixture.Ram, 0, 0);
        Assert.Equal(0, sbi.Call(Time, 0, 0).Error);
        Assert.Equal(TimerBit, sbi.SupervisorPending(0) & TimerBit);
        Assert.Equal(0, sbi.Call(Time, 0, ulong.MaxValue).Error);
        Assert.Equal(0ul, sbi.SupervisorPending(0) & TimerBit);
    }

    [Fact]
    public void A_deadline_follows_the_clock_when_it_is_set_until_the_hart_stops()
    {
        using SbiFixture sbi = new(Extensions.Sstc);
        const ulong late = 1UL << 60;
        Assert.Equal(0, sbi.Call(Time, 0, late).Error);
        sbi.Clock.SetTicks(late);
        Assert.Equal(TimerBit, sbi.Pending(0) & TimerBit);
        sbi.Clock.SetTicks(0);
        Assert.Equal(0ul, sbi.Pending(0) & TimerBit);
        Assert.Equal(0, sbi.Call(Hsm, 1).Error);
        sbi.Clock.SetTicks(late);
        Assert.Equal(0ul, sbi.Pending(0) & TimerBit);
    }

    [Fact]
    public void An_interrupt_goes_to_the_harts_of_the_mask_only()
    {
        using SbiFixture sbi = new();
        Assert.Equal(0, sbi.Call(Ipi, 0, 1, 1).Error);
        Assert.Equal((0ul, SoftwareBit), (sbi.Pending(0) & SoftwareBit, sbi.Pending(1) & SoftwareBit));
        Assert.Equal(0, sbi.Call(Ipi, 0, 0, ulong.MaxValue).Error);
        Assert.Equal(SoftwareBit, sbi.Pending(0) & SoftwareBit);
    }

    [Theory]
    [InlineData(4, 0)]
    [InlineData(1, 2)]
    [InlineData(3, 1)]
    [InlineData(1ul << 63, ulong.MaxValue - 1)]
    public void A_mask_with_a_hart_that_is_not_there_is_refused(ulong mask, ulong maskBase)
    {
        using SbiFixture sbi = new();
        Assert.Equal(InvalidParameter, sbi.Call(Ipi, 0, mask, maskBase).Error);
        Assert.Equal(InvalidParameter, sbi.Call(Rfnc, 1, mask, maskBase).Error);
        Assert.Equal((0ul, 0ul), (sbi.Pending(0) & SoftwareBit, sbi.Pending(1) & SoftwareBit));
    }

    [Fact]
    public unsafe void A_kernel_entry_is_at_an_even_address_whatever_its_image_says()
    {
        using SbiFixture sbi = new();
        ((Hart)sbi.Threads[0].Cpu).StartInSupervisorMode(SbiFixture.Ram + 0xfff, 0, 0);
        Assert.Equal(SbiFixture.Ram + 0xffe, sbi.Threads[0].Cpu.State->Pc);
    }

    [Fact]
    public void A_stopped_hart_can_be_started_once_and_only_where_memory_is()
    {
        using SbiFixture sbi = new();
        Assert.Equal((0, 1ul), sbi.Call(Hsm, 2, 1));
        Assert.Equal(InvalidAddress, sbi.Call(Hsm, 0, 1, 0x4000_0000, 0).Error);
        Assert.Equal(InvalidAddress, sbi.Call(Hsm, 0, 1, 0x1000_0000, 0).Error);
        Assert.Equal(InvalidAddress, sbi.Call(Hsm, 0, 1, SbiFixture.Ram + 1, 0).Error);
        Assert.Equal(InvalidParameter, sbi.Call(Hsm, 0, 2, SbiFixture.Ram, 0).Error);
        Assert.Equal(0, sbi.Call(Hsm, 0, 1, SbiFixture.Ram, 0).Error);
        Assert.Equal((0, 2ul), sbi.Call(Hsm, 2, 1));
        Assert.Equal(AlreadyAvailable, sbi.Call(Hsm, 0, 1, SbiFixture.Ram, 0).Error);
        Assert.Equal(InvalidParameter, sbi.Call(Hsm, 2, ulong.MaxValue).Error);
    }

    [Theory]
    [InlineData(0, 0, "0")]
    [InlineData(0, 1, "1")]
    [InlineData(1, 0, "reset")]
    [InlineData(2, 0, "reset")]
    public void A_system_reset_asks_the_machine_for_it(ulong type, ulong reason, string requested)
    {
        using SbiFixture sbi = new();
        sbi.Call(Srst, 0, type, reason);
        Assert.Equal(requested, sbi.Requested);
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 2)]
    [InlineData(0xf000_0000, 0)]
    public void A_system_reset_of_an_unknown_type_or_reason_is_refused(ulong type, ulong reason)
    {
        using SbiFixture sbi = new();
        Assert.Equal(InvalidParameter, sbi.Call(Srst, 0, type, reason).Error);
        Assert.Null(sbi.Requested);
    }

    [Fact]
    public void The_console_prints_memory_and_reads_into_it()
    {
        using SbiFixture sbi = new();
        PhysicalAddress text = new(SbiFixture.Ram + 100);
        "hello"u8.CopyTo(sbi.Memory.Memory(text, 5));
        Assert.Equal((0, 5ul), sbi.Call(Dbcn, 0, 5, text.Value, 0));
        Assert.Equal(0, sbi.Call(Dbcn, 2, '!').Error);
        Assert.Equal((0, 0ul), sbi.Call(Dbcn, 1, 10, text.Value, 0));
        sbi.Console.FrontEnd!.Receive("x"u8);
        Assert.Equal((0, 1ul), sbi.Call(Dbcn, 1, 10, text.Value, 0));
        Assert.Equal((byte)'x', sbi.Memory.Memory(text, 1)[0]);
        Assert.Equal("hello!", sbi.Console.Text);
    }

    [Fact]
    public void The_legacy_console_prints_and_reads()
    {
        using SbiFixture sbi = new();
        Assert.Equal(0, sbi.Call(1, 0, 'a').Error);
        Assert.Equal(-1, sbi.Call(2, 0).Error);
        sbi.Console.FrontEnd!.Receive("z"u8);
        Assert.Equal('z', sbi.Call(2, 0).Error);
        Assert.Equal("a", sbi.Console.Text);
    }

    [Theory]
    [InlineData(1, SbiFixture.Ram + SbiFixture.RamSize, 0)]
    [InlineData(2, SbiFixture.Ram + SbiFixture.RamSize - 1, 0)]
    [InlineData(ulong.MaxValue, SbiFixture.Ram, 0)]
    [InlineData(1, SbiFixture.Ram, 1)]
    [InlineData(1, 0x1000_0000, 0)]
    [InlineData(1, 0x1000, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, ulong.MaxValue, 0)]
    public void A_console_call_outside_of_RAM_is_refused(ulong length, ulong low, ulong high)
    {
        using SbiFixture sbi = new();
        Assert.Equal(InvalidParameter, sbi.Call(Dbcn, 0, length, low, high).Error);
        Assert.Equal(InvalidParameter, sbi.Call(Dbcn, 1, length, low, high).Error);
        Assert.Equal("", sbi.Console.Text);
    }

    [Fact]
    public void No_call_with_any_arguments_fails_the_emulator()
    {
        Gen<ulong> value = Gen.OneOf(Gen.ULong, Gen.ULong[0, 8], Gen.Const(SbiFixture.Ram), Gen.Const(ulong.MaxValue));
        Gen<ulong> extension = Gen.OneOfConst(Base, Time, Ipi, Rfnc, Dbcn, Srst, 0ul, 1ul, 2ul, 8ul);
        using SbiFixture sbi = new();
        Gen.Select(extension, Gen.ULong[0, 8], value.Array[6]).Sample(
            (id, function, arguments) => sbi.Call(id, function, arguments).Error <= 255, threads: 1);
    }
}
