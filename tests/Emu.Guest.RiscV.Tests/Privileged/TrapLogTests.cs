using Emu.Core.Logging;
using Emu.Core.Memory;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Privileged;

/// <summary>Runs apart from other tests: there is one log in a process.</summary>
[Collection(Alone)]
public sealed unsafe class TrapLogTests : IDisposable
{
    private const string Alone = "log";

    private readonly StringWriter text = new();
    private readonly TestHart hart = new();

    public TrapLogTests() =>
        Log.Configure(LogItems.Interrupts | LogItems.Mmu | LogItems.Unimplemented | LogItems.GuestErrors, text);

    public void Dispose()
    {
        Log.Close();
        hart.Dispose();
        text.Dispose();
    }

    [Fact]
    public void A_trap_is_a_line_with_the_words_that_qemu_uses()
    {
        hart.Pc = 0x8000_1234;
        hart.Hart.RaiseException(ExceptionCause.StorePageFault, 0x40);
        Shows("riscv_cpu_do_interrupt: hart:3, async:0, cause:000000000000000f, epc:0x0000000080001234, "
            + "tval:0x0000000000000040, desc=store_page_fault");
    }

    [Fact]
    public void Every_trap_has_a_name()
    {
        foreach (ExceptionCause cause in Enum.GetValues<ExceptionCause>())
        {
            hart.Pc = 0x8000_5678;
            hart.Hart.RaiseException(cause, 0);
            Shows($"cause:{(int)cause:x16}, epc:0x0000000080005678, tval:0x0000000000000000, desc=");
        }

        hart[Csr.Mie] = 1 << 9;
        hart.Hart.SetLevel(9, true);
        hart[Csr.MStatus] = 8;
        Assert.True(hart.Hart.TakeInterrupt());
        Shows("hart:3, async:1, cause:0000000000000009");
        Shows("desc=s_external");
    }

    [Fact]
    public void Translations_and_flushes_are_lines()
    {
        Assert.True(hart.Hart.Translate(new VirtualAddress(0x8000_1000), AccessKind.Load, out _));
        Shows("riscv_cpu_tlb_fill: hart:3 address=0000000080001000 rw load mode Machine physical 0000000080001000");
        hart.Enter(PrivilegeMode.Supervisor);
        Assert.False(hart.Hart.Translate(new VirtualAddress(0x8000_2000), AccessKind.Store, out _));
        Shows("address=0000000080002000 rw store mode Supervisor access fault");
        hart.Hart.State->Registers[5] = 0x7000;
        hart.Execute(SystemOperation.FenceVirtualMemory, TestHart.SfenceVma, first: 5);
        Shows("tlb_flush: hart:3 address=0000000000007000");
    }

    [Fact]
    public void What_is_missing_is_named()
    {
        hart[Csr.TData1] = 1;
        Shows("csr tdata1 is not implemented: it reads as zero");
        Assert.False(hart.CanRead(0x600));
        Shows("illegal read of csr hstatus: hart:3");
    }

    private void Shows(string part) => Assert.Contains(part, text.ToString());

    [CollectionDefinition(Alone, DisableParallelization = true)]
    public sealed class AloneDefinition;
}
