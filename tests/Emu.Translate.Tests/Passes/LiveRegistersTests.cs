using Emu.Translate.Llvm.Passes;
using static Emu.Translate.Tests.Passes.Graph;

namespace Emu.Translate.Tests.Passes;

/// <summary>Which registers entries load.</summary>
public sealed class LiveRegistersTests
{
    [Fact]
    public void What_is_used_later_is_live_unless_it_is_written_before()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2));
        blocks[1].Written = Registers(5);
        blocks[2].Used = Registers(5, 6);

        RegisterFlow live = LiveRegisters.Find(blocks);

        Assert.Equal(Registers(5, 6), live.AtStart(blocks[2]));
        Assert.Equal(Registers(6), live.AtStart(blocks[0]));
    }

    [Fact]
    public void What_a_block_uses_before_it_writes_it_is_live()
    {
        FlowBlock[] blocks = Of(1);
        blocks[0].Used = blocks[0].Written = Registers(5);

        Assert.Equal(Registers(5), LiveRegisters.Find(blocks).AtStart(blocks[0]));
    }

    [Fact]
    public void What_a_loop_uses_at_its_head_is_live_at_its_end()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2), (2, 0));
        blocks[0].Used = Registers(7);

        Assert.Equal(Registers(7), LiveRegisters.Find(blocks).AtStart(blocks[1]));
    }
}
