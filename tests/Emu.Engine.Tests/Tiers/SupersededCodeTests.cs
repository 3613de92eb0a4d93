using Emu.Engine.Cache;
using Emu.Engine.Tiering;
using Emu.Guest.RiscV;
using Emu.Translate.Regions;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Baseline code does not go on inside of itself where LLVM has made better code.</summary>
public sealed unsafe class SupersededCodeTests
{
    private const ulong Start = BareMachine.RamStart;
    private const ushort InnerLoop = 4;
    private const int Outer = 50, Inner = 2;

    // Never asks LLVM for anything: what there is of LLVM's code the tests put there.
    private static readonly TieringPolicy Policy = new()
    {
        // Both loops turn warm together, so that they are in one region.
        WarmThreshold = 8,
        HotThreshold = int.MaxValue,
        SampleThreshold = int.MaxValue,
    };

    [Fact]
    public void A_loop_inside_of_baseline_code_runs_as_LLVMs_code_once_there_is_some()
    {
        using Tier tier = new(Policy);
        Assert.Equal((ulong)Outer * Inner, Run(tier, out TierCounters first));
        Assert.True(first.BaselineRegions > 0);

        AddLoopThatAdds(tier, 100);

        // The outer loop's block contains the first turn of the inner loop.
        Assert.Equal((ulong)Outer * (1 + (100 * (Inner - 1))), Run(tier, out TierCounters second));
        Assert.True(second.BaselineRegions > 0, "no baseline code without the loop was made");
    }

    [Fact]
    public void Code_that_was_made_without_the_loop_is_not_made_again()
    {
        using Tier tier = new(Policy);
        Run(tier, out _);
        AddLoopThatAdds(tier, 100);
        ulong expected = Run(tier, out _);

        Assert.Equal(expected, Run(tier, out TierCounters third));
        Assert.Equal(0ul, third.BaselineRegions);
    }

    private static ulong Run(Tier tier, out TierCounters counters)
    {
        using BareMachine machine = NewMachine(tier);
        machine.State()->Registers[6] = Outer;
        machine.Run(Start);
        counters = machine.Runner().Counters;
        return machine.State()->Registers[5];
    }

    private static BareMachine NewMachine(Tier tier)
    {
        BareMachine machine = new(translation: tier.Service);
        machine.Write(
            Start,
            [
                Addi(7, 0, Inner), Addi(5, 5, 1), Addi(7, 7, -1), Bne(7, 0, -8), Addi(6, 6, -1), Bne(6, 0, -20),
                .. BareMachine.Stop,
            ]);
        return machine;
    }

    // LLVM's code of the inner loop, told apart by what it adds.
    private static void AddLoopThatAdds(Tier tier, int added)
    {
        using BareMachine machine = NewMachine(tier);
        byte[] page = machine.Memory.Memory(new(Start), RegionSource.PageSize).ToArray();
        RegionSource source = new()
        {
            Page = page,
            PageHash = PageHash.Of(page),
            Entry = InnerLoop,
            Blocks = [new BlockHeat(InnerLoop, 100)],
            Isa = new IsaOptions().Isa,
        };
        using WrongTranslator translator = new(
            changed => BitConverter.TryWriteBytes(changed.AsSpan(InnerLoop), Addi(5, 5, added)));
        Assert.NotNull(tier.Service.Stores.Of(0, isVolatile: false).Add(translator.Translate(source, OptimizationLevel.Fast)!));
    }
}
