using Emu.Core.Memory;
using Emu.Engine.Tests.Tlb;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Translated code under paging: it runs where it is mapped now, and a trap in it is as precise as in
/// the interpreter.</summary>
public sealed unsafe class TranslatedMemoryTests
{
    private const ulong Main = 0x4001_0000, Function = 0x4000_2000, Alias = 0x4002_0000;
    private const ulong MainPage = PagedMachine.RamStart + 0xa000, ThirdPage = PagedMachine.RamStart + 0xb000;
    private const ulong Code = PageTableBuilder.V | PageTableBuilder.R | PageTableBuilder.X | PageTableBuilder.A;
    private const ulong Data =
        PageTableBuilder.V | PageTableBuilder.R | PageTableBuilder.W | PageTableBuilder.A | PageTableBuilder.D;
    private const int SupervisorTrapVector = 0x105, Epc = 0x141, Cause = 0x142, TrapValue = 0x143, Calls = 8;

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    public static TheoryData<string, bool, int?> Fences
    {
        get
        {
            TheoryData<string, bool, int?> fences = [];
            foreach (string accelerator in TranslatingAccelerators.All)
            {
                foreach (bool byAddress in (bool[])[false, true])
                {
                    fences.Add(accelerator, byAddress, null);
                    fences.Add(accelerator, byAddress, 7);
                }
            }

            return fences;
        }
    }

    [Theory]
    [MemberData(nameof(Fences))]
    public void A_remapped_function_is_the_new_one_after_a_fence(string accelerator, bool byAddress, int? asid)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        WriteFunction(machine, PagedMachine.FirstPage, 1);
        WriteFunction(machine, PagedMachine.SecondPage, 100);
        machine.Space.Map(Function, PagedMachine.FirstPage, Code);
        Assert.Equal((ulong)Calls, Call(machine, Function));

        machine.Space.Map(Function, PagedMachine.SecondPage, Code);
        machine.Fence(byAddress ? Function : null, asid);

        Assert.Equal(100ul * Calls, Call(machine, Function));
        // The translation of the first one is still there.
        machine.Space.Map(Function, PagedMachine.FirstPage, Code);
        machine.Fence(byAddress ? Function : null, asid);
        Assert.Equal((ulong)Calls, Call(machine, Function));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Code_that_is_stored_over_through_an_alias_is_the_new_one_after_fence_i(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        WriteFunction(machine, PagedMachine.FirstPage, 1);
        machine.Space.Map(Function, PagedMachine.FirstPage, Code);
        machine.Space.Map(Alias, PagedMachine.FirstPage, Data);
        Assert.Equal((ulong)Calls, Call(machine, Function));

        machine.Machine.Write(MainPage + 0x100, [Sh(11, 2, 12), FenceI, .. BareMachine.Stop]);
        machine.Cpu.State->Registers[11] = Addi(5, 5, 100) >> 16;
        machine.Cpu.State->Registers[12] = Alias;
        machine.Machine.Run(Main + 0x100);

        Assert.Equal(100ul * Calls, Call(machine, Function));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void An_instruction_astride_two_pages_follows_the_mapping_of_both(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        uint one = Addi(5, 5, 1), hundred = Addi(5, 5, 100);
        // A translated part before it, in the same page, and one behind it.
        machine.Machine.Write(ThirdPage + 0xffa, Addi(7, 7, 1));
        WriteHalf(machine, ThirdPage + 0xffe, one);
        WriteHalf(machine, PagedMachine.FirstPage, one >> 16);
        WriteHalf(machine, PagedMachine.SecondPage, hundred >> 16);
        foreach (ulong page in (ulong[])[PagedMachine.FirstPage, PagedMachine.SecondPage])
        {
            WriteHalf(machine, page + 2, Jalr(0, 0, 1));
            WriteHalf(machine, page + 4, Jalr(0, 0, 1) >> 16);
        }

        machine.Space.Map(Function, ThirdPage, Code);
        machine.Space.Map(Function + 0x1000, PagedMachine.FirstPage, Code);
        Assert.Equal((ulong)Calls, Call(machine, Function + 0xffa));

        machine.Space.Map(Function + 0x1000, PagedMachine.SecondPage, Code);
        machine.Fence(Function + 0x1000, null);

        Assert.Equal(100ul * Calls, Call(machine, Function + 0xffa));
        Assert.Equal(2ul * Calls, machine.Cpu.State->Registers[7]);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_page_fault_in_a_loop_leaves_the_registers_of_that_iteration(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        machine.Space.Map(Alias, ThirdPage, Data);
        for (ulong i = 0; i < AddressMap.PageSize; i += 8)
            machine.Machine.Memory.Write(new PhysicalAddress(ThirdPage + i), 8, 3);
        machine.Machine.Write(
            MainPage,
            Addi(5, 5, 1), Ld(7, 0, 10), R(0, 7, 6, 0, 6, 0x33), Addi(10, 10, 8), Beq(0, 0, -16));
        machine.Machine.Write(MainPage + 0x100, BareMachine.Stop);
        machine.Machine.WriteCsr(SupervisorTrapVector, Main + 0x100);
        machine.Cpu.State->Registers[5] = machine.Cpu.State->Registers[6] = 0;
        machine.Cpu.State->Registers[10] = Alias;

        machine.Machine.Run(Main);

        CpuState* state = machine.Cpu.State;
        const ulong End = Alias + AddressMap.PageSize, Count = AddressMap.PageSize / 8;
        Assert.Equal((Count + 1, 3 * Count, 3ul, End), (state->Registers[5], state->Registers[6], state->Registers[7], state->Registers[10]));
        Assert.Equal(
            (Main + 4, (ulong)ExceptionCause.LoadPageFault, End),
            (machine.Machine.ReadCsr(Epc), machine.Machine.ReadCsr(Cause), machine.Machine.ReadCsr(TrapValue)));
        Assert.True(machine.Machine.Runner().Counters.TranslatedInstructions > Count);
    }

    // x5 counts what a function adds when it is called, from a loop in another page.
    private static PagedMachine NewMachine(Tier tier)
    {
        PagedMachine machine = new(tier.Service);
        machine.Select(machine.Space, asid: 7);
        machine.Space.Map(Main, MainPage, Code);
        machine.Machine.Write(
            MainPage, [Jalr(1, 0, 10), Addi(6, 6, -1), Bne(6, 0, -8), .. BareMachine.Stop]);
        return machine;
    }

    private static ulong Call(PagedMachine machine, ulong function)
    {
        CpuState* state = machine.Cpu.State;
        (state->Registers[5], state->Registers[6], state->Registers[10]) = (0, Calls, function);
        ulong before = machine.Machine.Runner().Counters.TranslatedInstructions;
        machine.Machine.Run(Main);
        Assert.True(machine.Machine.Runner().Counters.TranslatedInstructions > before, "nothing ran translated");
        return state->Registers[5];
    }

    private static void WriteFunction(PagedMachine machine, ulong page, int added) =>
        machine.Machine.Write(page, Addi(5, 5, added), Jalr(0, 0, 1));

    private static void WriteHalf(PagedMachine machine, ulong physical, uint half) =>
        machine.Machine.Memory.Write(new PhysicalAddress(physical), 2, half & 0xffff);
}
