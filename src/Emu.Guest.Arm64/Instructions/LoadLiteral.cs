using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Loads of a register from an address relative to the pc (C4.1.4).</summary>
[InstructionSet(Arm64Features.None)]
internal static class LoadLiteral<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction("ldr {rt}, {offset}", "00 011 0 00 offset[20:2]:19 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdrWLiteral(ref E e, Wr rt, Offset offset)
    {
        if (e.Load(e.Pc + offset.Value, Width.Word, out V value)) e[rt] = value;
    }

    [Instruction("ldr {rt}, {offset}", "01 011 0 00 offset[20:2]:19 rt:5"), MethodImpl(AggressiveInlining)]
    public static void LdrXLiteral(ref E e, Xr rt, Offset offset)
    {
        if (e.Load(e.Pc + offset.Value, Width.Double, out V value)) e[rt] = value;
    }

    [Instruction("ldrsw {rt}, {offset}", "10 011 0 00 offset[20:2]:19 rt:5", Rare = true)]
    public static void LdrswLiteral(ref E e, Xr rt, Offset offset)
    {
        if (e.Load(e.Pc + offset.Value, Width.Word, out V value)) e[rt] = value.SignExtend(32);
    }

    [Instruction("prfm {kind}, {offset}", "11 011 0 00 offset[20:2]:19 kind:5", Rare = true)]
    public static void PrfmLiteral(ref E e, PrefetchKind kind, Offset offset)
    {
    }
}
