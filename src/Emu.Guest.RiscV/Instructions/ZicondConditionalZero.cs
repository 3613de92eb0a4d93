using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zicond: conditional zeroing (integer conditional operations specification 1.0).</summary>
[InstructionSet(Extensions.Zicond)]
internal static class ZicondConditionalZero<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("czero.eqz {rd},{rs1},{rs2}", "0000111 rs2:5 rs1:5 101 rd:5 0110011", Rare = true)]
    public static void CzeroEqz(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs2].IsEqual(0), 0, e[rs1]);

    [Instruction("czero.nez {rd},{rs1},{rs2}", "0000111 rs2:5 rs1:5 111 rd:5 0110011", Rare = true)]
    public static void CzeroNez(ref E e, Reg rd, Reg rs1, Reg rs2) =>
        e[rd] = V.Select(e[rs2].IsEqual(0), e[rs1], 0);
}
