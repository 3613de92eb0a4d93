using System.Runtime.InteropServices;
using Emu.Core.Memory;
using Emu.Isa.RiscV;
using Emu.Isa.RiscV.Privileged;
using Emu.Testing;

namespace Emu.Engine.Tests.Tlb;

/// <summary>One hart in supervisor mode and the page tables of one address space; the test accesses memory as the hart
/// does.</summary>
internal sealed unsafe class PagedMachine : IDisposable
{
    public const ulong RamStart = BareMachine.RamStart;

    /// <summary>Physical pages that tests may map.</summary>
    public const ulong FirstPage = RamStart + 0x8000, SecondPage = RamStart + 0x9000;

    private const ulong Tables = RamStart + (1 << 20);
    private const ulong TablesOfOneSpace = 1 << 16;

    private ulong nextTables = Tables;

    public PagedMachine()
    {
        Machine = new BareMachine(ramSize: 8 << 20);
        Hart.StartInSupervisorMode(RamStart, 0, 0);
        Space = NewSpace();
        Select(Space);
    }

    public BareMachine Machine { get; }

    public Hart Hart => Machine.Runner().Hart;

    /// <summary>The tables that are selected at first.</summary>
    public PageTableBuilder Space { get; }

    /// <summary>Empty tables of another address space.</summary>
    public PageTableBuilder NewSpace()
    {
        PageTableBuilder space = new(Machine.Memory, nextTables, PagingMode.Sv39);
        nextTables += TablesOfOneSpace;
        return space;
    }

    /// <summary>Writes <c>satp</c>.</summary>
    public void Select(PageTableBuilder space, int asid = 0) =>
        Assert.True(Hart.AccessCsr(
            Csr.Satp, CsrOperation.Write, space.Satp | (ulong)asid << 44, reads: false, writes: true, raw: 0, out _));

    /// <summary>The 64 bits at a physical address.</summary>
    public ref ulong Word(ulong physical) =>
        ref MemoryMarshal.AsRef<ulong>(
            Machine.Memory.Memory(new PhysicalAddress(physical), sizeof(ulong)));

    public byte* Fill(ulong address, AccessKind kind, int size = 8) => Machine.Runner().Fill(address, size, kind);

    /// <summary>Where RAM lies in the host.</summary>
    public byte* HostOf(ulong physical)
    {
        MemoryRegion region = Machine.Memory.Find(new PhysicalAddress(physical))!;
        return region.Host + (new PhysicalAddress(physical) - region.Start);
    }

    public void Dispose() => Machine.Dispose();
}
