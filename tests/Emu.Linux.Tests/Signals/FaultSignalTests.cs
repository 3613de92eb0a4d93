using Emu.Isa;
using Emu.Linux.Abi;
using Emu.Linux.Memory;

namespace Emu.Linux.Tests.Signals;

/// <summary>Which signal an exception is.</summary>
public sealed unsafe class FaultSignalTests
{
    [Theory]
    [InlineData(TrapKind.Illegal, 4, 1)]
    [InlineData(TrapKind.Breakpoint, 5, 1)]
    public void The_instruction_itself_is_the_address_of_its_own_faults(TrapKind kind, int signal, int code)
    {
        using SignalThread guest = new();
        guest.Thread.State->Pc = 0x10002;
        Assert.True(guest.Thread.TryDescribeFault(kind, 0xdead, out SignalInfo info));
        Assert.Equal((signal, code, 0x10002UL), (info.Number, info.Code, info.Address));
    }

    [Fact]
    public void A_misaligned_access_is_BUS_ADRALN_at_the_datum()
    {
        using SignalThread guest = new();
        Assert.True(guest.Thread.TryDescribeFault(TrapKind.Misaligned, 0xdead, out SignalInfo info));
        Assert.Equal((7, 1, 0xdeadUL), (info.Number, info.Code, info.Address));
    }

    [Fact]
    public void Nothing_mapped_is_SEGV_MAPERR_at_the_address()
    {
        using SignalThread guest = new();
        foreach (ulong address in new[] { 8UL, 1UL << 62, ulong.MaxValue })
        {
            Assert.True(guest.Thread.TryDescribeFault(TrapKind.LoadFault, address, out SignalInfo info));
            Assert.Equal((11, 1, address), (info.Number, info.Code, info.Address));
        }
    }

    [Fact]
    public void A_store_to_a_page_that_may_only_be_read_is_SEGV_ACCERR()
    {
        using SignalThread guest = new();
        Assert.Equal(0, guest.Memory.Protect(guest.Stack, 4096, PageProtection.Read));
        Assert.True(guest.Thread.TryDescribeFault(TrapKind.StoreFault, guest.Stack + 5, out SignalInfo info));
        Assert.Equal((11, 2, guest.Stack + 5), (info.Number, info.Code, info.Address));
    }

    [Fact]
    public void A_fault_whose_reason_is_gone_is_no_signal()
    {
        using SignalThread guest = new();
        Assert.False(guest.Thread.TryDescribeFault(TrapKind.LoadFault, guest.Stack, out _));
    }
}
