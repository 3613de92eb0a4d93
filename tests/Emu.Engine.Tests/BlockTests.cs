using Emu.Guest.RiscV;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>What the guest can see of blocks: how instructions are counted, and that running out of memory for blocks
/// is invisible.</summary>
public sealed unsafe class BlockTests
{
    [Fact]
    public void Every_retired_instruction_is_counted_once()
    {
        using BareMachine machine = new();
        machine.Write(
            BareMachine.RamStart,
            [
                RiscVWord.Addi(5, 0, 100), RiscVWord.Addi(6, 6, 3), RiscVWord.Addi(5, 5, -1), RiscVWord.Bne(5, 0, -8),
                .. BareMachine.Stop,
            ]);

        machine.Run(BareMachine.RamStart);

        Assert.Equal(1ul + (3 * 100) + (ulong)BareMachine.Stop.Length, machine.State()->InstructionsRetired);
    }

    [Fact]
    public void A_trap_in_the_middle_of_a_block_takes_back_the_instructions_that_did_not_run()
    {
        const ulong Handler = BareMachine.RamStart + 0x1000;
        using BareMachine machine = new();
        machine.Write(
            BareMachine.RamStart,
            RiscVWord.Csrrw(0, Csr.MTVec, 10), RiscVWord.Addi(5, 0, 1), RiscVWord.Ld(6, 0, 0), RiscVWord.Addi(5, 0, 2),
            RiscVWord.Ebreak);
        machine.Write(Handler, BareMachine.Stop);
        machine.State()->Registers[10] = Handler;

        machine.Run(BareMachine.RamStart);

        Assert.Equal(1ul, machine.State()->Registers[5]);
        Assert.Equal(2ul + (ulong)BareMachine.Stop.Length, machine.State()->InstructionsRetired);
    }

    [Fact]
    public void More_code_than_the_arena_holds_runs_to_its_end()
    {
        const int Jumps = 1_500_000;
        using BareMachine machine = new(ramSize: 8 << 20);
        uint[] code = new uint[Jumps];
        Array.Fill(code, RiscVWord.Jal(0, 4));
        machine.Write(BareMachine.RamStart, [.. code, .. BareMachine.Stop]);

        machine.Run(BareMachine.RamStart);
        machine.Run(BareMachine.RamStart);

        Assert.Equal(2ul * (Jumps + (ulong)BareMachine.Stop.Length), machine.State()->InstructionsRetired);
    }
}
