using Emu.Isa;

namespace Emu.Guest.RiscV.Instructions;

/// <summary>Zifencei: instruction-fetch fence (unprivileged specification, chapter 3).</summary>
[InstructionSet(Extensions.Zifencei)]
internal static class ZifenceiInstructionFetchFence<E, V, W, C>
    where E : struct, IEmitter<V, W, C>
    where V : struct, IValue<V, C>
    where W : struct, IVector<W, V, C>
    where C : struct, ICondition<C>
{
    /// <summary>The unused fields are reserved for finer fences; this one serves them all.</summary>
    [Instruction(
        "fence.i", "-:12 -:5 001 -:5 0001111", Flow = Flow.System, Rare = true, Traits = InstructionTraits.Continues)]
    public static void FenceI(ref E e) => e.System((uint)SystemOperation.FenceInstructions, 0, 0, out _);
}
