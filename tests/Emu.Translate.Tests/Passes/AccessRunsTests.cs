using Emu.Guest.RiscV;
using Emu.Isa;
using Emu.Translate.Llvm.Passes;
using Emu.Translate.Regions;

namespace Emu.Translate.Tests.Passes;

/// <summary>Which loads and stores of bytes become one access.</summary>
public sealed class AccessRunsTests
{
    [Fact]
    public void Loads_of_eight_bytes_from_one_base_are_one_load_at_the_first()
    {
        GuestInstruction[] block = [.. Enumerable.Range(0, 8).Select(i => Load(i, 12 + i, 10, 7 - i))];

        Dictionary<int, AccessRun> runs = Find([.. block]);

        AccessRun run = Assert.Single(runs.Values.Distinct());
        Assert.Equal((0, 8, 0), (run.Low, run.Size, run.At));
        Assert.Equal(8, runs.Count);
    }

    [Fact]
    public void Three_bytes_are_no_run() =>
        Assert.Empty(Find([Load(0, 12, 10, 0), Load(1, 13, 10, 1), Load(2, 14, 10, 2), Load(3, 15, 10, 4)]));

    [Fact]
    public void A_store_between_loads_ends_their_run() => Assert.Empty(Find(
    [
        Load(0, 12, 10, 0), Load(1, 13, 10, 1), Store(2, 20, 11, 0), Load(3, 14, 10, 2), Load(4, 15, 10, 3),
    ]));

    [Fact]
    public void A_base_that_changes_between_loads_ends_their_run() => Assert.Empty(Find(
        [Load(0, 12, 10, 0), Load(1, 13, 10, 1), Load(2, 10, 10, 2), Load(3, 15, 10, 3)]));

    [Fact]
    public void Stores_of_the_bytes_of_one_value_are_one_store_at_the_last()
    {
        List<GuestInstruction> block = [];
        for (int i = 0; i < 4; i++)
        {
            block.Add(Instruction(2 * i, Operation.Srli, 6, 12, 8 * i));
            block.Add(Store((2 * i) + 1, 6, 11, 5 + i));
        }

        AccessRun run = Assert.Single(Find(block).Values.Distinct());
        Assert.Equal((5, 4, 7 * 4), (run.Low, run.Size, run.At));
    }

    [Fact]
    public void Stores_of_bytes_that_were_loaded_elsewhere_in_that_order_are_one_store()
    {
        List<GuestInstruction> block = [.. Enumerable.Range(0, 4).Select(i => Load(i, 12 + i, 10, 3 + i))];
        block.AddRange(Enumerable.Range(0, 4).Select(i => Store(4 + i, 12 + i, 11, 9 + i)));

        Assert.Equal(2, Find(block).Values.Distinct().Count());
    }

    [Fact]
    public void Stores_of_four_values_stay_four() => Assert.Empty(Find(
        [.. Enumerable.Range(0, 4).Select(i => Store(i, 12 + i, 11, i))]));

    [Fact]
    public void A_load_between_stores_ends_their_run() => Assert.Empty(Find(
    [
        Store(0, 12, 11, 0), Instruction(1, Operation.Srli, 6, 12, 8), Store(2, 6, 11, 1), Load(3, 20, 10, 0),
        Instruction(4, Operation.Srli, 6, 12, 16), Store(5, 6, 11, 2), Instruction(6, Operation.Srli, 6, 12, 24),
        Store(7, 6, 11, 3),
    ]));

    private static GuestInstruction Load(int index, int into, int from, int offset) =>
        Instruction(index, Operation.Lbu, into, from, offset);

    private static GuestInstruction Store(int index, int value, int to, int offset) =>
        Instruction(index, Operation.Sb, value, to, offset);

    // Shift amounts are the third operand, offsets the immediate.
    private static GuestInstruction Instruction(int index, Operation operation, int a, int b, int number)
    {
        DecodedInstruction decoded = new() { Operation = (ushort)operation, A = (byte)a, B = (byte)b, Raw = 3 };
        if (operation == Operation.Srli) decoded.C = (byte)number;
        else decoded.Immediate = number;
        return new GuestInstruction(decoded, RiscVArchitecture.Instance.FactsOf(decoded), 4 * index);
    }

    private static Dictionary<int, AccessRun> Find(List<GuestInstruction> block) =>
        AccessRuns.Find(RiscVArchitecture.Instance.Registers, block);
}
