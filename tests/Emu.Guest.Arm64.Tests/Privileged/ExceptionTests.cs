using Emu.Core.Memory;
using Emu.Guest.Arm64.Privileged;
using Emu.Isa;
using static Emu.Guest.Arm64.Privileged.SystemRegisterTable;

namespace Emu.Guest.Arm64.Tests.Privileged;

public sealed class ExceptionTests : IDisposable
{
    private const ulong AllMasked = 0x3c0, Word = 1 << 25;
    private const int Irq = 0, Fiq = 1;

    private readonly TestCpu cpu = new();

    public void Dispose() => cpu.Dispose();

    [Fact]
    public void A_cpu_starts_at_el1_with_everything_masked_and_its_own_stack()
    {
        Assert.Equal(1, cpu.Level);
        Assert.Equal(4UL, cpu.Read(TestCpu.NumberOf(3, 0, 4, 2, 2)));
        Assert.Equal(1UL, cpu.Read(TestCpu.NumberOf(3, 0, 4, 2, 0)));
        Assert.Equal(AllMasked, cpu.Read(TestCpu.NumberOf(3, 3, 4, 2, 1)));
        Assert.Equal(0x00c5_0838UL, cpu[Control]);
    }

    [Theory]
    [InlineData(0UL, 0x400UL)]
    [InlineData(4UL, 0x000UL)]
    [InlineData(5UL, 0x200UL)]
    public void A_call_goes_to_the_vector_of_where_it_comes_from(ulong from, ulong offset)
    {
        cpu.Enter(from | 0x8000_0000);
        cpu.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
        Assert.Equal(TestCpu.Vectors + offset, cpu.Pc);
        Assert.Equal(0x15UL << 26 | Word | 1, cpu[Syndrome]);
        cpu.Pc = 0;
        Assert.Equal(TestCpu.Start + 4, cpu[ReturnAddress]);
        Assert.Equal(from | 0x8000_0000, cpu[SavedState]);
        Assert.Equal(AllMasked, cpu.Read(TestCpu.NumberOf(3, 3, 4, 2, 1)));
    }

    [Fact]
    public void Each_level_has_its_stack_and_el1_may_use_the_other_one()
    {
        cpu.Stack = 0x1000;
        cpu.Write(TestCpu.NumberOf(3, 0, 4, 1, 0), 0x2000);
        cpu.TryWriteField(0, 5, 0);
        Assert.Equal(0x2000UL, cpu.Stack);
        cpu.Stack = 0x2010;
        cpu.TryWriteField(0, 5, 1);
        Assert.Equal((0x1000UL, 0x2010UL), (cpu.Stack, cpu.Read(TestCpu.NumberOf(3, 0, 4, 1, 0))));
        cpu.Enter(0);
        Assert.Equal(0x2010UL, cpu.Stack);
        cpu.Stack = 0x2020;
        cpu.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
        Assert.Equal((0x1000UL, 0x2020UL), (cpu.Stack, cpu.Read(TestCpu.NumberOf(3, 0, 4, 1, 0))));
    }

    [Theory]
    [InlineData("max", 0UL, 0x0040_0000UL)]
    [InlineData("max", SystemControlBits.KeepsPan, 0UL)]
    [InlineData("cortex-a57", 0UL, 0UL)]
    public void An_exception_keeps_el1_from_what_el0_may_access_where_that_is_there(string model, ulong control, ulong never)
    {
        using TestCpu other = new(model);
        other[Control] = SystemControlBits.ResetValue & ~SystemControlBits.KeepsPan | control;
        other.Enter(0);
        other.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
        // The state that the handler has, as an exception in it saves it.
        other.Execute(SystemOperation.Breakpoint, TestCpu.Brk);
        Assert.Equal(AllMasked | 5 | never, other[SavedState] & ~(1UL << 12));
    }

    [Fact]
    public void A_breakpoint_returns_to_itself()
    {
        cpu.Execute(SystemOperation.Breakpoint, TestCpu.Brk);
        Assert.Equal((0x3cUL << 26 | Word | 1, TestCpu.Start), (cpu[Syndrome], cpu[ReturnAddress]));
    }

    [Theory]
    [InlineData(AccessKind.Load, 0UL, 0x24UL << 26 | 0x10)]
    [InlineData(AccessKind.Store, 0UL, 0x24UL << 26 | 0x50)]
    [InlineData(AccessKind.Fetch, 0UL, 0x20UL << 26 | 0x10)]
    [InlineData(AccessKind.Load, 5UL, 0x25UL << 26 | 0x10)]
    [InlineData(AccessKind.Store, 5UL, 0x25UL << 26 | 0x50)]
    [InlineData(AccessKind.Fetch, 5UL, 0x21UL << 26 | 0x10)]
    public void An_access_that_nothing_answers_is_an_external_abort(AccessKind kind, ulong from, ulong syndrome)
    {
        cpu.Enter(from);
        cpu.Cpu.RaiseAccessFault(kind, 0x1234);
        Assert.Equal((syndrome | Word, 0x1234UL), (cpu[Syndrome], cpu[FaultAddress]));
    }

    [Fact]
    public void A_jump_to_an_odd_address_is_an_alignment_fault_there()
    {
        cpu.Enter(0, 0x4000_2002);
        Assert.False(cpu.Cpu.PrepareFetch());
        Assert.Equal((0x22UL << 26 | Word, 0x4000_2002UL), (cpu[Syndrome], cpu[FaultAddress]));
        Assert.Equal(0x4000_2002UL, cpu[ReturnAddress]);
    }

    [Theory]
    [InlineData(0x08UL)]
    [InlineData(0x10UL)]
    [InlineData(0x02UL)]
    [InlineData(0x01UL)]
    public void A_return_to_a_mode_that_is_not_there_is_an_illegal_state_at_its_target(ulong mode)
    {
        cpu[SavedState] = mode | 0x6000_0000;
        cpu[ReturnAddress] = 0x4000_3000;
        cpu.Execute(SystemOperation.ExceptionReturn, TestCpu.Eret);
        Assert.Equal(TestCpu.Vectors + 0x200, cpu.Pc);
        Assert.Equal(0x0eUL << 26 | Word, cpu[Syndrome]);
        cpu.Pc = 0;
        Assert.Equal(0x4000_3000UL, cpu[ReturnAddress]);
        Assert.Equal(0x6010_0005UL, cpu[SavedState]);
    }

    [Fact]
    public void Only_el1_returns_from_exceptions()
    {
        cpu.Enter(0);
        Assert.False(cpu.Execute(SystemOperation.ExceptionReturn, TestCpu.Eret));
        Assert.Equal(Word, cpu[Syndrome]);
    }

    [Fact]
    public void A_reservation_ends_with_the_return_from_an_exception()
    {
        unsafe
        {
            cpu.Cpu.State->ReservationWidth = 8;
            cpu.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
            Assert.Equal(8, cpu.Cpu.State->ReservationWidth);
            cpu.Execute(SystemOperation.ExceptionReturn, TestCpu.Eret);
            Assert.Equal(0, cpu.Cpu.State->ReservationWidth);
        }
    }

    [Fact]
    public void An_interrupt_waits_for_its_mask()
    {
        cpu.Cpu.SetLevel(Irq, true);
        Assert.Equal(CpuRequests.Interrupt, cpu.Requests);
        Assert.False(cpu.Cpu.TakeInterrupt());
        Assert.Equal(CpuRequests.None, cpu.Requests);
        Assert.Equal(1UL << 7, cpu.Read(TestCpu.NumberOf(3, 0, 12, 1, 0)));
        // DAIFClr.
        cpu.TryWriteField(3, 7, 2);
        Assert.Equal(CpuRequests.Interrupt, cpu.Requests);
        ulong before = cpu.Pc;
        Assert.True(cpu.Cpu.TakeInterrupt());
        Assert.Equal(TestCpu.Vectors + 0x280, cpu.Pc);
        Assert.Equal((before, 0x345UL), (cpu[ReturnAddress], cpu[SavedState] & 0xfff));
    }

    [Fact]
    public void A_fast_interrupt_comes_first_and_has_its_own_vector()
    {
        cpu.Enter(0);
        cpu.Cpu.SetLevel(Irq, true);
        cpu.Cpu.SetLevel(Fiq, true);
        Assert.True(cpu.Cpu.TakeInterrupt());
        Assert.Equal(TestCpu.Vectors + 0x500, cpu.Pc);
    }

    [Fact]
    public void An_interrupt_that_the_return_unmasks_is_taken_then()
    {
        cpu.Cpu.SetLevel(Irq, true);
        cpu.Cpu.TakeInterrupt();
        cpu.Enter(0x80);
        Assert.Equal(CpuRequests.None, cpu.Requests);
        cpu.Execute(SystemOperation.SupervisorCall, TestCpu.Svc);
        cpu.Enter(0);
        Assert.Equal(CpuRequests.Interrupt, cpu.Requests);
    }

    [Fact]
    public void Floating_point_is_trapped_until_it_is_allowed()
    {
        // fadd d0, d0, d0; and a word that is no instruction.
        cpu.Cpu.RaiseIllegal(0x1e60_2800);
        Assert.Equal(0x07UL << 26 | Word | 0x01e0_0000, cpu[Syndrome]);
        cpu.Cpu.RaiseIllegal(0xffff_ffff);
        Assert.Equal(Word, cpu[Syndrome]);
    }

    [Fact]
    public void Calls_of_firmware_are_undefined_where_none_is_called_that_way()
    {
        Assert.False(cpu.Execute(SystemOperation.HypervisorCall, TestCpu.Hvc));
        CountingFirmware firmware = new();
        cpu.Cpu.Firmware = firmware;
        cpu.Pc = TestCpu.Start;
        Assert.True(cpu.Execute(SystemOperation.HypervisorCall, TestCpu.Hvc));
        Assert.False(cpu.Execute(SystemOperation.SecureMonitorCall, TestCpu.Hvc + 1));
        cpu.Enter(0);
        Assert.False(cpu.Execute(SystemOperation.HypervisorCall, TestCpu.Hvc));
        Assert.Equal([TestCpu.Start + 4], firmware.Calls);
    }

    [Fact]
    public void What_el1_makes_as_el0_is_checked_as_such()
    {
        unsafe
        {
            cpu.Cpu.Execute((uint)SystemOperation.LoadAsUser, TestCpu.RamStart, 8, 0xf840_0800, out _);
            Assert.Equal(TestCpu.Start + 4, cpu.Pc);
        }

        Assert.True(cpu.Cpu.TryTranslate(new VirtualAddress(TestCpu.RamStart), AccessKind.Load, out _));
    }

    private sealed class CountingFirmware : IFirmwareCalls
    {
        public List<ulong> Calls { get; } = [];

        public bool UsesSecureMonitor => false;

        public unsafe void Call(Arm64Cpu cpu) => Calls.Add(cpu.State->Pc);
    }
}
