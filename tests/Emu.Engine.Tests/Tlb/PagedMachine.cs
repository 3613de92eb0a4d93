using Emu.Core.Memory;
using Emu.Engine.Tiering;
using Emu.Engine.Tlb;
using Emu.Guest.RiscV;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Engine.Tests.Tlb;

/// <summary>One CPU in supervisor mode and the page tables of one address space; the test accesses memory as the CPU
/// does.</summary>
internal sealed unsafe class PagedMachine : IDisposable
{
    public const ulong RamStart = BareMachine.RamStart;

    /// <summary>Physical pages that tests may map.</summary>
    public const ulong FirstPage = RamStart + 0x8000, SecondPage = RamStart + 0x9000;

    /// <summary>Physical superpages of 2 MiB that tests may map.</summary>
    public const ulong FirstSuperpage = RamStart + (2 << 20), SecondSuperpage = RamStart + (4 << 20);

    /// <summary>Virtual address where user mode finds the page that stops the CPU.</summary>
    public const ulong UserStopPage = 0x3000_0000;

    private const ulong Tables = RamStart + (1 << 20);
    private const ulong TablesOfOneSpace = 1 << 15;
    private const ulong Sum = 1 << 18;

    private ulong nextTables = Tables;

    /// <param name="translation">Where hot code is translated; null interprets everything.</param>
    public PagedMachine(TranslationService? translation = null)
    {
        Machine = new BareMachine(ramSize: 8 << 20, translation: translation);
        Cpu.StartInSupervisorMode(RamStart, 0, 0);
        Cpu.State->X[31] = BareMachine.StopPages;
        Space = NewSpace();
        Select(Space);
    }

    public BareMachine Machine { get; }

    public Hart Cpu => (Hart)Machine.Runner().Cpu;

    public TlbCounters Counters => Machine.Runner().TlbCounters;

    /// <summary>The tables that are selected at first.</summary>
    public PageTableBuilder Space { get; }

    /// <summary>Tables of another address space, with nothing but the page that stops the CPU, which x31 holds.</summary>
    public PageTableBuilder NewSpace()
    {
        PageTableBuilder space = new(Machine.Memory, nextTables, PagingMode.Sv39);
        nextTables += TablesOfOneSpace;
        space.Map(BareMachine.StopPages, BareMachine.StopPages, V | R | W | G | A | D);
        space.Map(UserStopPage, BareMachine.StopPages, V | R | W | U | G | A | D);
        return space;
    }

    /// <summary>Writes <c>satp</c>.</summary>
    public void Select(PageTableBuilder space, int asid = 0) => SelectRegister(space.Satp | (ulong)asid << 44);

    /// <summary>Writes <c>satp</c>.</summary>
    public void SelectRegister(ulong satp) =>
        Assert.True(
            Cpu.AccessCsr(Csr.Satp, CsrOperation.Write, satp, reads: false, writes: true, raw: 0, out _));

    /// <summary>Goes from supervisor mode to how memory shall be seen.</summary>
    public void View(MemoryView view)
    {
        CsrOperation operation = view == MemoryView.SupervisorWithSum ? CsrOperation.Set : CsrOperation.Clear;
        Cpu.AccessCsr(Csr.SStatus, operation, Sum, reads: false, writes: true, raw: 0, out _);
        if (view == MemoryView.User) Cpu.Execute((uint)SystemOperation.SupervisorReturn, 0, 0, raw: 3, out _);
    }

    /// <summary>Goes back to supervisor mode, if need be.</summary>
    public void Return()
    {
        if (Cpu.Mode == PrivilegeMode.User) Cpu.RaiseException(ExceptionCause.EnvironmentCallFromUser, 0);
        Assert.Equal(PrivilegeMode.Supervisor, Cpu.Mode);
    }

    /// <summary>Where a load finds an address in a view, as the physical address; null when it faults.</summary>
    public ulong? Find(ulong address, MemoryView view = MemoryView.Supervisor)
    {
        View(view);
        byte* host = Fill(address, AccessKind.Load);
        Return();
        return host == null ? null : RamStart + (ulong)(host - HostOf(RamStart));
    }

    /// <summary>Executes <c>sfence.vma</c>; null stands for x0.</summary>
    public void Fence(ulong? address, int? asid)
    {
        uint fence = SystemCode.Fence(address is not null, asid is not null);
        Cpu.Execute(fence, address ?? 0, (ulong)(asid ?? 0), raw: 3, out _);
    }

    public byte* Fill(ulong address, AccessKind kind, int size = 8) => Machine.Runner().Fill(address, size, kind);

    /// <summary>Where RAM lies in the host.</summary>
    public byte* HostOf(ulong physical)
    {
        MemoryRegion region = Machine.Memory.Find(new PhysicalAddress(physical))!;
        return region.Host + (new PhysicalAddress(physical) - region.Start);
    }

    public void Dispose() => Machine.Dispose();
}
