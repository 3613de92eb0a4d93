using Emu.Core.Memory;
using Emu.Guest.RiscV;
using Emu.Isa;
using Emu.Testing;
using static Emu.Testing.PageTableBuilder;

namespace Emu.Engine.Tests.Tlb;

/// <summary>Which code runs after <c>sfence.vma</c> and changes of <c>satp</c>, and what of it need not be found
/// again.</summary>
public sealed unsafe class FetchFenceTests : IDisposable
{
    private const ulong Address = 0x4000_2000;
    private const ulong Code = V | R | X | A;

    private readonly PagedMachine machine = new();

    public FetchFenceTests()
    {
        WriteCode(PagedMachine.FirstPage, 1);
        WriteCode(PagedMachine.SecondPage, 2);
    }

    public static TheoryData<bool, bool, int?> Fences
    {
        get
        {
            TheoryData<bool, bool, int?> fences = [];
            foreach (bool user in (bool[])[false, true])
            {
                fences.Add(user, false, null);
                fences.Add(user, true, null);
                fences.Add(user, false, 7);
                fences.Add(user, true, 7);
            }

            return fences;
        }
    }

    [Theory]
    [MemberData(nameof(Fences))]
    public void A_fence_reaches_remapped_code(bool user, bool byAddress, int? asid)
    {
        ulong flags = Code | (user ? U : 0);
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Address, PagedMachine.FirstPage, flags);
        Assert.Equal(1ul, Run(Address, user));

        machine.Space.Map(Address, PagedMachine.SecondPage, flags);
        machine.Fence(byAddress ? Address : null, asid);

        Assert.Equal(2ul, Run(Address, user));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void A_fence_of_one_address_in_a_superpage_reaches_code_in_all_of_it(int? asid)
    {
        const ulong Start = 0x4000_0000, Offset = 0x8000;
        machine.Select(machine.Space, asid: 7);
        WriteCode(PagedMachine.FirstSuperpage + Offset, 3);
        WriteCode(PagedMachine.SecondSuperpage + Offset, 4);
        machine.Space.Map(Start, PagedMachine.FirstSuperpage, Code, level: 1);
        Assert.Equal(3ul, Run(Start + Offset, user: false));

        machine.Space.Map(Start, PagedMachine.SecondSuperpage, Code, level: 1);
        machine.Fence(Start, asid);

        Assert.Equal(4ul, Run(Start + Offset, user: false));
    }

    [Theory]
    [InlineData(false, 1, 2)]
    [InlineData(true, 1, 2)]
    [InlineData(false, 0, 0)]
    [InlineData(true, 0, 0)]
    public void Each_address_space_runs_its_own_code(bool user, int firstAsid, int secondAsid)
    {
        ulong flags = Code | (user ? U : 0);
        PageTableBuilder other = machine.NewSpace();
        machine.Space.Map(Address, PagedMachine.FirstPage, flags);
        other.Map(Address, PagedMachine.SecondPage, flags);
        for (int i = 0; i < 2; i++)
        {
            machine.Select(machine.Space, firstAsid);
            Assert.Equal(1ul, Run(Address, user));
            machine.Select(other, secondAsid);
            Assert.Equal(2ul, Run(Address, user));
        }
    }

    [Fact]
    public void Global_supervisor_code_need_not_be_found_again_in_another_address_space()
    {
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Address, PagedMachine.FirstPage, Code | G);
        PageTableBuilder other = machine.NewSpace();
        other.Map(Address, PagedMachine.FirstPage, Code | G);
        Run(Address, user: false);
        ulong walks = machine.Counters.FetchWalks, misses = machine.Counters.JumpMisses;

        machine.Fence(null, 7);
        machine.Select(other, asid: 8);

        Assert.Equal(1ul, Run(Address, user: false));
        Assert.Equal((walks, misses), (machine.Counters.FetchWalks, machine.Counters.JumpMisses));
    }

    [Fact]
    public void Code_of_a_user_address_space_need_not_be_found_again_when_it_comes_back()
    {
        PageTableBuilder other = machine.NewSpace();
        machine.Space.Map(Address, PagedMachine.FirstPage, Code | U);
        machine.Select(machine.Space, asid: 7);
        Run(Address, user: true);
        ulong misses = machine.Counters.JumpMisses;

        machine.Select(other, asid: 8);
        machine.Fence(null, 8);
        machine.Fence(Address + 0x5000, null);
        machine.Select(machine.Space, asid: 7);
        Run(Address, user: true);

        Assert.Equal(misses, machine.Counters.JumpMisses);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(7)]
    public void A_fence_of_the_second_page_reaches_an_instruction_astride_two_pages(int? asid)
    {
        const ulong Start = Address + 0xffe;
        ulong third = PagedMachine.RamStart + 0xa000, last = PagedMachine.RamStart + 0xb000;
        uint one = RiscVWord.Addi(5, 0, 1), two = RiscVWord.Addi(5, 0, 2);
        WriteHalf(third + 0xffe, one);
        WriteRest(PagedMachine.FirstPage, one);
        WriteRest(last, two);
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Address, third, Code);
        machine.Space.Map(Address + 0x1000, PagedMachine.FirstPage, Code);
        Assert.Equal(1ul, Run(Start, user: false));

        machine.Space.Map(Address + 0x1000, last, Code);
        machine.Fence(Address + 0x1000, asid);

        Assert.Equal(2ul, Run(Start, user: false));
    }

    [Fact]
    public void Code_in_a_page_table_is_decoded_anew_when_the_walk_has_changed_it()
    {
        machine.Space.Map(Address, PagedMachine.FirstPage, Code);
        Run(Address, user: false);
        WriteCode(PagedMachine.FirstPage, 9);

        machine.Machine.Runner().PageTableStored(new PhysicalAddress(PagedMachine.FirstPage));
        machine.Cpu.Execute((uint)SystemOperation.FenceInstructions, 0, 0, raw: 3, out _);

        Assert.Equal(9ul, Run(Address, user: false));
    }

    [Fact]
    public void A_page_with_code_is_not_stored_to_unseen_through_any_of_its_addresses()
    {
        ulong[] addresses = [Address, Address + 0x7000, 0x5000_0000];
        foreach (ulong address in addresses)
        {
            machine.Space.Map(address, PagedMachine.FirstPage, Code | W | D);
            Assert.True(machine.Fill(address, AccessKind.Store) != null);
        }

        Run(Address, user: false);

        foreach (ulong address in addresses) Assert.True(machine.Fill(address, AccessKind.Store) == null);
    }

    public void Dispose() => machine.Dispose();

    // Code that leaves a number in x5.
    private void WriteCode(ulong physical, int number) =>
        machine.Machine.Write(physical, [RiscVWord.Addi(5, 0, number), .. BareMachine.Stop]);

    private void WriteHalf(ulong physical, uint word) =>
        machine.Machine.Memory.Write(new PhysicalAddress(physical), 2, word);

    private void WriteRest(ulong physical, uint word)
    {
        machine.Machine.Memory.Write(new PhysicalAddress(physical), 2, word >> 16);
        ulong next = physical + 2;
        foreach (uint stop in BareMachine.Stop)
        {
            machine.Machine.Memory.Write(new PhysicalAddress(next), 4, stop);
            next += 4;
        }
    }

    private ulong Run(ulong address, bool user)
    {
        CpuState* state = machine.Cpu.State;
        state->X[5] = 0;
        state->X[31] = user ? PagedMachine.UserStopPage : BareMachine.StopPages;
        machine.View(user ? MemoryView.User : MemoryView.Supervisor);
        machine.Machine.Run(address);
        machine.Return();
        return state->X[5];
    }
}
