using System.Diagnostics;
using Emu.Core.Memory;
using Emu.Engine.Lockstep;
using Emu.Engine.Tiering;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>Translated code that does something else than the interpreter does not go unnoticed.</summary>
public sealed unsafe class LockstepTests
{
    private const ulong Data = BareMachine.RamStart + 0x8000;

    // Adds 3 to x5 and stores the sum, 20 times.
    private static readonly uint[] Program =
    [
        Addi(7, 0, 20), Addi(5, 5, 3), Sd(5, 0, 10), Addi(7, 7, -1), Bne(7, 0, -12), .. BareMachine.Stop,
    ];

    [Fact]
    public void A_wrong_register_ends_the_run_with_both_states()
    {
        LockstepException failure = RunWrong(1, Addi(5, 5, 4));

        Assert.Contains("\n  x5: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\ntranslated: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains("\ninterpreted: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_store_ends_the_run() =>
        Assert.Contains("memory, store of 8 bytes", RunWrong(2, Sd(7, 0, 10)).Message, StringComparison.Ordinal);

    [Fact]
    public void Right_code_is_let_pass()
    {
        using Tier tier = new(Tier.Checked);
        using BareMachine machine = new(translation: tier.Service);
        Run(machine);

        Assert.Equal(60ul, machine.State()->Registers[5]);
        Assert.True(machine.Runner().Counters.TranslatedInstructions > 0);
    }

    [Fact]
    public void Memory_that_something_else_writes_meanwhile_is_no_difference()
    {
        using Tier tier = new(Tier.Checked);
        using BareMachine machine = new(translation: tier.Service);
        // Adds up what it loads, until it loads a large number.
        machine.Write(
            BareMachine.RamStart,
            [Ld(5, 0, 10), R(0, 5, 6, 0, 6, 0x33), B(-8, 11, 5, 6), .. BareMachine.Stop]);
        machine.State()->Registers[10] = Data;
        const ulong Large = 1000;
        machine.State()->Registers[11] = Large;
        nint host = (nint)machine.Memory.Find(new PhysicalAddress(BareMachine.RamStart))!.Host
            + (nint)(Data - BareMachine.RamStart);
        bool hasEnded = false;
        Thread device = new(() =>
        {
            Stopwatch limit = Stopwatch.StartNew();
            TierCounters counters = machine.Runner().Counters;
            for (ulong i = 0; !Volatile.Read(ref hasEnded); i++)
            {
                bool isEnough = counters.ChecksWithoutVerdict > 0 || limit.Elapsed > TimeSpan.FromMinutes(1);
                Volatile.Write(ref *(ulong*)host, isEnough ? Large : i & 0xff);
            }
        });
        device.Start();
        try
        {
            machine.Run(BareMachine.RamStart);
        }
        finally
        {
            Volatile.Write(ref hasEnded, true);
            device.Join();
        }

        Assert.True(machine.Runner().Counters.ChecksWithoutVerdict > 0);
    }

    [Fact]
    public void A_long_loop_is_checked_in_pieces()
    {
        using Tier tier = new(Tier.Checked);
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(BareMachine.RamStart, Sd(5, 0, 10), Addi(5, 5, 1), B(-8, 11, 5, 6));
        machine.Write(BareMachine.RamStart + 12, BareMachine.Stop);
        machine.State()->Registers[10] = Data;
        machine.State()->Registers[11] = 10_000;
        machine.Run(BareMachine.RamStart);

        Assert.Equal(10_000ul, machine.State()->Registers[5]);
        Assert.True(machine.Runner().Counters.Checks >= 10);
        Assert.Equal(0ul, machine.Runner().Counters.ChecksWithoutVerdict);
    }

    private static LockstepException RunWrong(int index, uint word)
    {
        using Tier tier = new(
            Tier.Checked,
            makeTranslator: () =>
                new WrongTranslator(page => BitConverter.TryWriteBytes(page.AsSpan(index * 4), word)));
        using BareMachine machine = new(translation: tier.Service);
        return Assert.Throws<LockstepException>(() => Run(machine));
    }

    private static void Run(BareMachine machine)
    {
        machine.Write(BareMachine.RamStart, Program);
        machine.State()->Registers[10] = Data;
        machine.Run(BareMachine.RamStart);
    }
}
