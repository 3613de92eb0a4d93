using Emu.Isa;
using Emu.Testing;

namespace Emu.Guest.RiscV.Tests.Reference;

/// <summary>Runs cases on a <see cref="ReferenceHart"/>, one instruction after the other.</summary>
internal abstract class SteppingRunner : ICpuRunner
{
    private const int MostSteps = 10_000;

    public CpuResult[] Run(IReadOnlyList<CpuCase> cases) => [.. cases.Select(Run)];

    /// <summary>Executes an instruction on the emitter's hart.</summary>
    protected abstract void Execute(ReferenceEmitter emitter, in DecodedInstruction instruction);

    private CpuResult Run(CpuCase source)
    {
        ReferenceHart hart = new(source);
        for (int steps = 0; hart.Stop is null; steps++)
        {
            if (steps == MostSteps)
                throw new InvalidOperationException($"The case does not end: {source}");
            Step(hart);
        }

        return hart.ToResult();
    }

    private void Step(ReferenceHart hart)
    {
        ulong pc = hart.Pc;
        if (!hart.TryFetch(out uint word))
        {
            hart.Stop = CpuStop.Unmapped;
            return;
        }

        Decoder.Decode(word, Extensions.All, out DecodedInstruction instruction);
        int length = RiscVGuest.LengthOf(instruction);
        hart.Pc = pc + (ulong)length;
        Execute(new ReferenceEmitter(hart, pc, length), in instruction);
        if (hart.Stop is not null)
            hart.Pc = pc;
    }
}
