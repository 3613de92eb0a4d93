using Emu.Guest.RiscV.Tests.Reference;
using Emu.Isa;

namespace Emu.Guest.RiscV.Tests.ToyTranslator;

/// <summary>Translates each instruction before it runs, as a translator would.</summary>
internal sealed class TranslatingRunner : SteppingRunner
{
    /// <summary>The translation of one instruction.</summary>
    public static TranslatedCode Translate(in DecodedInstruction instruction)
    {
        TranslatedCode code = new();
        TranslatingEmitter emitter = new(code);
        Dispatch<TranslatingEmitter, TranslatedValue, NoVector<TranslatedValue, TranslatedCondition>, TranslatedCondition>.Execute(ref emitter, in instruction);
        return code;
    }

    protected override void Execute(ReferenceEmitter emitter, in DecodedInstruction instruction) =>
        Translate(in instruction).Run(emitter);
}
