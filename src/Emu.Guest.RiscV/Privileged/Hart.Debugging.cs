using Emu.Core.Memory;
using Emu.Isa;

namespace Emu.Guest.RiscV.Privileged;

/// <content>What a debugger sees of a hart, and changes. The hart does not run meanwhile.</content>
public sealed unsafe partial class Hart
{
    private const int RegisterCount = 32;

    private static readonly string[] integerNames =
    [
        "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "fp", "s1", "a0", "a1", "a2", "a3", "a4", "a5",
        "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4", "t5", "t6",
    ];

    /// <inheritdoc/>
    public override bool TryInspect(VirtualAddress address, out PhysicalAddress physical)
    {
        if (Kernel is not null) return base.TryInspect(address, out physical);
        return translation.TryInspect(address, DataMode, out physical);
    }

    /// <summary>The registers as GDB's RISC-V features have them: integers, floating point, those control and status
    /// registers that the hart has, and its privilege mode.</summary>
    public override DebugDescription DescribeForDebugger()
    {
        List<DebugFeature> features = [new("org.gnu.gdb.riscv.cpu", [.. Integers(), ProgramCounter])];
        if (Isa.Has(Extensions.F)) features.Add(new DebugFeature("org.gnu.gdb.riscv.fpu", [.. Floats()]));
        features.Add(new DebugFeature("org.gnu.gdb.riscv.csr", [.. ControlRegisters()]));
        if (Kernel is null) features.Add(new DebugFeature("org.gnu.gdb.riscv.virtual", [Privilege]));
        return new DebugDescription("riscv:rv64", features, RegisterCount);
    }

    private static DebugRegister ProgramCounter => new(
        "pc", 64, cpu => cpu.State->Pc, (cpu, value) => cpu.State->Pc = (ulong)value & ~1UL)
    {
        Type = "code_ptr",
    };

    // 0 for user mode, 1 for supervisor mode, 3 for machine mode.
    private static DebugRegister Privilege => new(
        "priv", 64, cpu => (ulong)((Hart)cpu).Mode, (cpu, value) => ((Hart)cpu).SetPrivilege((ulong)value));

    private static IEnumerable<DebugRegister> Integers()
    {
        for (int i = 0; i < RegisterCount; i++)
        {
            int number = i;
            yield return new DebugRegister(
                integerNames[i], 64, cpu => ReadRegister(cpu, number),
                number == RiscVGuest.ZeroRegister ? null : (cpu, value) => WriteRegister(cpu, number, (ulong)value))
            {
                Type = number == 1 ? "code_ptr" : number is 2 or 3 or 4 or 8 ? "data_ptr" : "int",
            };
        }
    }

    private IEnumerable<DebugRegister> Floats()
    {
        for (int i = 0; i < RegisterCount; i++)
        {
            int number = RiscVArchitecture.FirstFloat + i;
            yield return new DebugRegister(
                OperandText.FReg((byte)i), 64, cpu => ReadRegister(cpu, number),
                (cpu, value) => ((Hart)cpu).ChangeFloat(number, (ulong)value))
            {
                Type = Isa.Has(Extensions.D) ? "ieee_double" : "ieee_single",
            };
        }
    }

    private IEnumerable<DebugRegister> ControlRegisters()
    {
        const int count = 1 << 12;
        for (int i = 0; i < count; i++)
        {
            int csr = i;
            // A program has those of user mode only.
            if (Kernel is not null && (csr >> 8 & 3) != (int)PrivilegeMode.User) continue;
            if (CsrNames.Find(csr) is not { } name || csrs.Inspect(csr) is null) continue;
            yield return new DebugRegister(
                name, 64, cpu => ((Hart)cpu).csrs.Inspect(csr) ?? 0, (cpu, value) => ((Hart)cpu).ChangeControl(csr, (ulong)value))
            {
                Group = csr <= Csr.Fcsr ? "float" : "csr",
            };
        }
    }

    private static UInt128 ReadRegister(Cpu cpu, int number) => cpu.State->Registers[number];

    private static void WriteRegister(Cpu cpu, int number, ulong value) => cpu.State->Registers[number] = value;

    private void ChangeFloat(int register, ulong value)
    {
        State->Registers[register] = value;
        MarkFloatDirty();
    }

    // Writes as an instruction of machine mode does; what the mode decides is then decided anew.
    private void ChangeControl(int csr, ulong value)
    {
        (byte mode, byte floats) = (State->Mode, State->FloatEnabled);
        State->Mode = (byte)PrivilegeMode.Machine;
        if (csr <= Csr.Fcsr) State->FloatEnabled = 1;
        csrs.TryAccess(csr, CsrOperation.Write, value, reads: false, writes: true, out _);
        State->Mode = mode;
        if (csr <= Csr.Fcsr) State->FloatEnabled = floats;
        StatusChanged(~0UL);
        Engine.FlushTlb();
    }

    private void SetPrivilege(ulong value)
    {
        if (value <= (ulong)PrivilegeMode.Machine && value != 2) ChangeMode((PrivilegeMode)value);
    }
}
