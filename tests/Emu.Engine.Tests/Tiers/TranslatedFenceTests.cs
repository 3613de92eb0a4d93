using Emu.Engine.Cpus;
using Emu.Engine.Tests.Tlb;
using Emu.Guest.RiscV.Privileged;
using Emu.Isa;
using Emu.Testing;
using Emu.Translate.Abi;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Fences inside of translated code: it goes on behind them, unless it may no longer be what stands
/// there.</summary>
public sealed unsafe class TranslatedFenceTests
{
    private const ulong Main = 0x4001_0000, Function = 0x4000_2000, Table = 0x4003_0000, UserFunction = 0x4004_0000;
    private const ulong MainPage = PagedMachine.RamStart + 0xa000;
    private const ulong Code = PageTableBuilder.V | PageTableBuilder.R | PageTableBuilder.X | PageTableBuilder.A;
    private const ulong Data =
        PageTableBuilder.V | PageTableBuilder.R | PageTableBuilder.W | PageTableBuilder.A | PageTableBuilder.D;
    private const int SupervisorTrapVector = 0x105, Epc = 0x141, Cause = 0x142, TrapValue = 0x143, Calls = 8;

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    [Fact]
    public void A_loop_of_fences_stays_in_translated_code()
    {
        const int Loops = 1000;
        using Tier tier = new();
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(
            BareMachine.RamStart, SfenceVma(10, 0), FenceI, SfenceVma(10, 11), Addi(6, 6, -1), Bne(6, 0, -16));
        machine.Write(BareMachine.RamStart + 20, BareMachine.Stop);
        machine.State()->Registers[6] = Loops;
        machine.State()->Registers[10] = 0x1234_5000;

        machine.Run(BareMachine.RamStart);

        CpuRunner runner = machine.Runner();
        Assert.Equal(2ul * Loops, runner.TlbCounters.PageFlushes);
        Assert.Equal((5ul * Loops) + 2, runner.InstructionsRetired);
        Assert.Equal(0ul, runner.Counters.SideExits[(int)SideExitCause.System]);
        Assert.True(runner.Counters.TranslatedInstructions > 4 * Loops);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Code_that_maps_another_page_in_its_place_goes_on_there_behind_the_fence(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        CpuState* state = machine.Cpu.State;
        ulong first = machine.Space.Map(Function, PagedMachine.FirstPage, Code);
        machine.Space.Map(Table, first & ~0xffful, Data);
        state->Registers[12] = Table + (first & 0xfff);
        state->Registers[13] = PageTableBuilder.Entry(PagedMachine.SecondPage, Code);
        state->Registers[14] = Function;
        state->Registers[15] = PageTableBuilder.Entry(PagedMachine.FirstPage, Code);
        WriteSwitch(machine, PagedMachine.FirstPage, 1);
        WriteSwitch(machine, PagedMachine.SecondPage, 100);

        Call(machine, Function);

        Assert.Equal(100ul * Calls, state->Registers[5]);
        Assert.Equal(100ul * Calls, state->Registers[7]);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_fence_that_user_mode_reaches_in_translated_code_traps(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using PagedMachine machine = NewMachine(tier);
        machine.Machine.Write(PagedMachine.FirstPage, Addi(5, 5, 1), SfenceVma(14, 0), Addi(7, 7, 1), Jalr(0, 0, 1));
        machine.Machine.Write(PagedMachine.FirstPage + 0x100, Jalr(0, 0, 10));
        machine.Machine.Write(MainPage + 0x100, BareMachine.Stop);
        machine.Space.Map(Function, PagedMachine.FirstPage, Code);
        machine.Space.Map(UserFunction, PagedMachine.FirstPage, Code | PageTableBuilder.U);
        machine.Machine.WriteCsr(SupervisorTrapVector, Main + 0x100);
        Call(machine, Function);
        ulong translated = machine.Machine.Runner().Counters.TranslatedInstructions;

        CpuState* state = machine.Cpu.State;
        state->Registers[10] = UserFunction;
        machine.View(MemoryView.User);
        machine.Machine.Run(UserFunction + 0x100);

        Assert.True(machine.Machine.Runner().Counters.TranslatedInstructions > translated, "nothing ran translated");
        Assert.Equal((Calls + 1ul, (ulong)Calls), (state->Registers[5], state->Registers[7]));
        Assert.Equal(
            (UserFunction + 4, (ulong)ExceptionCause.IllegalInstruction, (ulong)SfenceVma(14, 0)),
            (machine.Machine.ReadCsr(Epc), machine.Machine.ReadCsr(Cause), machine.Machine.ReadCsr(TrapValue)));
    }

    private static PagedMachine NewMachine(Tier tier)
    {
        PagedMachine machine = new(tier.Service);
        machine.Space.Map(Main, MainPage, Code);
        machine.Machine.Write(MainPage, [Jalr(1, 0, 10), Addi(6, 6, -1), Bne(6, 0, -8), .. BareMachine.Stop]);
        return machine;
    }

    private static void Call(PagedMachine machine, ulong function)
    {
        CpuState* state = machine.Cpu.State;
        (state->Registers[5], state->Registers[6], state->Registers[7], state->Registers[10]) = (0, Calls, 0, function);
        machine.Machine.Run(Main);
        Assert.True(machine.Machine.Runner().Counters.TranslatedInstructions > 0, "nothing ran translated");
    }

    // Maps the page of x13 in its own place, adds to x5 and x7 there, and maps the page of x15 for the next call.
    private static void WriteSwitch(PagedMachine machine, ulong page, int added) => machine.Machine.Write(
        page,
        Sd(13, 0, 12), SfenceVma(14, 0), Addi(5, 5, added), Addi(7, 7, added), Sd(15, 0, 12), SfenceVma(14, 0),
        Jalr(0, 0, 1));
}
