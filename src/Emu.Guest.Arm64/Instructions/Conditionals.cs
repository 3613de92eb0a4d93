using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Conditional comparison and selection (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class Conditionals<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "ccmn {rn}, {rm}, {flags}, {condition}", "1 0 1 11010010 rm:5 condition:4 0 0 rn:5 0 flags:4",
        Rare = true)]
    public static void CcmnX(ref E e, Xr rn, Xr rm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Addition, e[rn], e[rm], flags, condition);

    [Instruction(
        "ccmn {rn}, {imm}, {flags}, {condition}", "1 0 1 11010010 imm:5 condition:4 1 0 rn:5 0 flags:4",
        Rare = true)]
    public static void CcmnImmediateX(ref E e, Xr rn, SmallHex imm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Addition, e[rn], imm.Value, flags, condition);

    [Instruction(
        "ccmp {rn}, {rm}, {flags}, {condition}", "1 1 1 11010010 rm:5 condition:4 0 0 rn:5 0 flags:4")]
    [MethodImpl(AggressiveInlining)]
    public static void CcmpX(ref E e, Xr rn, Xr rm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Subtraction, e[rn], e[rm], flags, condition);

    [Instruction(
        "ccmp {rn}, {imm}, {flags}, {condition}", "1 1 1 11010010 imm:5 condition:4 1 0 rn:5 0 flags:4")]
    [MethodImpl(AggressiveInlining)]
    public static void CcmpImmediateX(ref E e, Xr rn, SmallHex imm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Subtraction, e[rn], imm.Value, flags, condition);

    [Instruction(
        "csel {rd}, {rn}, {rm}, {condition}", "1 0 0 11010100 rm:5 condition:4 00 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CselX(ref E e, Xr rd, Xr rn, Xr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], e[rm]);

    [Instruction(
        "csinc {rd}, {rn}, {rm}, {condition}", "1 0 0 11010100 rm:5 condition:4 01 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsincX(ref E e, Xr rd, Xr rn, Xr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], e[rm] + 1);

    [Instruction(
        "csinv {rd}, {rn}, {rm}, {condition}", "1 1 0 11010100 rm:5 condition:4 00 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsinvX(ref E e, Xr rd, Xr rn, Xr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], ~e[rm]);

    [Instruction(
        "csneg {rd}, {rn}, {rm}, {condition}", "1 1 0 11010100 rm:5 condition:4 01 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsnegX(ref E e, Xr rd, Xr rn, Xr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], (V)0 - e[rm]);

    [Instruction(
        "ccmn {rn}, {rm}, {flags}, {condition}", "0 0 1 11010010 rm:5 condition:4 0 0 rn:5 0 flags:4",
        Rare = true)]
    public static void CcmnW(ref E e, Wr rn, Wr rm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Addition, e[rn].ShiftLeft(32), e[rm].ShiftLeft(32), flags, condition);

    [Instruction(
        "ccmn {rn}, {imm}, {flags}, {condition}", "0 0 1 11010010 imm:5 condition:4 1 0 rn:5 0 flags:4",
        Rare = true)]
    public static void CcmnImmediateW(ref E e, Wr rn, SmallHex imm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Addition, e[rn].ShiftLeft(32), (long)imm.Value << 32, flags, condition);

    [Instruction(
        "ccmp {rn}, {rm}, {flags}, {condition}", "0 1 1 11010010 rm:5 condition:4 0 0 rn:5 0 flags:4")]
    [MethodImpl(AggressiveInlining)]
    public static void CcmpW(ref E e, Wr rn, Wr rm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Subtraction, e[rn].ShiftLeft(32), e[rm].ShiftLeft(32), flags, condition);

    [Instruction(
        "ccmp {rn}, {imm}, {flags}, {condition}", "0 1 1 11010010 imm:5 condition:4 1 0 rn:5 0 flags:4")]
    [MethodImpl(AggressiveInlining)]
    public static void CcmpImmediateW(ref E e, Wr rn, SmallHex imm, SmallHex flags, Cond condition) =>
        Compare(ref e, FlagKind.Subtraction, e[rn].ShiftLeft(32), (long)imm.Value << 32, flags, condition);

    [Instruction(
        "csel {rd}, {rn}, {rm}, {condition}", "0 0 0 11010100 rm:5 condition:4 00 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CselW(ref E e, Wr rd, Wr rn, Wr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], e[rm]).ZeroExtend(32);

    [Instruction(
        "csinc {rd}, {rn}, {rm}, {condition}", "0 0 0 11010100 rm:5 condition:4 01 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsincW(ref E e, Wr rd, Wr rn, Wr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], e[rm] + 1).ZeroExtend(32);

    [Instruction(
        "csinv {rd}, {rn}, {rm}, {condition}", "0 1 0 11010100 rm:5 condition:4 00 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsinvW(ref E e, Wr rd, Wr rn, Wr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], ~e[rm]).ZeroExtend(32);

    [Instruction(
        "csneg {rd}, {rn}, {rm}, {condition}", "0 1 0 11010100 rm:5 condition:4 01 rn:5 rd:5")]
    [MethodImpl(AggressiveInlining)]
    public static void CsnegW(ref E e, Wr rd, Wr rn, Wr rm, Cond condition) =>
        e[rd] = V.Select(Nzcv<E, V, W, C>.Holds(ref e, condition), e[rn], (V)0 - e[rm]).ZeroExtend(32);

    /// <summary>The flags of a comparison if a condition holds, else those that the instruction has.</summary>
    [MethodImpl(AggressiveInlining)]
    private static void Compare(ref E e, FlagKind kind, V left, V right, SmallHex flags, Cond condition) => Nzcv<E, V, W, C>.SetPacked(
        ref e,
        V.Select(
            Nzcv<E, V, W, C>.Holds(ref e, condition), FlagConditions<V, C>.Pack(kind, left, right), (long)flags.Value << 28));
}
