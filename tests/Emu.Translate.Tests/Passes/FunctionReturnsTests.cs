using Emu.Guest.RiscV;
using Emu.Testing;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Tests.Passes;

/// <summary>Where functions in a region return to.</summary>
public sealed class FunctionReturnsTests
{
    private static readonly uint Return = RiscVWord.Jalr(0, 0, 1), Nothing = RiscVWord.Addi(5, 5, 1);

    [Fact]
    public void A_function_returns_to_behind_each_of_its_calls_in_their_order() => Assert.Equal(
        [(12, 4), (12, 8)],
        Find([0, 4, 8, 12], RiscVWord.Jal(1, 12), RiscVWord.Jal(1, 8), RiscVWord.Ecall, Return));

    [Fact]
    public void Each_end_of_a_function_returns() => Assert.Equal(
        [(12, 4), (16, 4)],
        Find([0, 4, 8, 12, 16], RiscVWord.Jal(1, 8), RiscVWord.Ecall, RiscVWord.Beq(5, 6, 8), Return, Return));

    [Fact]
    public void A_call_inside_of_a_function_comes_back_into_it() => Assert.Equal(
        [(12, 4), (16, 12)],
        Find([0, 4, 8, 12, 16], RiscVWord.Jal(1, 8), RiscVWord.Ecall, RiscVWord.Jal(1, 8), Return, Return));

    [Fact]
    public void Code_that_nothing_calls_returns_to_no_known_place() => Assert.Empty(Find([0], Nothing, Return));

    [Fact]
    public void A_call_out_of_the_region_tells_nothing() => Assert.Empty(
        Find([0, 4], RiscVWord.Jal(1, RegionSource.PageSize), Return));

    // By the offsets of the block that returns and of the one that it returns to.
    private static (int End, int Target)[] Find(ushort[] heads, params uint[] words)
    {
        byte[] page = new byte[RegionSource.PageSize];
        Buffer.BlockCopy(words, 0, page, 0, words.Length * sizeof(uint));
        RegionSource source = new()
        {
            Page = page,
            PageHash = 0,
            Entry = 0,
            Blocks = [.. heads.Select(head => new BlockHeat(head, 1))],
            Isa = new IsaOptions().Isa,
        };
        RegionShape shape = RegionShape.Grow(source, limit: 100)!;
        return [.. FunctionReturns.Find(shape).OrderBy(each => each.Key.Offset)
            .SelectMany(each => each.Value.Select(target => (each.Key.Offset, target.Offset)))];
    }
}
