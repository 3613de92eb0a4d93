using Emu.Engine.Tiering;
using Emu.Isa;
using static Emu.Testing.RiscVWord;
using EngineTiers = Emu.Engine.Tiers;

namespace Emu.Engine.Tests.Tiers;

/// <summary>A guest that writes code without end does not have it all translated.</summary>
public sealed unsafe class EverChangingCodeTests
{
    private const ulong Start = BareMachine.RamStart, Changing = Start + 0x1000;
    private const uint FenceI = 0x0000_100f, ImmediateOne = 1 << 20;
    private const int Calls = 20, Rounds = 500;

    // Of one page: each waits for twice as many executions as the one before.
    private const int MostRegions = 50;

    [Theory]
    [InlineData(EngineTiers.Baseline)]
    [InlineData(EngineTiers.Llvm)]
    public void The_longer_it_goes_on_the_less_is_translated(EngineTiers tiers)
    {
        TieringPolicy policy = new() { Tiers = tiers, WarmThreshold = 2, HotThreshold = 2 };
        using Tier tier = new(policy);
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(
            Start,
            [
                // Writes `addi a0, a0, round`, and calls it some times.
                S(0, 8, 5, 0b010, 0b0100011), FenceI, Addi(7, 0, Calls), Jalr(1, 0, 5), Addi(7, 7, -1), Bne(7, 0, -8),
                R(0, 9, 8, 0, 8, 0b0110011), Addi(6, 6, -1), Bne(6, 0, -32), .. BareMachine.Stop,
            ]);
        machine.Write(Changing, [0, Jalr(0, 0, 1)]);
        CpuState* state = machine.State();
        state->Registers[5] = Changing;
        state->Registers[6] = Rounds;
        state->Registers[8] = Addi(10, 10, 1);
        state->Registers[9] = ImmediateOne;

        machine.Run(Start);

        Assert.Equal((ulong)Calls * Rounds * (Rounds + 1) / 2, state->Registers[10]);
        Assert.InRange(tier.Statistics.AddedRegions, 2, MostRegions);
    }
}
