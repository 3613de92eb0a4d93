using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>Code that is stored over: after <c>fence.i</c> no hart runs the old bytes, wherever the store came from.</summary>
public sealed unsafe class ModifiedCodeTests : IDisposable
{
    private const ulong Main = BareMachine.RamStart;
    private const ulong Writer = BareMachine.RamStart + 0x4000;

    private readonly BareMachine machine = new(hartCount: 2);

    public static TheoryData<ulong> FunctionAddresses =>
    [
        // In the page of its caller, in a page of its own, and astride two pages.
        BareMachine.RamStart + 0x800, BareMachine.RamStart + 0x2000, BareMachine.RamStart + 0x2ffe,
    ];

    [Theory]
    [MemberData(nameof(FunctionAddresses))]
    public void A_hart_sees_its_own_store_after_fence_i(ulong function)
    {
        machine.Write(function, RiscVWord.Addi(5, 5, 1), RiscVWord.Jalr(0, 0, 1));
        machine.Write(
            Main,
            [
                // Enters the page into the TLB for stores before it is decoded.
                RiscVWord.Sd(0, 0x40, 10), RiscVWord.Jalr(1, 0, 10), RiscVWord.Jalr(1, 0, 10),
                .. StoreHalves(), RiscVWord.FenceI, RiscVWord.Jalr(1, 0, 10), .. BareMachine.Stop,
            ]);
        SetUp(hart: 0, function, RiscVWord.Addi(5, 5, 100));

        machine.Run(Main);

        Assert.Equal(102ul, machine.State()->X[5]);
    }

    [Theory]
    [MemberData(nameof(FunctionAddresses))]
    public void A_hart_sees_another_harts_store_after_fence_i_although_that_hart_could_store_there_before(ulong function)
    {
        machine.Write(function, RiscVWord.Addi(5, 5, 1), RiscVWord.Jalr(0, 0, 1));
        machine.Write(Main, [RiscVWord.FenceI, RiscVWord.Jalr(1, 0, 10), .. BareMachine.Stop]);
        machine.Write(Writer, [.. StoreHalves(), .. BareMachine.Stop]);
        SetUp(hart: 0, function, 0);
        // The writer's first store enters the page into its TLB before anybody has decoded it.
        SetUp(hart: 1, function, RiscVWord.Addi(5, 5, 1));
        machine.Run(Writer, hart: 1);
        machine.Run(Main);

        SetUp(hart: 1, function, RiscVWord.Addi(5, 5, 100));
        machine.Run(Writer, hart: 1);
        machine.Run(Main);
        SetUp(hart: 1, function, RiscVWord.Addi(5, 5, 1000));
        machine.Run(Writer, hart: 1);
        machine.Run(Main);

        Assert.Equal(1101ul, machine.State()->X[5]);
    }

    [Fact]
    public void Stores_to_data_beside_code_leave_both_right()
    {
        const ulong Data = Main + 0x400;
        machine.Write(
            Main,
            [
                // Counts x6 down from 1000, adding 1 to the doubleword at x10 each time.
                RiscVWord.Addi(6, 0, 1000), RiscVWord.Ld(7, 0, 10), RiscVWord.Addi(7, 7, 1), RiscVWord.Sd(7, 0, 10),
                RiscVWord.Addi(6, 6, -1), RiscVWord.Bne(6, 0, -16), .. BareMachine.Stop,
            ]);
        machine.State()->X[10] = Data;

        machine.Run(Main);

        Assert.Equal(1000ul, machine.State()->X[7]);
    }

    public void Dispose() => machine.Dispose();

    // x11 and x12 hold the halves of a word that go to the address in x10, which need not be aligned to it.
    private static uint[] StoreHalves() => [RiscVWord.Sh(11, 0, 10), RiscVWord.Sh(12, 2, 10)];

    private void SetUp(int hart, ulong function, uint word)
    {
        machine.State(hart)->X[10] = function;
        machine.State(hart)->X[11] = word & 0xffff;
        machine.State(hart)->X[12] = word >> 16;
    }
}
