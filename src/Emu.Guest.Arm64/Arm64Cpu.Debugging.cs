using Emu.Isa;

namespace Emu.Guest.Arm64;

/// <content>What a debugger sees of a CPU, and changes. The CPU does not run meanwhile.</content>
public sealed unsafe partial class Arm64Cpu
{
    private const int GeneralCount = 31, VectorCount = 32, PcNumber = 32;

    // A vector as lanes of all kinds, as GDB prints those of its own description.
    private const string VectorTypes =
        """
        <vector id="v2d" type="ieee_double" count="2"/><vector id="v2u" type="uint64" count="2"/>
        <vector id="v2i" type="int64" count="2"/><vector id="v4f" type="ieee_single" count="4"/>
        <vector id="v4u" type="uint32" count="4"/><vector id="v4i" type="int32" count="4"/>
        <vector id="v8u" type="uint16" count="8"/><vector id="v8i" type="int16" count="8"/>
        <vector id="v16u" type="uint8" count="16"/><vector id="v16i" type="int8" count="16"/>
        <vector id="v1u" type="uint128" count="1"/><vector id="v1i" type="int128" count="1"/>
        <union id="vnd"><field name="f" type="v2d"/><field name="u" type="v2u"/><field name="s" type="v2i"/></union>
        <union id="vns"><field name="f" type="v4f"/><field name="u" type="v4u"/><field name="s" type="v4i"/></union>
        <union id="vnh"><field name="u" type="v8u"/><field name="s" type="v8i"/></union>
        <union id="vnb"><field name="u" type="v16u"/><field name="s" type="v16i"/></union>
        <union id="vnq"><field name="u" type="v1u"/><field name="s" type="v1i"/></union>
        <union id="aarch64v"><field name="d" type="vnd"/><field name="s" type="vns"/><field name="h" type="vnh"/>
        <field name="b" type="vnb"/><field name="q" type="vnq"/></union>
        """;

    // PSTATE as SPSR_EL1 has it.
    private const string StateTypes =
        """
        <flags id="cpsr_flags" size="4"><field name="SP" start="0" end="0"/><field name="EL" start="2" end="3"/>
        <field name="F" start="6" end="6"/><field name="I" start="7" end="7"/><field name="A" start="8" end="8"/>
        <field name="D" start="9" end="9"/><field name="SSBS" start="12" end="12"/><field name="PAN" start="22" end="22"/>
        <field name="UAO" start="23" end="23"/><field name="DIT" start="24" end="24"/>
        <field name="V" start="28" end="28"/><field name="C" start="29" end="29"/><field name="Z" start="30" end="30"/>
        <field name="N" start="31" end="31"/></flags>
        """;

    /// <summary>The registers as GDB's AArch64 features have them (GDB manual, G.5.1): general, floating point, the thread
    /// pointer, and which bits of signed pointers are none of the address.</summary>
    public override DebugDescription DescribeForDebugger()
    {
        List<DebugFeature> features =
        [
            new("org.gnu.gdb.aarch64.core", [.. General()]) { Types = StateTypes },
            new("org.gnu.gdb.aarch64.fpu", [.. Floats()]) { Types = VectorTypes },
            new("org.gnu.gdb.aarch64.tls", [Of("tpidr", Arm64Architecture.ThreadPointer, "data_ptr")]),
        ];
        if (Has.Has.HasFlag(Arm64Features.Pauth))
            features.Add(new DebugFeature("org.gnu.gdb.aarch64.pauth", [CodeMask("pauth_dmask"), CodeMask("pauth_cmask")]));
        return new DebugDescription("aarch64", features, PcNumber);
    }

    private static DebugRegister CodeMask(string name) => new(name, 64, _ => PointerCodes.Field, null);

    private static IEnumerable<DebugRegister> General()
    {
        for (int i = 0; i < GeneralCount; i++) yield return Of($"x{i}", i, "int");
        yield return Of("sp", Arm64Architecture.StackPointer, "data_ptr");
        yield return ProgramCounter;
        yield return new DebugRegister(
            "cpsr", 32, cpu => ((Arm64Cpu)cpu).SavedProcessState, (cpu, value) => ((Arm64Cpu)cpu).Pstate = (ulong)value)
        {
            Type = "cpsr_flags",
        };
    }

    private static IEnumerable<DebugRegister> Floats()
    {
        for (int i = 0; i < VectorCount; i++)
        {
            int number = Arm64Architecture.FirstVector + i;
            yield return new DebugRegister(
                $"v{i}", 128, cpu => VectorOf(cpu, number), (cpu, value) => VectorOf(cpu, number) = value)
            {
                Type = "aarch64v",
            };
        }

        yield return new DebugRegister(
            "fpsr", 32, cpu => ((Arm64Cpu)cpu).Fpsr, (cpu, value) => ((Arm64Cpu)cpu).Fpsr = (uint)value)
        {
            Group = "float",
        };
        yield return new DebugRegister(
            "fpcr", 32, cpu => ((Arm64Cpu)cpu).Fpcr, (cpu, value) => ((Arm64Cpu)cpu).Fpcr = (uint)value)
        {
            Group = "float",
        };
    }

    private static DebugRegister Of(string name, int number, string type) => new(
        name, 64, cpu => cpu.State->Registers[number], (cpu, value) => cpu.State->Registers[number] = (ulong)value)
    {
        Type = type,
    };

    private static DebugRegister ProgramCounter => new(
        "pc", 64, cpu => cpu.State->Pc, (cpu, value) => cpu.State->Pc = (ulong)value)
    {
        Type = "code_ptr",
    };

    private static ref UInt128 VectorOf(Cpu cpu, int number) =>
        ref *(UInt128*)((byte*)cpu.Registers + cpu.Model.Architecture.Registers.OffsetOf(number));
}
