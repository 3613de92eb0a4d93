using System.Runtime.InteropServices;
using Emu.Engine.Code;
using Emu.Isa;
using Emu.Testing;
using Emu.Translate.Abi;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Returns of translated code, which go where calls have noted: never to code that is not right there any more.</summary>
public sealed unsafe class ReturnTests
{
    private const ulong Main = BareMachine.RamStart, Function = Main + 0x2000, Handler = Main + 0x4000, PageSize = 0x1000;
    private const int Rounds = 2000;

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    public static TheoryData<string> Changes =>
        [nameof(JumpCache.Flush), nameof(JumpCache.FlushSpace), nameof(JumpCache.SelectSpace), nameof(JumpCache.NoteForgottenCode),
            nameof(JumpCache.FlushPage), nameof(JumpCache.ClearSet)];

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Code_behind_a_call_that_the_function_changes_runs_as_it_is_then(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(Main, [Addi(0, 0, 0), Jalr(1, 0, 20), Addi(7, 7, 1), Addi(5, 5, 1), Bne(5, 6, -12), .. BareMachine.Stop]);
        machine.Write(Function, Beq(5, 9, 8), Jalr(0, 0, 1), Sd(8, 8, 22), FenceI, Jalr(0, 0, 1));
        ulong* registers = machine.State()->Registers;
        (registers[6], registers[9], registers[20], registers[22], registers[8]) =
            (Rounds, Rounds / 2, Function, Main, Addi(7, 7, 10) | ((ulong)Addi(5, 5, 1) << 32));

        machine.Run(Main);

        Assert.Equal(11ul * Rounds / 2, registers[7]);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Calls_of_many_pages_that_want_one_place_return_where_they_came_from(string accelerator)
    {
        const int Pages = 12;
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(ramSize: 64 * PageSize, translation: tier.Service);
        machine.Write(Main, [Jalr(1, 0, 20), Addi(5, 5, 1), Bne(5, 6, -8), .. BareMachine.Stop]);
        // Each keeps where it returns to in memory of its own, calls the next page's and counts by two.
        for (int page = 0; page < Pages; page++)
        {
            machine.Write(
                Function + ((ulong)page * PageSize),
                Addi(11, 10, 0), Sd(1, 0, 11), Addi(10, 10, 8), page == Pages - 1 ? Addi(0, 0, 0) : Jal(1, (int)PageSize - 12), Addi(7, 7, 2), Addi(10, 10, -8),
                Ld(1, 0, 10), Jalr(0, 0, 1));
        }

        ulong* registers = machine.State()->Registers;
        (registers[6], registers[10], registers[20]) = (Rounds, Main + (60 * PageSize), Function);

        machine.Run(Main);

        Assert.Equal(2ul * Pages * Rounds, registers[7]);
        // What is compared with the interpreter is entered region by region.
        if (!tier.Service.Policy.Check) Assert.InRange(machine.Runner().Counters.Entries, 1ul, (ulong)Rounds / 2);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_return_to_address_0_is_a_fault_of_the_guest(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(Main, [Jalr(1, 0, 20), Addi(5, 5, 1), Bne(5, 6, -8), Addi(1, 0, 0), Csrrw(0, 0x305, 21), Jalr(0, 0, 20)]);
        machine.Write(Function, Addi(7, 7, 1), Jalr(0, 0, 1));
        machine.Write(Handler, [Addi(7, 7, 5), .. BareMachine.Stop]);
        ulong* registers = machine.State()->Registers;
        (registers[6], registers[20], registers[21]) = (Rounds, Function, Handler);

        machine.Run(Main);

        Assert.Equal(Rounds + 6ul, registers[7]);
    }

    [Fact]
    public void A_table_that_was_cleared_has_no_address()
    {
        ulong[] table = new ulong[ReturnTable.Bytes / sizeof(ulong)];
        ReturnTable.Clear(table);

        for (int address = 0; address < 2 * ReturnTable.Bytes; address++)
            Assert.NotEqual((ulong)address, table[ReturnTable.OffsetOf(address) / sizeof(ulong)]);
    }

    [Theory]
    [MemberData(nameof(Changes))]
    public void Nothing_is_known_of_returns_after_code_was_forgotten_or_another_address_space_chosen(string change)
    {
        var state = (CpuState*)NativeMemory.AllocZeroed((nuint)sizeof(CpuState));
        try
        {
            using JumpCache jumps = new(state, [ContextKind.PerSpace, ContextKind.Shared, ContextKind.PerSpace]);
            for (int each = 0; each < 3; each++)
            {
                jumps.SetContext(each);
                jumps.ReturnsOf(each).Fill(BareMachine.RamStart);
                Assert.True(state->Returns == Pointer(jumps, each));
            }

            jumps.SetContext(1);
            Assert.Equal(BareMachine.RamStart, jumps.ReturnsOf(0)[0]);
            switch (change)
            {
                case nameof(JumpCache.Flush): jumps.Flush(); break;
                case nameof(JumpCache.FlushSpace): jumps.FlushSpace(3); break;
                case nameof(JumpCache.SelectSpace): jumps.SelectSpace(2, stale: false); break;
                case nameof(JumpCache.NoteForgottenCode): jumps.NoteForgottenCode(); break;
                case nameof(JumpCache.FlushPage): jumps.FlushPage(Main); break;
                default: jumps.ClearSet(7); break;
            }

            for (int each = 0; each < 3; each++) Assert.Equal(-1, jumps.ReturnsOf(each).IndexOf(BareMachine.RamStart));
        }
        finally
        {
            NativeMemory.Free(state);
        }
    }

    private static void* Pointer(JumpCache jumps, int context)
    {
        fixed (ulong* first = jumps.ReturnsOf(context)) return first;
    }
}
