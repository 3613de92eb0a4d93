using Emu.Engine;
using Emu.Machine.Boot;
using Emu.Testing.Machines;

namespace Emu.Guest.Arm64.Platform.Tests;

/// <summary>Whole machines, from power-on to their end.</summary>
public sealed class MachineTests
{
    private const ulong Start = 0x4008_0000, Vectors = 0x800, IrqOfKernel = 0x280;

    // Starts the second CPU with 'O', waits until that is off again, and prints what CPU_ON has answered. The second CPU prints
    // what it finds in x0 and in MPIDR_EL1, and turns itself off.
    private static readonly uint[] TwoCpus =
    [
        0xd2a1_2007, // mov x7, #0x9000000
        0xd2b8_8000, 0xf280_0060, // x0 = CPU_ON
        0xd280_0021, 0x1000_0222, 0xd280_09e3, // mov x1, #1; adr x2, other; mov x3, #'O'
        0xd400_0002, 0xaa00_03e8, // hvc #0; mov x8, x0
        0xd2b8_8000, 0xf280_0080, 0xd280_0021, 0xaa1f_03e2, 0xd400_0002, // 1: AFFINITY_INFO of CPU 1
        0xf100_041f, 0x54ff_ff41, // cmp x0, #1; b.ne 1b
        0x1100_c108, 0xb900_00e8, // add w8, w8, #'0'; str w8, [x7]
        0x52b0_8000, 0x7280_0100, 0xd400_0002, 0x1400_0000, // SYSTEM_OFF
        0xd2a1_2007, 0xb900_00e0, // other: mov x7, #0x9000000; str w0, [x7]
        0xd538_00a1, 0x1200_1c21, // mrs x1, mpidr_el1; and w1, w1, #0xff
        0x1100_c021, 0xb900_00e1, // add w1, w1, #'0'; str w1, [x7]
        0x52b0_8000, 0x7280_0040, 0xd400_0002, // CPU_OFF
    ];

    // Starts a CPU that is not there, and prints what CPU_ON has answered.
    private static readonly uint[] NoSuchCpu =
    [
        0xd2a1_2007, // mov x7, #0x9000000
        0xd2b8_8000, 0xf280_0060, // x0 = CPU_ON
        0xd280_0021, 0x10ff_ff82, 0xd280_09e3, 0xd400_0002, // mov x1, #1; adr x2, start; mov x3, #'O'; hvc #0
        0x1100_c000, 0xb900_00e0, // add w0, w0, #'0'; str w0, [x7]
        0x52b0_8000, 0x7280_0100, 0xd400_0002, 0x1400_0000, // SYSTEM_OFF
    ];

    // Waits for the virtual timer, and prints what the interrupt controller says of it.
    private static readonly uint[] Timer =
    [
        0x1000_4000, 0xd518_c000, // adr x0, vectors; msr vbar_el1, x0
        0xd2a1_0014, 0x5280_0021, 0xb900_0281, // GICD_CTLR = 1
        0x52a1_0002, 0xb901_0282, // GICD_ISENABLER0 = 1 << 27
        0xd2a1_0035, 0x5280_1e03, 0xb900_06a3, 0xb900_02a1, // GICC_PMR = 0xf0, GICC_CTLR = 1
        0xd51b_e301, 0xd51b_e321, // CNTV_TVAL_EL0 = 1, CNTV_CTL_EL0 = 1
        0xd503_42ff, 0xd503_207f, 0x17ff_ffff, // msr daifclr, #2; 1: wfi; b 1b
    ];

    private static readonly uint[] TimerHandler =
    [
        0xb940_0ea4, // ldr w4, [GICC_IAR]
        0xd280_0045, 0xd51b_e325, // CNTV_CTL_EL0 = 2
        0xb900_12a4, 0xb940_0ea6, // GICC_EOIR = w4; ldr w6, [GICC_IAR]
        0x1100_9884, 0xd2a1_2007, 0xb900_00e4, // print w4 + 'A' - 27
        0x510f_fcc6, 0x1101_08c6, 0xb900_00e6, // print w6 + 'B' - 1023
        0x52b0_8000, 0x7280_0100, 0xd400_0002, 0x1400_0000, // SYSTEM_OFF
    ];

    // SYSTEM_RESET.
    private static readonly uint[] Reset = [0x52b0_8000, 0x7280_0120, 0xd400_0002, 0x1400_0000];

    // Goes round 300 times with other flags and other stack pointers; each time, registers of EL2 are read three times, which is
    // undefined, once on the stack of EL0. Everything that the handler sees is added up and printed.
    private static readonly uint[] Undefined =
    [
        0x1000_4000, 0xd518_c000, 0xd503_3fdf, 0xd2a1_2007, 0xd280_2589, 0xd280_0002, 0x1000_04ca, 0x9100_015f,
        0xf101_913f, 0xd53c_1100, 0x93c2_1c43, 0x8b03_0042, 0xd500_40bf, 0x8b09_014b, 0x927c_ed6b, 0x9100_017f,
        0xfa54_1925, 0xd53c_1100, 0x9100_03ec, 0x8b0c_0042, 0xd500_41bf, 0x9100_03ec, 0xca0c_0042, 0xab0a_012d,
        0xd503_42df, 0xd53c_1100, 0x9a9f_37ee, 0x8b0e_0c42, 0xf100_0529, 0xd53b_4220, 0x54ff_fd21, 0xd280_0209,
        0x93c2_f042, 0x9240_0c43, 0x1101_0463, 0xb900_00e3, 0xf100_0529, 0x54ff_ff61, 0x52b0_8000, 0x7280_0100,
        0xd400_0002, 0x1400_0000,
    ];

    // Of exceptions on the stack of EL0, which differs from the other one in a number only.
    private static readonly uint[] UndefinedOnOtherStack = [0xd280_2001, 0x1400_0080];

    private static readonly uint[] UndefinedHandler =
    [
        0xd280_4001, 0xd538_4003, 0xd35c_fc63, 0x8b03_0042, 0x9100_03e4, 0x8b04_1442, 0x8b01_0042, 0xd538_4023,
        0x9100_1063, 0xd518_4023, 0xd69f_03e0,
    ];

    [Theory]
    [InlineData(AccelKind.Interpreter)]
    [InlineData(AccelKind.Aot)]
    public void A_cpu_starts_another_one_with_an_argument(AccelKind kind) =>
        Assert.Equal((0, "O10"), Run(kind, cpus: 2, TwoCpus));

    [Theory]
    [InlineData(AccelKind.Interpreter)]
    [InlineData(AccelKind.Aot)]
    public void A_timer_wakes_a_cpu_that_waits(AccelKind kind)
    {
        uint[] image = new uint[(int)(Vectors + IrqOfKernel) / 4 + TimerHandler.Length];
        Timer.CopyTo(image, 0);
        TimerHandler.CopyTo(image, (int)(Vectors + IrqOfKernel) / 4);
        Assert.Equal((0, "AB"), Run(kind, cpus: 1, image));
    }

    /// <summary>QEMU prints the same.</summary>
    [Theory]
    [InlineData(AccelKind.Interpreter, Tiers.Interpreter)]
    [InlineData(AccelKind.Aot, Tiers.Baseline)]
    [InlineData(AccelKind.Aot, Tiers.Llvm)]
    public void Exceptions_find_flags_and_stack_pointers_in_every_engine(AccelKind kind, Tiers tiers)
    {
        const int vectors = 0x800 / sizeof(uint), onOwnStack = vectors + (0x200 / sizeof(uint));
        uint[] image = new uint[onOwnStack + UndefinedHandler.Length];
        Undefined.CopyTo(image, 0);
        UndefinedOnOtherStack.CopyTo(image, vectors);
        UndefinedHandler.CopyTo(image, onOwnStack);
        AccelOptions accel = AccelOptions.Default with
        {
            Kind = kind,
            Tiers = tiers,
            Cache = CacheMode.Off,
            WarmThreshold = 4,
            HotThreshold = 8,
            Wait = true,
        };
        Assert.Equal((0, "DCLACFFNOMGOFFMJ"), Run(accel, cpus: 1, image));
    }

    /// <summary>INVALID_PARAMETERS is -2: a dot, two below the digit 0.</summary>
    [Fact]
    public void A_cpu_that_is_not_there_cannot_be_started() =>
        Assert.Equal((0, "."), Run(AccelKind.Interpreter, cpus: 1, NoSuchCpu));

    [Fact]
    public void A_reset_ends_a_machine_that_ends_on_reset() =>
        Assert.Equal((0, ""), Run(AccelKind.Interpreter, cpus: 1, Reset));

    private static (int Status, string Output) Run(AccelKind kind, int cpus, uint[] words) =>
        Run(AccelOptions.Default with { Kind = kind }, cpus, words);

    private static (int Status, string Output) Run(AccelOptions accel, int cpus, uint[] words)
    {
        ElfBuilder elf = new ElfBuilder() { Machine = 183, Entry = Start }.Segment(Start, SmallMachine.Bytes(words), 0x1_0000);
        using TemporaryFile kernel = new(elf.Build());
        return SmallMachine.Run(new BootOptions() { KernelPath = kernel.Path }, accel, cpus);
    }
}
