using Emu.Testing;
using Emu.Translate;
using Emu.Translate.Abi;
using Emu.Translate.Llvm;
using Emu.Translate.Regions;
using static Emu.Testing.RiscVWord;

namespace Emu.Engine.Tests.Tiers;

/// <summary>What happens to translated code from outside: interrupts, devices, resets, other CPUs.</summary>
public sealed unsafe class TranslatedEventTests
{
    private const ulong Main = BareMachine.RamStart, Function = BareMachine.RamStart + 0x2000;
    private const ulong Writer = BareMachine.RamStart + 0x4000, Handler = BareMachine.RamStart + 0x6000;
    private const int MStatus = 0x300, MIe = 0x304, MTVec = 0x305, MEpc = 0x341, MachineTimer = 7, Calls = 8;

    public static TheoryData<string> Accelerators => [.. TranslatingAccelerators.All];

    public static TheoryData<string> LlvmAccelerators => [.. TranslatingAccelerators.Llvm];

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_timer_interrupt_ends_a_loop_that_never_leaves_translated_code(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        machine.Write(Main, Sb(0, 0, 30), Addi(5, 5, 1), Bne(5, 6, -4));
        machine.Write(Main + 12, BareMachine.Stop);
        machine.Write(Handler, [Addi(7, 7, 1), .. BareMachine.Stop]);
        machine.WriteCsr(MTVec, Handler);
        machine.State()->Registers[6] = 1000;
        machine.Run(Main);
        Assert.True(machine.Runner().Counters.TranslatedInstructions > 900);

        machine.WriteCsr(MIe, 1 << MachineTimer);
        machine.WriteCsr(MStatus, 1 << 3);
        Thread timer = new(() =>
        {
            Thread.Sleep(20);
            machine.Runner().Cpu.SetLevel(MachineTimer, true);
        });
        machine.Signal.Stored = timer.Start;
        // It would end by itself, but only after seconds.
        (machine.State()->Registers[5], machine.State()->Registers[6]) = (0, 1ul << 33);
        machine.Run(Main);
        timer.Join();

        Assert.Equal(1ul, machine.State()->Registers[7]);
        Assert.True(machine.State()->Registers[5] < 1ul << 33);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Each_store_of_a_hot_loop_reaches_its_device_once(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        int stores = 0;
        machine.Signal.Stored = () => stores++;
        machine.Write(Main, Addi(7, 7, 2), Sb(7, 0, 30), Addi(5, 5, 1), Bne(5, 6, -12));
        machine.Write(Main + 16, BareMachine.Stop);
        machine.State()->Registers[6] = 100;

        machine.Run(Main);

        Assert.Equal((100, 200ul), (stores, machine.State()->Registers[7]));
        // A region that is checked leaves each to the interpreter instead, so that the device sees it once.
        bool isChecked = accelerator.Contains("check=on", StringComparison.Ordinal);
        ulong helped = machine.Runner().Counters.DeviceAccesses;
        ulong left = machine.Runner().Counters.SideExits[(int)SideExitCause.Store];
        Assert.True((isChecked ? left : helped) > 50);
        Assert.Equal(0ul, isChecked ? helped : left);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Each_load_of_a_hot_loop_reaches_its_device_once(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        ulong loads = 0;
        machine.Signal.Loaded = () => ++loads;
        // The second one finds what comes behind the first one's, however the block is left and entered between them.
        machine.Write(Main, Lb(8, 0, 30), Lb(9, 1, 30), Sub(9, 9, 8), Add(7, 7, 9), Addi(5, 5, 1), Bne(5, 6, -20));
        machine.Write(Main + 24, BareMachine.Stop);
        machine.State()->Registers[6] = 50;

        machine.Run(Main);

        Assert.Equal((100ul, 50ul), (loads, machine.State()->Registers[7]));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void A_store_of_a_size_that_its_device_does_not_take_faults_and_does_nothing(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = new(translation: tier.Service);
        int stores = 0;
        machine.Signal.Stored = () => stores++;
        machine.Write(Main, Addi(7, 7, 2), Sd(7, 0, 30), Addi(5, 5, 1), Bne(5, 6, -12));
        machine.Write(Main + 16, BareMachine.Stop);
        // Goes on behind the store.
        machine.Write(Handler, Csrrs(9, MEpc, 0), Addi(9, 9, 4), Csrrw(0, MEpc, 9), Addi(10, 10, 1), Mret);
        machine.WriteCsr(MTVec, Handler);
        machine.State()->Registers[6] = 100;

        machine.Run(Main);

        Assert.Equal((0, 200ul), (stores, machine.State()->Registers[7]));
        Assert.Equal(100ul, machine.State()->Registers[10]);
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void After_a_reset_nothing_is_left_of_code_that_was_attached(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = NewCaller(tier);
        Assert.Equal((ulong)Calls, Call(machine));

        machine.Runner().Reset();
        machine.Write(Function, Addi(5, 5, 100));

        Assert.Equal(100ul * Calls, Call(machine));
    }

    [Theory]
    [MemberData(nameof(Accelerators))]
    public void Code_that_another_hart_stores_unseen_runs_after_its_remote_fence(string accelerator)
    {
        using Tier tier = Tier.Of(accelerator);
        using BareMachine machine = NewCaller(tier);
        // The page is in the writer's TLB before the reader, called by the signal, decodes and translates it.
        machine.Write(
            Writer, [Sd(0, 0x40, 10), Sb(0, 0, 30), Sh(11, 2, 10), .. BareMachine.Stop]);
        ulong before = 0;
        machine.Signal.Stored = () => before = Call(machine);
        machine.State(1)->Registers[10] = Function;
        machine.State(1)->Registers[11] = Addi(5, 5, 100) >> 16;
        machine.Run(Writer, cpu: 1);
        machine.Runner().RequestFence(null, instructions: true);

        Assert.Equal((ulong)Calls, before);
        Assert.Equal(100ul * Calls, Call(machine));
    }

    [Theory]
    [MemberData(nameof(LlvmAccelerators))]
    public void A_page_that_changes_while_it_is_translated_does_not_get_that_code(string accelerator)
    {
        BareMachine? machine = null;
        int translations = 0;
        using Tier tier = Tier.Of(accelerator, () => new ObservedTranslator(source =>
        {
            // Data beside the code, stored behind everybody's back.
            if (source.Entry == 0 && translations++ == 0) machine!.Write(Main + 0x800, 1);
        }));
        using BareMachine made = new(translation: tier.Service);
        machine = made;
        made.Write(Main, [Addi(5, 5, 1), Bne(5, 6, -4), .. BareMachine.Stop]);
        made.State()->Registers[6] = 1000;

        made.Run(Main);

        Assert.True(translations > 1);
        Assert.True(made.Runner().Counters.TranslatedInstructions > 0);
        Assert.Equal(1000ul, made.State()->Registers[5]);
    }

    private static BareMachine NewCaller(Tier tier)
    {
        BareMachine machine = new(cpuCount: 2, translation: tier.Service);
        machine.Write(Function, Addi(5, 5, 1), Jalr(0, 0, 1));
        machine.Write(Main, [Jalr(1, 0, 10), Addi(6, 6, -1), Bne(6, 0, -8), .. BareMachine.Stop]);
        return machine;
    }

    private static ulong Call(BareMachine machine)
    {
        (machine.State()->Registers[5], machine.State()->Registers[6], machine.State()->Registers[10]) = (0, Calls, Function);
        ulong before = machine.Runner().Counters.TranslatedInstructions;
        machine.Run(Main);
        Assert.True(machine.Runner().Counters.TranslatedInstructions > before, "nothing ran translated");
        return machine.State()->Registers[5];
    }

    private sealed class ObservedTranslator(Action<RegionSource> observe) : IRegionTranslator
    {
        private readonly RegionTranslator translator = new(new TranslatorOptions { Verifies = true });

        public TranslatedRegion? Translate(RegionSource source, OptimizationLevel level)
        {
            observe(source);
            return translator.Translate(source, level);
        }

        public void Dispose() => translator.Dispose();
    }
}
