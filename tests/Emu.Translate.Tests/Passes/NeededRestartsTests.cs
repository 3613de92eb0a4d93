using Emu.Translate.Llvm.Passes;
using static Emu.Translate.Tests.Passes.Graph;

namespace Emu.Translate.Tests.Passes;

/// <summary>Which restart points a region keeps.</summary>
public sealed class NeededRestartsTests
{
    [Fact]
    public void Entries_are_restart_points_so_that_their_first_access_needs_none()
    {
        FlowBlock[] blocks = Of(1);
        Access(blocks[0], hasSideEffect: true);

        Assert.Empty(NeededRestarts.Find(blocks));
    }

    [Fact]
    public void All_but_the_first_of_a_block_are_needed()
    {
        FlowBlock[] blocks = Of(1);
        Access(blocks[0], hasSideEffect: true);
        RestartPoint second = Access(blocks[0], hasSideEffect: false);

        Assert.Equal([second], NeededRestarts.Find(blocks));
    }

    [Fact]
    public void An_access_behind_a_store_of_one_way_needs_one_and_behind_a_load_none()
    {
        FlowBlock[] blocks = Of(4, (0, 1), (1, 2), (0, 3));
        Access(blocks[0], hasSideEffect: false);
        Access(blocks[1], hasSideEffect: true);
        RestartPoint behindStore = Access(blocks[2], hasSideEffect: false);
        Access(blocks[3], hasSideEffect: false);

        Assert.Equal([behindStore], NeededRestarts.Find(blocks));
    }

    [Fact]
    public void A_store_is_remembered_through_blocks_that_access_nothing()
    {
        FlowBlock[] blocks = Of(3, (0, 1), (1, 2));
        Access(blocks[0], hasSideEffect: true);

        RestartPoint behind = Access(blocks[2], hasSideEffect: false);

        Assert.Equal([behind], NeededRestarts.Find(blocks));
    }

    [Fact]
    public void A_loop_that_stores_needs_one_at_its_first_access()
    {
        FlowBlock[] blocks = Of(2, (0, 1), (1, 0));
        RestartPoint first = Access(blocks[1], hasSideEffect: true);

        Assert.Equal([first], NeededRestarts.Find(blocks));
    }
}
