using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Exceptions, barriers, hints, system registers and caches (C4.1.3).</summary>
[InstructionSet(Arm64Features.None)]
internal static class SystemInstructions<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("svc {imm}", "11010100 000 imm:16 000 01", Flow = Flow.System, Rare = true)]
    public static void Svc(ref E e, Hex imm) => e.System((uint)SystemOperation.SupervisorCall, 0, 0, out _);

    [Instruction("brk {imm}", "11010100 001 imm:16 000 00", Flow = Flow.System, Rare = true)]
    public static void Brk(ref E e, Hex imm) => e.System((uint)SystemOperation.Breakpoint, 0, 0, out _);

    [Instruction("hlt {imm}", "11010100 010 imm:16 000 00", Flow = Flow.System, Rare = true)]
    public static void Hlt(ref E e, Hex imm) => e.System((uint)SystemOperation.Undefined, 0, 0, out _);

    [Instruction("hvc {imm}", "11010100 000 imm:16 000 10", Flow = Flow.System, Rare = true)]
    public static void Hvc(ref E e, Hex imm) => e.System((uint)SystemOperation.HypervisorCall, 0, 0, out _);

    [Instruction("smc {imm}", "11010100 000 imm:16 000 11", Flow = Flow.System, Rare = true)]
    public static void Smc(ref E e, Hex imm) => e.System((uint)SystemOperation.SecureMonitorCall, 0, 0, out _);

    [Instruction("udf {imm}", "0000000000000000 imm:16", Flow = Flow.System, Rare = true)]
    public static void Udf(ref E e, UImm imm) => e.System((uint)SystemOperation.Undefined, 0, 0, out _);

    /// <summary>Hints: what has no effect on a CPU without the feature that it hints at, and may be ignored on one
    /// with it.</summary>
    [Instruction("hint {imm}", "11010101 00000011 0010 imm!=1,2,3,7,8,10,12,14,24,25,26,27,28,29,30,31:7 11111"), MethodImpl(AggressiveInlining)]
    public static void Hint(ref E e, Hex imm)
    {
    }

    [Instruction(
        "hint #0x1", "11010101 00000011 0010 0000 001 11111", Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Yield(ref E e) => e.System((uint)SystemOperation.WaitForEvent, 0, 0, out _);

    [Instruction(
        "hint #0x2", "11010101 00000011 0010 0000 010 11111", Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Wfe(ref E e) => e.System((uint)SystemOperation.WaitForEvent, 0, 0, out _);

    [Instruction("hint #0x3", "11010101 00000011 0010 0000 011 11111", Flow = Flow.System, Rare = true)]
    public static void Wfi(ref E e) => e.System((uint)SystemOperation.WaitForInterrupt, 0, 0, out _);

    [Instruction(
        "clrex{, option}", "11010101 00000011 0011 option:4 010 11111",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Clrex(ref E e, RareOption option) => e.System((uint)SystemOperation.ClearExclusive, 0, 0, out _);

    [Instruction("dmb {option}", "11010101 00000011 0011 option:4 101 11111"), MethodImpl(AggressiveInlining)]
    public static void Dmb(ref E e, BarrierOption option)
    {
        // Loads stay in order on the host, and so do stores: the options that name one kind need nothing.
        if ((option.Value & 3) is 0 or 3) e.MemoryFence();
    }

    [Instruction(
        "dsb {option}", "11010101 00000011 0011 option:4 100 11111",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Dsb(ref E e, BarrierOption option)
    {
        e.MemoryFence();
        e.System((uint)SystemOperation.SynchronizeInstructions, 0, 0, out _);
    }

    [Instruction(
        "isb{, option}", "11010101 00000011 0011 option:4 110 11111",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Isb(ref E e, RareOption option) =>
        e.System((uint)SystemOperation.SynchronizeInstructions, 0, 0, out _);

    [InstructionSet(Arm64Features.Sb)]
    [Instruction("sb", "11010101 00000011 0011 0000 111 11111", Rare = true)]
    public static void Sb(ref E e)
    {
    }

    [Instruction("mrs {rt}, tpidr_el0", "1101010100 1 1 1 011 1101 0000 010 rt:5"), MethodImpl(AggressiveInlining)]
    public static void MrsThreadPointer(ref E e, Xr rt) => e[rt] = e[ThreadPointer];

    [Instruction("msr tpidr_el0, {rt}", "1101010100 0 1 1 011 1101 0000 010 rt:5", Rare = true)]
    public static void MsrThreadPointer(ref E e, Xr rt) => e[ThreadPointer] = e[rt];

    [Instruction("mrs {rt}, nzcv", "1101010100 1 1 1 011 0100 0010 000 rt:5", Rare = true)]
    public static void MrsNzcv(ref E e, Xr rt) => e[rt] = Nzcv<E, V, W, C>.Pack(ref e);

    [Instruction("msr nzcv, {rt}", "1101010100 0 1 1 011 0100 0010 000 rt:5", Rare = true)]
    public static void MsrNzcv(ref E e, Xr rt) => Nzcv<E, V, W, C>.SetPacked(ref e, e[rt] & 0xf000_0000);

    // QC is a register like others, which translators need not have in the CPU's state meanwhile.
    [Instruction(
        "mrs {rt}, fpsr", "1101010100 1 1 1 011 0100 0100 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void MrsFpsr(ref E e, Xr rt)
    {
        if (!e.System((uint)SystemOperation.ReadRegister, 0, 0, out V value)) return;
        V saturated = V.FromCondition(e[Saturated].IsNotEqual(0)).ShiftLeft(SaturationBit);
        e[rt] = (value & ~(1L << SaturationBit)) | saturated;
    }

    [Instruction(
        "msr fpsr, {rt}", "1101010100 0 1 1 011 0100 0100 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void MsrFpsr(ref E e, Xr rt)
    {
        // What was written is the result: no engine keeps an operand while the CPU works.
        if (e.System((uint)SystemOperation.WriteRegister, e[rt], 0, out V written))
            e[Saturated] = written.ShiftRightLogical(SaturationBit) & 1;
    }

    [Instruction(
        "mrs {rt}, {register}", "1101010100 1 1 register[14:0]!=24194,23056,23073,22816,22817:15 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Mrs(ref E e, Xr rt, SystemRegisterNumber register)
    {
        if (e.System((uint)SystemOperation.ReadRegister, 0, 0, out V value)) e[rt] = value;
    }

    [Instruction(
        "msr {WrittenRegister(register)}, {rt}", "1101010100 0 1 register[14:0]!=24194,23056,23073:15 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Msr(ref E e, SystemRegisterNumber register, Xr rt) =>
        e.System((uint)SystemOperation.WriteRegister, e[rt], 0, out _);

    [InstructionSet(Arm64Features.Rng)]
    [Instruction(
        "mrs {rt}, rndr", "1101010100 1 1 1 011 0010 0100 000 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void MrsRndr(ref E e, Xr rt)
    {
        if (!e.System((uint)SystemOperation.RandomNumber, 0, 0, out V value)) return;
        e[rt] = value;
        Nzcv<E, V, W, C>.SetPacked(ref e, 0);
    }

    [InstructionSet(Arm64Features.Rng)]
    [Instruction(
        "mrs {rt}, rndrrs", "1101010100 1 1 1 011 0010 0100 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void MrsRndrrs(ref E e, Xr rt)
    {
        if (!e.System((uint)SystemOperation.RandomNumber, 0, 0, out V value)) return;
        e[rt] = value;
        Nzcv<E, V, W, C>.SetPacked(ref e, 0);
    }

    [Instruction("sys #3, C7, C4, #1{, rt}", "1101010100 0 01 011 0111 0100 001 rt:5"), MethodImpl(AggressiveInlining)]
    public static void DcZva(ref E e, RareRegister rt) => e.ZeroBlock(e[rt]);

    [Instruction(
        "sys #3, C7, C10, #1{, rt}", "1101010100 0 01 011 0111 1010 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void DcCvac(ref E e, RareRegister rt) => e.System((uint)SystemOperation.CleanData, e[rt], 0, out _);

    [Instruction(
        "sys #3, C7, C11, #1{, rt}", "1101010100 0 01 011 0111 1011 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void DcCvau(ref E e, RareRegister rt) => e.System((uint)SystemOperation.CleanData, e[rt], 0, out _);

    [Instruction(
        "sys #3, C7, C14, #1{, rt}", "1101010100 0 01 011 0111 1110 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void DcCivac(ref E e, RareRegister rt) => e.System((uint)SystemOperation.CleanData, e[rt], 0, out _);

    [InstructionSet(Arm64Features.DcPop)]
    [Instruction(
        "sys #3, C7, C12, #1{, rt}", "1101010100 0 01 011 0111 1100 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void DcCvap(ref E e, RareRegister rt) => e.System((uint)SystemOperation.CleanData, e[rt], 0, out _);

    [InstructionSet(Arm64Features.DcPodp)]
    [Instruction(
        "sys #3, C7, C13, #1{, rt}", "1101010100 0 01 011 0111 1101 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void DcCvadp(ref E e, RareRegister rt) => e.System((uint)SystemOperation.CleanData, e[rt], 0, out _);

    [Instruction(
        "sys #3, C7, C5, #1{, rt}", "1101010100 0 01 011 0111 0101 001 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void IcIvau(ref E e, RareRegister rt) =>
        e.System((uint)SystemOperation.InvalidateInstructions, e[rt], 0, out _);

    [Instruction(
        "msr {PstateField(field)}, {imm}", "1101010100000 field[5:3]!=0,1,2:3 0100 imm:4 field[2:0]:3 11111",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void MsrField(ref E e, PstateField field, SmallHex imm) =>
        e.System((uint)SystemOperation.WriteField, imm.Value, 0, out _);

    [Instruction(
        "sys {SystemCall(operation)}{, rt}", "1101010100 0 01 operation!=7073,7081,7121,7129,7137,7145,7153:14 rt:5",
        Flow = Flow.System, Traits = InstructionTraits.Continues, Rare = true)]
    public static void Sys(ref E e, UImm operation, RareRegister rt) =>
        e.System((uint)SystemOperation.SystemInstruction, e[rt], 0, out _);

    [Instruction(
        "sysl {rt}, {SystemCall(operation)}", "1101010100 1 01 operation:14 rt:5",
        Flow = Flow.System, Rare = true)]
    public static void Sysl(ref E e, Xr rt, UImm operation) => e.System((uint)SystemOperation.Undefined, 0, 0, out _);

    [Instruction("eret", "1101011 0100 11111 000000 11111 00000", Flow = Flow.System, Rare = true)]
    public static void Eret(ref E e) => e.System((uint)SystemOperation.ExceptionReturn, 0, 0, out _);

    [Instruction("drps", "1101011 0101 11111 000000 11111 00000", Flow = Flow.System, Rare = true)]
    public static void Drps(ref E e) => e.System((uint)SystemOperation.Undefined, 0, 0, out _);

    private const int SaturationBit = Arm64Cpu.SaturationBit;

    private static Register Saturated => new(Arm64Architecture.Saturated);

    private static Register ThreadPointer => new(Arm64Architecture.ThreadPointer);
}
