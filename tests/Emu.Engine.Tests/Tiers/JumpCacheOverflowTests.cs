using Emu.Testing;
using Emu.Translate.Abi;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Jump targets that want the same place in the jump cache.</summary>
public sealed unsafe class JumpCacheOverflowTests
{
    private const ulong Main = BareMachine.RamStart, First = BareMachine.RamStart + 0x2000;
    private const ulong Second = First + (JumpTable.PageSets * 0x1000);
    private const int Rounds = 2000;

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Two_functions_that_are_called_in_turn_do_not_leave_translated_code(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = NewCaller(tier, BareMachine.Stop);

        machine.Run(Main);

        Assert.Equal(3ul * Rounds, machine.State()->Registers[7]);
        // What is compared with the interpreter is entered region by region.
        if (!tier.Service.Policy.Check) Assert.InRange(machine.Runner().Counters.Entries, 1ul, (ulong)Rounds / 2);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_function_that_had_to_make_room_runs_anew_after_it_was_changed(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = NewCaller(tier, [Sd(8, 0, 22), FenceI, .. BareMachine.Stop]);
        // Both have code by then; one of them is changed, once each.
        foreach (ulong changed in (ulong[])[First, Second])
        {
            (machine.State()->Registers[22], machine.State()->Registers[8]) = (changed, Addi(7, 7, 10) | ((ulong)Jalr(0, 0, 1) << 32));
            machine.State()->Registers[5] = 0;
            machine.Run(Main);
        }

        machine.State()->Registers[5] = machine.State()->Registers[7] = 0;
        machine.Run(Main);

        Assert.Equal(20ul * Rounds, machine.State()->Registers[7]);
    }

    // Calls both functions in turn, then does what is given.
    private static BareMachine NewCaller(Tier tier, uint[] end)
    {
        BareMachine machine = new(ramSize: (JumpTable.PageSets + 4) * 0x1000, translation: tier.Service);
        machine.Write(Main, Jalr(1, 0, 20), Jalr(1, 0, 21), Addi(5, 5, 1), Bne(5, 6, -12));
        machine.Write(Main + 16, end);
        machine.Write(First, Addi(7, 7, 1), Jalr(0, 0, 1));
        machine.Write(Second, Addi(7, 7, 2), Jalr(0, 0, 1));
        (machine.State()->Registers[6], machine.State()->Registers[20], machine.State()->Registers[21]) = (Rounds, First, Second);
        return machine;
    }
}
