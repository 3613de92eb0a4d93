using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>The plainest interpreter: values are numbers when the instruction's method runs.</summary>
internal sealed class ReferenceRunner : SteppingRunner
{
    protected override void Execute(ReferenceEmitter emitter, in DecodedInstruction instruction) =>
        Dispatch<ReferenceEmitter, ReferenceValue, NoVector<ReferenceValue, ReferenceCondition>, ReferenceCondition>.Execute(ref emitter, in instruction);
}
