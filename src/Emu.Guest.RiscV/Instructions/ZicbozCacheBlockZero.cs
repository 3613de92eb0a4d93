using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zicboz: cache-block zero (CMO specification 1.0, section 2.6).</summary>
[InstructionSet(Extensions.Zicboz)]
internal static class ZicbozCacheBlockZero<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("cbo.zero ({rs1})", "000000000100 rs1:5 010 00000 0001111", Rare = true)]
    public static void CboZero(ref E e, Reg rs1) => e.ZeroBlock(e[rs1]);
}
