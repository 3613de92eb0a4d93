using Emu.Engine.Tiering;
using Emu.Testing;

namespace Emu.Engine.Tests;

/// <summary>Code that is stored over: after <c>fence.i</c> no CPU runs the old bytes, wherever the store came
/// from.</summary>
public unsafe class ModifiedCodeTests : IDisposable
{
    private const ulong Main = BareMachine.RamStart;
    private const ulong Writer = BareMachine.RamStart + 0x4000;

    private readonly BareMachine machine;

    public ModifiedCodeTests()
        : this(null)
    {
    }

    /// <param name="translation">Where the machine's code is translated; null interprets it.</param>
    private protected ModifiedCodeTests(TranslationService? translation) =>
        machine = new BareMachine(cpuCount: 2, translation: translation);

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
        SetUp(cpu: 0, function, RiscVWord.Addi(5, 5, 100));

        machine.Run(Main);

        Assert.Equal(102ul, machine.State()->Registers[5]);
    }

    [Theory]
    [MemberData(nameof(FunctionAddresses))]
    public void A_hart_sees_its_own_store_behind_the_next_jump(ulong function)
    {
        machine.Write(function, RiscVWord.Addi(5, 5, 1), RiscVWord.Jalr(0, 0, 1));
        machine.Write(
            Main,
            [
                RiscVWord.Sd(0, 0x40, 10), RiscVWord.Jalr(1, 0, 10), RiscVWord.Jalr(1, 0, 10), RiscVWord.Jalr(1, 0, 10),
                .. StoreHalves(), RiscVWord.Jalr(1, 0, 10), .. BareMachine.Stop,
            ]);
        SetUp(cpu: 0, function, RiscVWord.Addi(5, 5, 100));

        machine.Run(Main);

        Assert.Equal(103ul, machine.State()->Registers[5]);
    }

    [Theory]
    [MemberData(nameof(FunctionAddresses))]
    public void A_hart_sees_another_harts_store_after_fence_i(ulong function)
    {
        SetUpReader(function);
        machine.Write(Writer, [.. StoreHalves(), .. BareMachine.Stop]);
        foreach (int added in (int[])[1, 100, 1000])
        {
            SetUp(cpu: 1, function, RiscVWord.Addi(5, 5, added));
            machine.Run(Writer, cpu: 1);
            machine.Run(Main);
        }

        Assert.Equal(1101ul, machine.State()->Registers[5]);
    }

    [Theory]
    [MemberData(nameof(FunctionAddresses))]
    public void A_hart_sees_a_store_that_another_made_through_a_TLB_entry_older_than_the_code(ulong function)
    {
        SetUpReader(function);
        // The first stores enter the page into the writer's TLB; then the reader decodes it; then come stores that no
        // slow path sees.
        machine.Write(
            Writer,
            [
                RiscVWord.Sd(0, 0x40, 10), RiscVWord.Sh(11, 0, 10), RiscVWord.Sb(0, 0, 30),
                .. StoreHalves(), .. BareMachine.Stop,
            ]);
        machine.Signal.Stored = () => machine.Run(Main);
        SetUp(cpu: 1, function, RiscVWord.Addi(5, 5, 100));
        // The reader first finds the low half of the new instruction with the high half of the old one: x5 + 1.
        machine.Run(Writer, cpu: 1);
        ulong before = machine.State()->Registers[5];
        machine.Run(Main);

        Assert.Equal(1ul, before);
        Assert.Equal(101ul, machine.State()->Registers[5]);
    }

    [Fact]
    public void A_store_to_the_second_half_of_an_instruction_astride_two_pages_is_seen_after_fence_i()
    {
        const ulong Function = BareMachine.RamStart + 0x2ffe;
        machine.Write(Function, RiscVWord.Addi(5, 5, 1), RiscVWord.Jalr(0, 0, 1));
        machine.Write(
            Main,
            [
                RiscVWord.Jalr(1, 0, 10), RiscVWord.Sh(12, 2, 10), RiscVWord.FenceI, RiscVWord.Jalr(1, 0, 10),
                .. BareMachine.Stop,
            ]);
        SetUp(cpu: 0, Function, RiscVWord.Addi(5, 5, 100));

        machine.Run(Main);

        Assert.Equal(101ul, machine.State()->Registers[5]);
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
        machine.State()->Registers[10] = Data;

        machine.Run(Main);

        Assert.Equal(1000ul, machine.State()->Registers[7]);
    }

    private protected BareMachine Machine => machine;

    public virtual void Dispose()
    {
        machine.Dispose();
        GC.SuppressFinalize(this);
    }

    private void SetUpReader(ulong function)
    {
        machine.Write(function, RiscVWord.Addi(5, 5, 1), RiscVWord.Jalr(0, 0, 1));
        machine.Write(Main, [RiscVWord.FenceI, RiscVWord.Jalr(1, 0, 10), .. BareMachine.Stop]);
        machine.State()->Registers[10] = function;
    }

    // x11 and x12 hold the halves of a word that go to the address in x10, which need not be aligned to it.
    private static uint[] StoreHalves() => [RiscVWord.Sh(11, 0, 10), RiscVWord.Sh(12, 2, 10)];

    private void SetUp(int cpu, ulong function, uint word)
    {
        machine.State(cpu)->Registers[10] = function;
        machine.State(cpu)->Registers[11] = word & 0xffff;
        machine.State(cpu)->Registers[12] = word >> 16;
    }
}
