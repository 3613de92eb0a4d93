using Emu.Guest.RiscV;
using Emu.Isa;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Engine.Tests.Tlb;

/// <summary>What translated code gets where its inline TLB check failed: a host address, or null and no side
/// effect.</summary>
public sealed unsafe class FillTests : IDisposable
{
    private const ulong Address = 0x4000_2000;
    private const ulong ReadWrite = V | R | W | A | D;

    private readonly PagedMachine machine = new();

    [Theory]
    [InlineData(0, 8)]
    [InlineData(3, 8)]
    [InlineData(0xff8, 8)]
    [InlineData(0xfff, 1)]
    public void An_access_inside_a_page_of_RAM_has_a_host_address(int offset, int size)
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, ReadWrite);
        byte* expected = machine.HostOf(PagedMachine.FirstPage) + offset;

        // The first call walks the tables, the second finds the TLB filled.
        for (int i = 0; i < 2; i++)
        {
            Assert.True(machine.Fill(Address + (ulong)offset, AccessKind.Load, size) == expected);
            Assert.True(machine.Fill(Address + (ulong)offset, AccessKind.Store, size) == expected);
        }
    }

    [Fact]
    public void A_load_sets_the_accessed_bit_and_a_store_the_dirty_bit()
    {
        ulong entry = machine.Space.Map(Address, PagedMachine.FirstPage, V | R | W);

        machine.Fill(Address, AccessKind.Load);
        ulong loaded = machine.Space.Read(entry) & (A | D);
        machine.Fill(Address, AccessKind.Store);

        Assert.Equal(A, loaded);
        Assert.Equal(A | D, machine.Space.Read(entry) & (A | D));
    }

    [Theory]
    [InlineData(0, AccessKind.Load)]
    [InlineData(V | R | A, AccessKind.Store)]
    [InlineData(V | R | W | U | A | D, AccessKind.Load)]
    public void An_access_that_faults_has_none_and_raises_nothing(ulong flags, AccessKind kind)
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, flags);
        ulong pc = machine.Cpu.State->Pc;

        Assert.True(machine.Fill(Address, kind) == null);

        Assert.Equal(pc, machine.Cpu.State->Pc);
        Assert.Equal(PrivilegeMode.Supervisor, machine.Cpu.Mode);
    }

    [Theory]
    [InlineData(BareMachine.SignalPage, AccessKind.Load)]
    [InlineData(BareMachine.SignalPage, AccessKind.Store)]
    [InlineData(BareMachine.RomStart, AccessKind.Store)]
    [InlineData(0x4_0000_0000, AccessKind.Load)]
    public void What_is_not_plain_memory_has_none(ulong physical, AccessKind kind)
    {
        machine.Space.Map(Address, physical, ReadWrite);

        Assert.True(machine.Fill(Address, kind, size: 1) == null);
        Assert.True(machine.Fill(Address, kind, size: 1) == null);
    }

    [Fact]
    public void An_access_that_crosses_into_another_page_has_none()
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, ReadWrite);
        machine.Space.Map(Address + 0x1000, PagedMachine.SecondPage, ReadWrite);

        Assert.True(machine.Fill(Address + 0xffc, AccessKind.Load) == null);
    }

    [Fact]
    public void A_store_to_a_page_with_decoded_code_has_none_and_a_load_has()
    {
        const ulong Code = PagedMachine.RamStart;
        machine.Space.Map(Code, Code, V | R | W | X | A | D);
        machine.Space.Map(BareMachine.StopPages, BareMachine.StopPages, ReadWrite);
        machine.Machine.Write(Code, BareMachine.Stop);
        machine.Cpu.State->Registers[31] = BareMachine.StopPages;
        machine.Machine.Run(Code);

        Assert.True(machine.Fill(Code, AccessKind.Store) == null);
        Assert.True(machine.Fill(Code, AccessKind.Load) == machine.HostOf(Code));
    }

    public void Dispose() => machine.Dispose();
}
