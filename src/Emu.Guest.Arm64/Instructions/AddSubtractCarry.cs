using Emu.Isa;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Addition and subtraction with carry (C4.1.5).</summary>
[InstructionSet(Arm64Features.None)]
internal static class AddSubtractCarry<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("adc {rd}, {rn}, {rm}", "1 0 0 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void AdcX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] + e[rm] + Nzcv<E, V, W, C>.Carry(ref e);

    [Instruction("sbc {rd}, {rn}, {rm}", "1 1 0 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void SbcX(ref E e, Xr rd, Xr rn, Xr rm) => e[rd] = e[rn] + ~e[rm] + Nzcv<E, V, W, C>.Carry(ref e);

    [Instruction("adcs {rd}, {rn}, {rm}", "1 0 1 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void AdcsX(ref E e, Xr rd, Xr rn, Xr rm) =>
        Nzcv<E, V, W, C>.AddWithCarry(ref e, rd, e[rn], e[rm], Nzcv<E, V, W, C>.Carry(ref e));

    [Instruction("sbcs {rd}, {rn}, {rm}", "1 1 1 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void SbcsX(ref E e, Xr rd, Xr rn, Xr rm) =>
        Nzcv<E, V, W, C>.AddWithCarry(ref e, rd, e[rn], ~e[rm], Nzcv<E, V, W, C>.Carry(ref e));

    [Instruction("adc {rd}, {rn}, {rm}", "0 0 0 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void AdcW(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = (e[rn] + e[rm] + Nzcv<E, V, W, C>.Carry(ref e)).ZeroExtend(32);

    [Instruction("sbc {rd}, {rn}, {rm}", "0 1 0 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void SbcW(ref E e, Wr rd, Wr rn, Wr rm) =>
        e[rd] = (e[rn] + ~e[rm] + Nzcv<E, V, W, C>.Carry(ref e)).ZeroExtend(32);

    [Instruction("adcs {rd}, {rn}, {rm}", "0 0 1 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void AdcsW(ref E e, Wr rd, Wr rn, Wr rm) =>
        Nzcv<E, V, W, C>.AddWithCarryWord(ref e, rd, e[rn].ZeroExtend(32), e[rm].ZeroExtend(32), Nzcv<E, V, W, C>.Carry(ref e));

    [Instruction("sbcs {rd}, {rn}, {rm}", "0 1 1 11010000 rm:5 000000 rn:5 rd:5", Rare = true)]
    public static void SbcsW(ref E e, Wr rd, Wr rn, Wr rm) =>
        Nzcv<E, V, W, C>.AddWithCarryWord(ref e, rd, e[rn].ZeroExtend(32), (~e[rm]).ZeroExtend(32), Nzcv<E, V, W, C>.Carry(ref e));
}
