using System.Runtime.CompilerServices;
using Emu.Isa;
using static System.Runtime.CompilerServices.MethodImplOptions;

namespace Emu.Guest.Arm64.Instructions;

/// <summary>Addresses relative to the pc (C4.1.2).</summary>
[InstructionSet(Arm64Features.None)]
internal static class PcRelativeAddresses<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    [Instruction(
        "adr {rd}, {offset}", "0 offset[1:0]:2 10000 offset[20:2]:19 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Adr(ref E e, Xr rd, Offset offset) => e[rd] = e.Pc + offset.Value;

    [Instruction(
        "adrp {rd}, {page}", "1 page[1:0]:2 10000 page[20:2]:19 rd:5",
        Traits = InstructionTraits.Arithmetic)]
    [MethodImpl(AggressiveInlining)]
    public static void Adrp(ref E e, Xr rd, PageOffset page) => e[rd] = (e.Pc & ~0xfffL) + ((long)page.Value << 12);
}
