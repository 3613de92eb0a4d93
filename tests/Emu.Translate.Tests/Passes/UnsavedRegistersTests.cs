using Emu.Translate.Llvm.Passes;
using static Emu.Translate.Tests.Passes.Graph;

namespace Emu.Translate.Tests.Passes;

/// <summary>Which registers a restart point saves.</summary>
public sealed class UnsavedRegistersTests
{
    [Fact]
    public void A_needed_restart_point_leaves_what_was_written_behind_it_only()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2));
        blocks[0].Written = Registers(5);
        RestartPoint point = Access(blocks[1], hasSideEffect: true);
        blocks[1].Written = Registers(6, 7);
        blocks[1].Changed = Registers(7);

        RegisterFlow unsaved = UnsavedRegisters.Find(blocks, [point]);

        Assert.Equal(Registers(5), unsaved.AtStart(blocks[1]));
        Assert.Equal(Registers(7), unsaved.AtStart(blocks[2]));
    }

    [Fact]
    public void A_restart_point_that_is_left_out_saves_nothing()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2));
        blocks[0].Written = Registers(5);
        Access(blocks[1], hasSideEffect: true);
        blocks[1].Written = Registers(6, 7);
        blocks[1].Changed = Registers(7);

        Assert.Equal(Registers(5, 6, 7), UnsavedRegisters.Find(blocks, []).AtStart(blocks[2]));
    }

    [Fact]
    public void What_is_written_behind_a_loops_restart_point_is_unsaved_at_its_head()
    {
        FlowBlock[] blocks = Of(2, (0, 1), (1, 0));
        RestartPoint point = Access(blocks[0], hasSideEffect: true);
        blocks[1].Written = Registers(9);

        Assert.Equal(Registers(9), UnsavedRegisters.Find(blocks, [point]).AtStart(blocks[0]));
    }
}
