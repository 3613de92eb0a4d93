using static Emu.Guest.Arm64.Privileged.RegisterAccess;

namespace Emu.Guest.Arm64.Privileged;

/// <summary>All system registers that EL1 and EL0 have (D17), one line each; what is not here is undefined.</summary>
internal static class SystemRegisterTable
{
    private static readonly short[] IndexByNumber = new short[1 << 15];

    /// <summary>Registers that the CPU itself asks for.</summary>
    public static readonly SystemRegister
        Control = new("SCTLR_EL1", 3, 0, 1, 0, 0)
        {
            Reset = SystemControlBits.ResetValue,
            Writable = SystemControlBits.Writable,
            Write = static (cpu, value) => cpu.WriteSystemControl(value),
        },
        TranslationControlRegister = new("TCR_EL1", 3, 0, 2, 0, 2) { Write = static (cpu, value) => cpu.WriteTranslationControl(value) },
        LowerBase = new("TTBR0_EL1", 3, 0, 2, 0, 0) { Write = static (cpu, value) => cpu.WriteTranslationBase(LowerBase!, value) },
        UpperBase = new("TTBR1_EL1", 3, 0, 2, 0, 1) { Write = static (cpu, value) => cpu.WriteTranslationBase(UpperBase!, value) },
        FloatAccess = new("CPACR_EL1", 3, 0, 1, 0, 2) { Writable = 3 << 20, Write = static (cpu, value) => cpu.WriteFloatAccess(value) },
        SavedState = new("SPSR_EL1", 3, 0, 4, 0, 0) { Writable = uint.MaxValue },
        ReturnAddress = new("ELR_EL1", 3, 0, 4, 0, 1),
        Syndrome = new("ESR_EL1", 3, 0, 5, 2, 0) { Writable = 0x00ff_ffff_ffff },
        FaultAddress = new("FAR_EL1", 3, 0, 6, 0, 0),
        TranslatedAddress = new("PAR_EL1", 3, 0, 7, 4, 0),
        Attributes = new("MAIR_EL1", 3, 0, 10, 2, 0),
        VectorBase = new("VBAR_EL1", 3, 0, 12, 0, 0) { Writable = ~0x7ffUL },
        CounterControl = new("CNTKCTL_EL1", 3, 0, 14, 1, 0) { Writable = 0x3ff },
        CacheSelection = new("CSSELR_EL1", 3, 2, 0, 0, 0) { Writable = 0xf };

    private static readonly SystemRegister
        LockStatus = new("OSLSR_EL1", 2, 0, 1, 1, 4) { Access = RegisterAccess.Read, Reset = 0xa },
        Claims = new("DBGCLAIMCLR_EL1", 2, 0, 7, 9, 6) { Write = static (cpu, value) => cpu[Claims!] &= ~(value & 0xff) };

    private static readonly SystemRegister[] All = Number(
    [
        Control, TranslationControlRegister, LowerBase, UpperBase, FloatAccess, SavedState, ReturnAddress, Syndrome,
        FaultAddress, TranslatedAddress, Attributes, VectorBase, CounterControl,
        .. General, .. Process, .. Caches, .. Timers, .. Keys, .. Debugging, .. Identification,
    ]);

    private static IEnumerable<SystemRegister> General =>
    [
        Constant("ACTLR_EL1", 3, 0, 1, 0, 1, 0) with { Access = ReadWrite, Writable = 0 },
        new("SP_EL0", 3, 0, 4, 1, 0)
        {
            Read = static cpu => cpu.ProgramStack,
            Write = static (cpu, value) => cpu.ProgramStack = value,
        },
        Constant("AFSR0_EL1", 3, 0, 5, 1, 0, 0) with { Access = ReadWrite, Writable = 0 },
        Constant("AFSR1_EL1", 3, 0, 5, 1, 1, 0) with { Access = ReadWrite, Writable = 0 },
        Constant("AMAIR_EL1", 3, 0, 10, 3, 0, 0) with { Access = ReadWrite, Writable = 0 },
        Constant("RVBAR_EL1", 3, 0, 12, 0, 1, 0),
        new("ISR_EL1", 3, 0, 12, 1, 0) { Access = RegisterAccess.Read, Read = static cpu => cpu.PendingInterrupts },
        new("CONTEXTIDR_EL1", 3, 0, 13, 0, 1) { Writable = uint.MaxValue },
        new("TPIDR_EL1", 3, 0, 13, 0, 4),
        new("TPIDRRO_EL0", 3, 3, 13, 0, 3) { UserAccess = RegisterAccess.Read },
    ];

    private static IEnumerable<SystemRegister> Process =>
    [
        new("SPSel", 3, 0, 4, 2, 0) { Read = static cpu => cpu.SelectsOwnStack ? 1u : 0, Write = static (cpu, value) => cpu.SelectStack((value & 1) != 0) },
        new("CurrentEL", 3, 0, 4, 2, 2) { Access = RegisterAccess.Read, Read = static cpu => (ulong)cpu.Level << 2 },
        new("PAN", 3, 0, 4, 2, 3)
        {
            Needs = Arm64Features.Pan,
            Read = static cpu => cpu.ReadProcessBit(ProcessState.NeverAccess),
            Write = static (cpu, value) => cpu.WriteProcessBit(ProcessState.NeverAccess, value),
        },
        new("UAO", 3, 0, 4, 2, 4)
        {
            Needs = Arm64Features.Uao,
            Read = static cpu => cpu.ReadProcessBit(ProcessState.UserOverride),
            Write = static (cpu, value) => cpu.WriteProcessBit(ProcessState.UserOverride, value),
        },
        new("DAIF", 3, 3, 4, 2, 1)
        {
            UserAccess = ReadWrite,
            UserGate = static cpu => cpu.Allows(SystemControlBits.UserMasks),
            Read = static cpu => cpu.Masks << ProcessState.MaskBit,
            Write = static (cpu, value) => cpu.WriteMasks((value >> ProcessState.MaskBit) & 15),
        },
        new("DIT", 3, 3, 4, 2, 5)
        {
            UserAccess = ReadWrite,
            Needs = Arm64Features.Dit,
            Read = static cpu => cpu.ReadStateBits(SystemRegisters.DataIndependentTiming),
            Write = static (cpu, value) => cpu.SetStateBits(SystemRegisters.DataIndependentTiming, value),
        },
        new("SSBS", 3, 3, 4, 2, 6)
        {
            UserAccess = ReadWrite,
            Needs = Arm64Features.Ssbs,
            Read = static cpu => cpu.ReadStateBits(SystemRegisters.SpeculativeStoreBypass),
            Write = static (cpu, value) => cpu.SetStateBits(SystemRegisters.SpeculativeStoreBypass, value),
        },
        new("FPCR", 3, 3, 4, 4, 0) { UserAccess = ReadWrite, Read = static cpu => cpu.Fpcr, Write = static (cpu, value) => cpu.Fpcr = (uint)value },
        new("FPSR", 3, 3, 4, 4, 1) { UserAccess = ReadWrite, Read = static cpu => cpu.Fpsr, Write = static (cpu, value) => cpu.Fpsr = (uint)value },
    ];

    // Those of a Cortex-A57: 48 KiB of instructions, 32 KiB of data, 2 MiB of both (its manual, 4.3.22 to 4.3.24).
    private static IEnumerable<SystemRegister> Caches =>
    [
        new("CCSIDR_EL1", 3, 1, 0, 0, 0) { Access = RegisterAccess.Read, Read = static cpu => cpu.CacheSize },
        Constant("CLIDR_EL1", 3, 1, 0, 0, 1, 0x0a20_0023),
        Constant("AIDR_EL1", 3, 1, 0, 0, 7, 0),
        CacheSelection,
        Constant("CTR_EL0", 3, 3, 0, 0, 1, Arm64Cpu.CacheType) with
        {
            UserAccess = RegisterAccess.Read, UserGate = static cpu => cpu.Allows(SystemControlBits.UserReadsCacheType),
        },
        new("DCZID_EL0", 3, 3, 0, 0, 7) { Access = RegisterAccess.Read, UserAccess = RegisterAccess.Read, Read = static cpu => cpu.ZeroBlock },
    ];

    private static IEnumerable<SystemRegister> Timers =>
    [
        Constant("CNTFRQ_EL0", 3, 3, 14, 0, 0, GenericTimer.Frequency) with
        {
            UserAccess = RegisterAccess.Read, UserGate = static cpu => (cpu[CounterControl] & 3) != 0,
        },
        Counter("CNTPCT_EL0", 1, 1 << 0), Counter("CNTVCT_EL0", 2, 1 << 1),
        .. Timer("CNTP", 2, 1 << 9, static cpu => cpu.PhysicalTimer), .. Timer("CNTV", 3, 1 << 8, static cpu => cpu.VirtualTimer),
    ];

    private static SystemRegister Counter(string name, int op2, ulong gate) => new(name, 3, 3, 14, 0, op2)
    {
        Access = RegisterAccess.Read,
        UserAccess = RegisterAccess.Read,
        UserGate = cpu => (cpu[CounterControl] & gate) != 0,
        Read = static cpu => cpu.CounterValue,
    };

    private static IEnumerable<SystemRegister> Timer(string name, int crm, ulong gate, Func<Arm64Cpu, GenericTimer> timer)
    {
        Func<Arm64Cpu, bool> isOpen = cpu => (cpu[CounterControl] & gate) != 0;
        return
        [
            new($"{name}_TVAL_EL0", 3, 3, 14, crm, 0)
            {
                UserAccess = ReadWrite, UserGate = isOpen,
                Read = cpu => timer(cpu).Distance, Write = (cpu, value) => timer(cpu).Distance = value,
            },
            new($"{name}_CTL_EL0", 3, 3, 14, crm, 1)
            {
                UserAccess = ReadWrite, UserGate = isOpen,
                Read = cpu => timer(cpu).Control, Write = (cpu, value) => timer(cpu).Control = value,
            },
            new($"{name}_CVAL_EL0", 3, 3, 14, crm, 2)
            {
                UserAccess = ReadWrite, UserGate = isOpen,
                Read = cpu => timer(cpu).Compare, Write = (cpu, value) => timer(cpu).Compare = value,
            },
        ];
    }

    // The keys of pointer authentication, two registers each.
    private static IEnumerable<SystemRegister> Keys =>
        from key in new (string Name, int Crm, int Op2)[] { ("APIA", 1, 0), ("APIB", 1, 2), ("APDA", 2, 0), ("APDB", 2, 2), ("APGA", 3, 0) }
        let number = ((key.Crm - 1) * 2) + (key.Op2 / 2)
        from half in Enumerable.Range(0, 2)
        select new SystemRegister($"{key.Name}Key{(half == 0 ? "Lo" : "Hi")}_EL1", 3, 0, 2, key.Crm, key.Op2 + half)
        {
            Needs = Arm64Features.Pauth,
            Read = cpu => cpu.ReadKey(number, half),
            Write = (cpu, value) => cpu.WriteKey(number, half, value),
        };

    private static IEnumerable<SystemRegister> Debugging =>
    [
        .. Enumerable.Range(0, Arm64Cpu.Breakpoints).SelectMany(n => (SystemRegister[])
            [new($"DBGBVR{n}_EL1", 2, 0, 0, n, 4), new($"DBGBCR{n}_EL1", 2, 0, 0, n, 5) { Writable = 0x00ff_e1ff }]),
        .. Enumerable.Range(0, Arm64Cpu.Watchpoints).SelectMany(n => (SystemRegister[])
            [new($"DBGWVR{n}_EL1", 2, 0, 0, n, 6), new($"DBGWCR{n}_EL1", 2, 0, 0, n, 7) { Writable = 0x1f1f_ffff }]),
        new("OSDTRRX_EL1", 2, 0, 0, 0, 2) { Writable = uint.MaxValue },
        new("MDCCINT_EL1", 2, 0, 0, 2, 0) { Writable = 3 << 29 },
        new("MDSCR_EL1", 2, 0, 0, 2, 2) { Writable = 0x0000_f001 | 1 << 14 },
        new("OSDTRTX_EL1", 2, 0, 0, 3, 2) { Writable = uint.MaxValue },
        new("OSECCR_EL1", 2, 0, 0, 6, 2) { Writable = 0 },
        Constant("MDRAR_EL1", 2, 0, 1, 0, 0, 0),
        new("OSLAR_EL1", 2, 0, 1, 0, 4) { Access = RegisterAccess.Write, Write = static (cpu, value) => cpu[LockStatus] = 8 | (value & 1) << 1 },
        LockStatus,
        new("OSDLR_EL1", 2, 0, 1, 3, 4) { Writable = 1 },
        new("DBGPRCR_EL1", 2, 0, 1, 4, 4) { Writable = 1 },
        new("DBGCLAIMSET_EL1", 2, 0, 7, 8, 6) { Read = static _ => 0xff, Write = static (cpu, value) => cpu[Claims] |= value & 0xff },
        Claims,
        Constant("DBGAUTHSTATUS_EL1", 2, 0, 7, 14, 6, 0x22),
        Constant("MDCCSR_EL0", 2, 3, 0, 1, 0, 0) with { UserAccess = RegisterAccess.Read },
    ];

    // The whole space, of which what has no register reads as zero (D17.1.3).
    private static IEnumerable<SystemRegister> Identification =>
        from crm in Enumerable.Range(0, 8)
        from op2 in Enumerable.Range(0, 8)
        where crm != 0 || op2 is 0 or 5 or 6
        let name = SystemRegisterNames.NameOf(3 << 14 | crm << 3 | op2).ToUpperInvariant()
        select new SystemRegister(name, 3, 0, 0, crm, op2)
        {
            Access = RegisterAccess.Read,
            Read = cpu => IdentificationRegisters.Read(crm, op2, cpu.Has, cpu.Affinity),
        };

    /// <summary>How many there are.</summary>
    public static int Count => All.Length;

    /// <summary>The register of a number; null when there is none.</summary>
    public static SystemRegister? Find(int number)
    {
        int index = IndexByNumber[number & (IndexByNumber.Length - 1)];
        return index == 0 ? null : All[index - 1];
    }

    /// <summary>Sets all values to those after a reset.</summary>
    public static void Reset(Span<ulong> values)
    {
        foreach (SystemRegister register in All) values[register.Index] = register.Reset;
    }

    private static SystemRegister Constant(string name, int op0, int op1, int crn, int crm, int op2, ulong value) =>
        new(name, op0, op1, crn, crm, op2) { Access = RegisterAccess.Read, Reset = value };

    private static SystemRegister[] Number(SystemRegister[] all)
    {
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Index = i;
            ref short place = ref IndexByNumber[all[i].Number & (IndexByNumber.Length - 1)];
            if (place != 0) throw new InvalidOperationException($"{all[i].Name} has the number of {all[place - 1].Name}");
            place = (short)(i + 1);
        }

        return all;
    }
}
