using Emu.Translate.Llvm.Passes;
using static Emu.Translate.Tests.Passes.Graph;

namespace Emu.Translate.Tests.Passes;

/// <summary>Which registers exits write back.</summary>
public sealed class DirtyRegistersTests
{
    [Fact]
    public void What_one_of_two_ways_has_written_is_dirty_where_they_meet()
    {
        FlowBlock[] blocks = Of(4, (0, 1), (0, 2), (1, 3), (2, 3));
        blocks[1].Written = Registers(5);
        blocks[2].Written = Registers(6, 127);

        RegisterFlow dirty = DirtyRegisters.Find(blocks);

        Assert.Equal(Registers(5, 6, 127), dirty.AtStart(blocks[3]));
        Assert.Equal(Registers(), dirty.AtStart(blocks[2]));
    }

    [Fact]
    public void What_a_loop_writes_at_its_end_is_dirty_at_its_head()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2), (2, 0));
        blocks[2].Written = Registers(7);

        Assert.Equal(Registers(7), DirtyRegisters.Find(blocks).AtStart(blocks[1]));
    }

    [Fact]
    public void A_block_adds_what_it_writes_at_its_own_end()
    {
        FlowBlock[] blocks = Of(1);
        blocks[0].Written = Registers(8);

        RegisterFlow dirty = DirtyRegisters.Find(blocks);

        Assert.Equal((Registers(), Registers(8)), (dirty.AtStart(blocks[0]), dirty.AtEnd(blocks[0])));
    }
}
